"""The letters of the jury, and publishing its decisions."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, NotReady, WrongState
from incubator.core.outbox import OutboxEmail, write
from incubator.domain import mails
from incubator.domain.kinds import Outcome
from incubator.domain.models import Person, Project
from incubator.domain.states import State
from incubator.pitching import operations
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.pitching.conftest import Jury
from tests.texts import plain

SignIn = Callable[..., PageClient]
Sent = Callable[[Session], list[OutboxEmail]]


def owner(jury: Jury, project: Project) -> Person:
    return jury.session.get_one(Person, project.owner_id)


def three_decided(jury: Jury) -> list[Project]:
    projects = [jury.heard((5, 5)), jury.heard((4, 4)), jury.heard((1, 1))]
    jury.decide(projects[0], Outcome.SELECTED)
    jury.decide(projects[1], Outcome.RESERVE, rank=1)
    jury.decide(projects[2], Outcome.NOT_SELECTED)
    jury.close_day()
    return projects


def letter(jury: Jury, outcome: Outcome, **values: object) -> OutboxEmail:
    project = jury.heard((4, 4), title="Bus à la demande")
    decision = jury.decide(project, outcome, **values)
    return write(mails.decision_letter(jury.call, project, owner(jury, project), decision))


@pytest.fixture
def address(jury: Jury) -> str:
    """Where the teams may write to."""
    organisation = jury.call.programme.organisation
    organisation.contact_email = "equipe@exemple.fr"
    return organisation.contact_email


# --- the words ------------------------------------------------------------------------------------------------------


def test_letter_selected_says_what_comes_next(jury: Jury) -> None:
    email = letter(jury, Outcome.SELECTED, reason="Un besoin net.", feedback="Votre enquête nous a convaincus.")
    assert plain(email.subject).startswith("Votre projet « Bus à la demande » est retenu · ")
    for words in ("l’a retenu", "Un besoin net.", "Votre enquête nous a convaincus.", "l’accompagnement commence le"):
        assert words in email.body


def test_letter_reserve_says_the_rank(jury: Jury) -> None:
    email = letter(jury, Outcome.RESERVE, rank=3)
    assert plain(email.subject).startswith("Votre projet « Bus à la demande » est sur la liste complémentaire · ")
    for words in ("au rang 3", "Un motif clair.", "Un retour utile.", "dans l’ordre de la liste"):
        assert words in email.body


def test_letter_not_selected_gives_reason_feedback_and_what_to_do(jury: Jury) -> None:
    email = letter(jury, Outcome.NOT_SELECTED)
    assert plain(email.subject).startswith("La décision du jury sur votre projet « Bus à la demande » · ")
    for words in ("ne l’a pas retenu", "Un motif clair.", "Un retour utile.", "nous demander un échange"):
        assert words in email.body


@pytest.mark.parametrize("outcome", [Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED])
@pytest.mark.parametrize("base_url", ["", "https://idees.exemple.fr"])
def test_letters_are_set_in_paragraphs_and_say_where_to_answer(
    app: Flask, jury: Jury, address: str, monkeypatch: pytest.MonkeyPatch, outcome: Outcome, base_url: str
) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", base_url)
    email = letter(jury, outcome, rank=1, feedback="Un retour.\n\nEn deux paragraphes.")
    assert "\n\n\n" not in email.body
    assert "\n\nCe que le jury vous dit" in email.body
    assert email.body.endswith(f"L’équipe de {jury.call.programme.name}\n{address}\n")
    assert ("https://idees.exemple.fr/projects/" in email.body) is bool(base_url)


@pytest.mark.parametrize("outcome", [Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED])
def test_letters_are_whole_without_feedback(jury: Jury, outcome: Outcome) -> None:
    email = letter(jury, outcome, rank=1, feedback="")
    assert "Ce que le jury vous dit" not in email.body
    assert "\n\n\n\n" not in email.body
    assert jury.call.programme.name in email.body


# --- reading them ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_letters_page_shows_each_letter_and_who_receives_it(jury: Jury, sign_in: SignIn, who: str) -> None:
    projects = three_decided(jury)
    page = sign_in(getattr(jury, who)).get(jury.url("jury-letters"))
    assert "3 lettres prêtes à relire" in page.text
    for project in projects:
        assert owner(jury, project).email in page.text
    assert len(page.soup.select("article.mail")) == 3


def test_letters_page_leaves_out_what_the_person_stays_away_from(session: Session, jury: Jury, sign_in: SignIn) -> None:
    projects = three_decided(jury)
    make.declare_conflict(session, jury.chair, projects[0])
    page = sign_in(jury.chair).get(jury.url("jury-letters"))
    assert "2 lettres prêtes à relire" in page.text
    assert owner(jury, projects[0]).email not in page.text


def test_letters_page_when_nothing_is_prepared(jury: Jury, sign_in: SignIn) -> None:
    jury.heard((4, 4))
    jury.close_day()
    page = sign_in(jury.secretary).get(jury.url("jury-letters"))
    assert "Pas encore de lettre" in page.text
    assert "Le dossier 001 attend une décision." in page.text


def test_letters_page_costs_the_same_with_many_letters(jury: Jury, sign_in: SignIn, count_queries: Any) -> None:
    client = sign_in(jury.secretary)
    jury.close_day()
    costs = []
    for count in (3, 27):
        for _ in range(count):
            jury.decide(jury.heard((4, 4)), Outcome.SELECTED)
        with count_queries() as queries:
            assert client.get(jury.url("jury-letters")).status == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- publishing -----------------------------------------------------------------------------------------------------


def test_publish_moves_every_project_and_writes_to_every_team(session: Session, jury: Jury, sent: Sent) -> None:
    projects = three_decided(jury)
    decisions = operations.publish(session, actor=make.actor_of(session, jury.chair), call=jury.call)
    session.flush()
    assert [project.state for project in projects] == [State.SELECTED, State.RESERVE, State.NOT_SELECTED]
    assert all(decision.published_at for decision in decisions)
    assert [jury.events(project) for project in projects] == [["select"], ["put_in_reserve"], ["decline_after_pitch"]]
    assert sorted((mail.name, mail.recipient) for mail in sent(session)) == sorted(
        (name, owner(jury, project).email)
        for name, project in zip(("letter_selected", "letter_reserve", "letter_not_selected"), projects, strict=True)
    )


def test_publish_takes_with_it_what_the_person_stays_away_from(session: Session, jury: Jury) -> None:
    projects = three_decided(jury)
    make.declare_conflict(session, jury.chair, projects[0])
    operations.publish(session, actor=make.actor_of(session, jury.chair), call=jury.call)
    assert projects[0].state is State.SELECTED


def test_publish_refuses_until_the_day_is_closed(session: Session, jury: Jury) -> None:
    jury.decide(jury.heard((4, 4)), Outcome.SELECTED)
    with pytest.raises(WrongState):
        operations.publish(session, actor=make.actor_of(session, jury.chair), call=jury.call)


def test_publish_refuses_what_is_not_ready(session: Session, jury: Jury, sent: Sent) -> None:
    three_decided(jury)
    jury.heard((2, 2))
    with pytest.raises(NotReady, match="Le dossier 004 attend une décision."):
        operations.publish(session, actor=make.actor_of(session, jury.secretary), call=jury.call)
    assert sent(session) == []


def test_publish_refuses_a_juror(session: Session, jury: Jury) -> None:
    three_decided(jury)
    with pytest.raises(NotAllowed):
        operations.publish(session, actor=make.actor_of(session, jury.jurors[1]), call=jury.call)


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_publish_page_publishes(jury: Jury, sign_in: SignIn, sent: Sent, who: str) -> None:
    three_decided(jury)
    client = sign_in(getattr(jury, who))
    page = client.get(jury.url("jury-publish"))
    assert "3 lettres partent par courriel" in page.text
    assert [tag.get_text(strip=True) for tag in page.soup.select(".key-figure-value")] == ["1", "1", "1"]

    done = client.post(jury.url("jury-publish"))

    assert (done.status, done.url) == (200, jury.url("deliberation"))
    assert "Les décisions du jury sont publiées" in done.text
    assert len(sent(jury.session)) == 3
    assert client.post(jury.url("jury-publish")).status == 409


def test_publish_page_counts_only_what_the_person_may_see(session: Session, jury: Jury, sign_in: SignIn) -> None:
    projects = three_decided(jury)
    make.declare_conflict(session, jury.chair, projects[0])
    page = sign_in(jury.chair).get(jury.url("jury-publish"))
    assert "2 lettres partent par courriel" in page.text
    assert [tag.get_text(strip=True) for tag in page.soup.select(".key-figure-value")] == ["0", "1", "1"]


def test_publish_page_says_what_is_missing(jury: Jury, sign_in: SignIn) -> None:
    three_decided(jury)
    jury.heard((2, 2))
    client = sign_in(jury.secretary)
    for page, status in ((client.get(jury.url("jury-publish")), 200), (client.post(jury.url("jury-publish")), 409)):
        assert page.status == status
        assert "Le dossier 004 attend une décision." in page.text


def test_publish_page_refuses_a_juror(jury: Jury, sign_in: SignIn) -> None:
    three_decided(jury)
    assert sign_in(jury.jurors[1]).post(jury.url("jury-publish")).status == 403
