"""A juror's cards: the list on a phone, one card, sending it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, NotReady, StaleVersion, WrongState
from incubator.domain.kinds import PitchStatus, Role
from incubator.domain.models import Person, PitchCard, PitchScore, Project
from incubator.domain.states import State
from incubator.pitching import operations
from incubator.pitching.given import Marks
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.pitching.conftest import Jury

SignIn = Callable[..., PageClient]


def given(problem: int | None = 5, impact: int | None = 3, version: int = 0, **more: Any) -> Marks:
    marks = {"problem": problem, "impact": impact}
    return Marks(
        marks={key: mark for key, mark in marks.items() if mark is not None},
        favourite=more.get("favourite", False),
        notes=more.get("notes", ""),
        version=version,
    )


def send(session: Session, project: Project, juror: Person, marks: Marks) -> PitchCard:
    return operations.send_card(session, actor=make.actor_of(session, juror), project=project, given=marks)


def form(page: Page, **marks: str) -> dict[str, str]:
    return {"version": page.field("version"), **{f"mark_{key}": mark for key, mark in marks.items()}}


def ticked(page: Page, name: str) -> list[str]:
    return [str(tag["value"]) for tag in page.soup.select(f'[name="{name}"][checked]')]


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


# --- the operation --------------------------------------------------------------------------------------------------


def test_send_card_keeps_marks_total_and_time(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    card = send(session, project, jury.jurors[1], given(favourite=True, notes="Une équipe soudée."))
    assert card.total == 4200  # 60 % of 5 and 40 % of 3
    assert card.locked_at is not None
    assert (card.favourite, card.notes) == (True, "Une équipe soudée.")
    assert sorted(score.value for score in card.scores) == [3, 5]


def test_send_card_journals_without_marks(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    send(session, project, jury.jurors[1], given(notes="Secret"))
    (entry,) = jury.journal(project)
    assert (entry.event, entry.actor_id) == ("lock_card", jury.jurors[1].id)
    assert (entry.before, entry.after, entry.note) == (None, None, "")


def test_send_card_again_changes_it(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    first = send(session, project, jury.chair, given())
    again = send(session, project, jury.chair, given(0, 1, version=first.version))
    assert again is first
    assert again.total == 400
    assert session.scalar(select(func.count()).select_from(PitchScore).where(PitchScore.card_id == first.id)) == 2


def test_send_card_counts_a_zero_as_a_mark(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    assert send(session, project, jury.chair, given(0, 0)).total == 0


def test_send_card_refuses_a_missing_mark(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    with pytest.raises(NotReady, match="chaque critère"):
        send(session, project, jury.chair, given(impact=None))


@pytest.mark.parametrize(
    ("status", "sentence"), [(PitchStatus.WAITING, "pas encore ouverte"), (PitchStatus.CLOSED, "est close")]
)
def test_send_card_refuses_when_the_pitch_is_not_open(
    session: Session, jury: Jury, status: PitchStatus, sentence: str
) -> None:
    project = jury.pitch(status)
    with pytest.raises(WrongState, match=sentence):
        send(session, project, jury.chair, given())


def test_send_card_refuses_a_version_saved_elsewhere(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    send(session, project, jury.chair, given())
    with pytest.raises(StaleVersion):
        send(session, project, jury.chair, given(version=0))


def test_send_card_refuses_who_does_not_judge_the_project(session: Session, jury: Jury) -> None:
    own = jury.pitch(PitchStatus.OPEN, jury.project(owner=jury.jurors[1]))
    conflict = jury.pitch(PitchStatus.OPEN)
    make.declare_conflict(session, jury.jurors[1], conflict)
    for person, project in ((jury.jurors[1], own), (jury.jurors[1], conflict), (jury.secretary, own)):
        with pytest.raises(NotAllowed):
            send(session, project, person, given())


def test_save_card_keeps_what_is_there_without_sending(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    actor = make.actor_of(session, jury.chair)
    card = operations.save_card(session, actor=actor, project=project, given=given(impact=None, notes="À suivre"))
    assert (card.total, card.locked_at, card.notes) == (None, None, "À suivre")
    changed = operations.save_card(
        session, actor=actor, project=project, given=given(None, 4, version=card.version, notes="À suivre")
    )
    assert [score.value for score in changed.scores] == [4]
    assert changed.version == 2
    assert jury.events(project) == []


def test_save_card_refuses_once_sent(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    card = send(session, project, jury.chair, given())
    with pytest.raises(WrongState, match="déjà envoyée"):
        operations.save_card(
            session, actor=make.actor_of(session, jury.chair), project=project, given=given(version=card.version)
        )


# --- the card -------------------------------------------------------------------------------------------------------


def test_card_page_sends_and_comes_back_to_the_list(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    client, url = sign_in(jury.jurors[1]), f"/projects/{project.id}/pitch"

    page = client.get(url)
    assert page.h1 == f"Dossier 001 : {project.title}"
    assert "60 % de la note" in page.text
    assert "faible" in page.text
    sent = client.post(url, {**form(page, problem="5", impact="0"), "act": "send", "favourite": "y", "notes": "Bien"})

    assert (sent.status, sent.url) == (200, jury.url("pitches"))
    assert "Votre fiche est envoyée" in sent.text
    again = client.get(url)
    assert (ticked(again, "mark_problem"), ticked(again, "mark_impact")) == (["5"], ["0"])
    assert again.field("notes") == "Bien"
    assert "Fiche envoyée" in again.text
    assert not again.soup.select('[value="keep"]')


def test_card_page_can_be_changed_until_the_pitch_is_closed(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    client, url = sign_in(jury.jurors[1]), f"/projects/{project.id}/pitch"
    client.post(url, {**form(client.get(url), problem="5", impact="5"), "act": "send"})
    client.post(url, {**form(client.get(url), problem="1", impact="1"), "act": "send"})
    jury.session.expire_all()
    assert jury.session.scalars(select(PitchCard.total)).all() == [1000]


def test_card_page_keeps_the_marks_when_one_is_missing(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    client, url = sign_in(jury.jurors[1]), f"/projects/{project.id}/pitch"
    page = client.post(url, {**form(client.get(url), problem="4"), "act": "send", "notes": "En cours"})
    assert page.status == 422
    assert "Choisissez une note de 0 à 5." in page.text
    assert (ticked(page, "mark_problem"), page.field("notes")) == (["4"], "En cours")
    assert jury.session.scalar(select(func.count()).select_from(PitchCard)) == 0


@pytest.mark.parametrize("mark", ["6", "-1", "trois"])
def test_card_page_refuses_a_mark_off_the_scale(jury: Jury, sign_in: SignIn, mark: str) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    client, url = sign_in(jury.jurors[1]), f"/projects/{project.id}/pitch"
    page = client.post(url, {**form(client.get(url), problem=mark, impact="2"), "act": "send"})
    assert page.status == 422
    assert ticked(page, "mark_impact") == ["2"]


def test_card_page_refuses_notes_that_are_too_long_and_keeps_them(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    client, url = sign_in(jury.jurors[1]), f"/projects/{project.id}/pitch"
    notes = "é" * 2001
    page = client.post(url, {**form(client.get(url), problem="5", impact="5"), "act": "send", "notes": notes})
    assert (page.status, page.field("notes")) == (422, notes)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (PitchStatus.WAITING, "La notation de ce pitch n’est pas encore ouverte"),
        (PitchStatus.CLOSED, "La notation de ce pitch est close"),
    ],
)
def test_card_page_refuses_clearly_and_keeps_what_was_typed(
    jury: Jury, sign_in: SignIn, status: PitchStatus, sentence: str
) -> None:
    project = jury.pitch(status)
    data = {"version": "0", "mark_problem": "4", "mark_impact": "2", "notes": "Mes mots", "act": "send"}
    page = sign_in(jury.jurors[1]).post(f"/projects/{project.id}/pitch", data)
    assert page.status == 409
    assert sentence in page.text
    assert (ticked(page, "mark_problem"), ticked(page, "mark_impact")) == (["4"], ["2"])
    assert page.field("notes") == "Mes mots"
    assert jury.session.scalar(select(func.count()).select_from(PitchCard)) == 0


def test_card_page_keeps_what_was_typed_when_saved_elsewhere(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    client, url = sign_in(jury.jurors[1]), f"/projects/{project.id}/pitch"
    old = client.get(url)
    client.post(url, {**form(old, problem="5", impact="5"), "act": "send"})

    page = client.post(url, {**form(old, problem="1", impact="2"), "act": "send", "notes": "Mes mots"})

    assert page.status == 409
    assert "enregistrée ailleurs" in page.text
    assert "Ce qui est enregistré" in page.text
    assert (ticked(page, "mark_problem"), page.field("notes")) == (["1"], "Mes mots")
    assert client.post(url, {**form(page, problem="1", impact="2"), "act": "send"}).status == 200


def test_card_page_keeps_a_card_for_later(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    client, url = sign_in(jury.jurors[1]), f"/projects/{project.id}/pitch"
    page = client.post(url, {**form(client.get(url), problem="4"), "act": "keep"})
    assert (page.status, page.url) == (200, url)
    assert "Votre fiche est gardée" in page.text
    assert ticked(page, "mark_problem") == ["4"]
    assert "À noter" in client.get(jury.url("pitches")).text


def test_card_page_shows_the_kept_card_once_closed(jury: Jury, sign_in: SignIn) -> None:
    project = jury.heard((5, 3), (4, 2))
    page = sign_in(jury.jurors[1]).get(f"/projects/{project.id}/pitch")
    assert "La notation de ce pitch est close" in page.text
    assert not page.soup.select("main form")


def test_card_page_links_to_declaring_a_conflict(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    page = sign_in(jury.jurors[1]).get(f"/projects/{project.id}/pitch")
    assert page.soup.select(f'a[href="/projects/{project.id}/conflict"]')


@pytest.mark.parametrize("link", ["conflict", "team"])
def test_card_page_does_not_exist_for_who_stays_away(session: Session, jury: Jury, sign_in: SignIn, link: str) -> None:
    juror = jury.jurors[1]
    project = jury.pitch(PitchStatus.OPEN, jury.project(owner=juror if link == "team" else None))
    if link == "conflict":
        make.declare_conflict(session, juror, project)
    url = f"/projects/{project.id}/pitch"
    assert sign_in(juror).get(url).status == 404
    data = {"version": "0", "mark_problem": "4", "mark_impact": "2", "act": "send"}
    assert sign_in(juror).post(url, data).status == 404


def test_card_page_refuses_others(session: Session, jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    other = make.make_call(session, make.make_organisation(session))
    elsewhere = make.grant(session, make.make_person(session), Role.JUROR, other)
    url = f"/projects/{project.id}/pitch"
    assert sign_in(jury.secretary).get(url).status == 403
    assert sign_in(elsewhere).get(url).status == 404
    assert sign_in(session.get_one(Person, project.owner_id)).get(url).status == 404


# --- the list -------------------------------------------------------------------------------------------------------


def test_cards_list_says_where_each_card_stands(jury: Jury, sign_in: SignIn) -> None:
    juror = jury.jurors[1]
    jury.card(jury.pitch(PitchStatus.CLOSED), juror, 5, 5)
    jury.pitch(PitchStatus.CLOSED)
    jury.pitch(PitchStatus.OPEN)
    jury.pitch()

    page = sign_in(juror).get(jury.url("pitches"))

    words = ["Envoyée", "Non envoyée", "À noter", "À venir"]
    assert [word in row for word, row in zip(words, rows(page), strict=True)] == [True] * 4
    assert "Noter le dossier 003" in page.text
    assert "1 fiche envoyée" in page.text
    assert "1 sur 4" in page.text


def test_cards_list_leaves_out_what_the_juror_stays_away_from(session: Session, jury: Jury, sign_in: SignIn) -> None:
    juror = jury.jurors[1]
    jury.pitch()
    jury.pitch(PitchStatus.OPEN, jury.project(owner=juror, title="Secret A"))
    make.declare_conflict(session, juror, jury.pitch(PitchStatus.OPEN, jury.project(title="Secret B")))

    page = sign_in(juror).get(jury.url("pitches"))

    assert len(rows(page)) == 1
    assert "Secret" not in page.text
    assert "0 sur 1" in page.text


def test_cards_list_is_each_jurors_own(jury: Jury, sign_in: SignIn) -> None:
    jury.card(jury.pitch(PitchStatus.OPEN), jury.jurors[2], 5, 5)
    assert "À noter" in rows(sign_in(jury.jurors[1]).get(jury.url("pitches")))[0]


def test_cards_list_thanks_once_all_is_sent(jury: Jury, sign_in: SignIn) -> None:
    jury.card(jury.pitch(PitchStatus.OPEN), jury.jurors[1], 5, 5)
    assert "Toutes vos fiches sont envoyées, merci" in sign_in(jury.jurors[1]).get(jury.url("pitches")).text


def test_cards_list_waits_for_the_next_pitch_or_the_order(jury: Jury, sign_in: SignIn) -> None:
    client = sign_in(jury.jurors[1])
    assert "Aucun pitch pour l’instant" in client.get(jury.url("pitches")).text
    jury.pitch()
    assert "Écoutez le prochain pitch" in client.get(jury.url("pitches")).text


def test_cards_list_says_that_the_day_is_closed(jury: Jury, sign_in: SignIn) -> None:
    jury.heard((5, 5), (5, 5))
    jury.close_day()
    assert "Le jour du jury est clos, merci" in sign_in(jury.jurors[1]).get(jury.url("pitches")).text


def test_cards_list_refuses_others(jury: Jury, sign_in: SignIn, visitor: PageClient) -> None:
    assert sign_in(jury.secretary).get(jury.url("pitches")).status == 403
    assert visitor.get(jury.url("pitches")).url == "/sign-in"


def test_cards_list_forgets_a_withdrawn_project(jury: Jury, sign_in: SignIn) -> None:
    jury.pitch(project=jury.project(State.WITHDRAWN, title="Parti"))
    assert "Parti" not in sign_in(jury.jurors[1]).get(jury.url("pitches")).text


def test_cards_list_costs_the_same_with_many_pitches(jury: Jury, sign_in: SignIn, count_queries: Any) -> None:
    client = sign_in(jury.jurors[1])
    costs = []
    for count in (3, 27):
        for _ in range(count):
            jury.card(jury.pitch(PitchStatus.OPEN), jury.jurors[1], 4, 4)
        with count_queries() as queries:
            assert client.get(jury.url("pitches")).status == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
