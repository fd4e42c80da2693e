"""The ranking of the jury, hidden until the day is closed; preparing a decision."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, StaleVersion, WrongState
from incubator.domain.decisions import Choice
from incubator.domain.kinds import Outcome, PitchStatus, Role, Round
from incubator.domain.models import Decision, Person
from incubator.domain.states import State
from incubator.pitching import operations
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.pitching.conftest import Jury

SignIn = Callable[..., PageClient]
RESERVE = {"version": "0", "outcome": "reserve", "rank": "1", "reason": "De peu.", "feedback": "Continuez."}


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


def choice(outcome: Outcome = Outcome.SELECTED, version: int = 0, **more: Any) -> Choice:
    return Choice(outcome, more.get("rank"), more.get("reason", "Un motif."), more.get("feedback", ""), version)


def asked(page: Page) -> list[str]:
    return [" ".join(title.get_text(" ").split()) for title in page.soup.select(".todo-title")]


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_todo_leads_to_the_day_until_it_is_closed_then_to_the_deliberation(
    jury: Jury, sign_in: SignIn, who: str
) -> None:
    waiting = jury.pitch()
    jury.heard((4, 4), (4, 4), (4, 4))
    client = sign_in(getattr(jury, who))
    said = {"Jour du jury : 1 pitch à conduire"} | ({"1 pitch à noter"} if who == "chair" else set())
    assert set(asked(client.get("/to-do"))) == said

    waiting.state, jury.pitch_of(waiting).status = State.PITCHED, PitchStatus.CLOSED
    jury.session.flush()
    assert asked(client.get("/to-do")) == ["Jour du jury à clore : 2 pitchs entendus"]

    jury.close_day()
    page = client.get("/to-do")
    assert asked(page) == ["2 projets à décider après les pitchs"]
    assert page.soup.select(f'.todo a[href="{jury.url("deliberation")}"]')


# --- nothing is shown before the day is closed ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["secretary", "chair", "manager"])
@pytest.mark.parametrize("path", ["deliberation", "jury-letters", "jury-publish"])
def test_totals_stay_hidden_until_the_day_is_closed(
    session: Session, jury: Jury, sign_in: SignIn, who: str, path: str
) -> None:
    project = jury.heard((5, 3), (5, 3), (5, 3))
    jury.decide(project, Outcome.SELECTED)
    manager = make.make_staff(session, jury.call, Role.PROGRAMME_MANAGER)
    person = {"secretary": jury.secretary, "chair": jury.chair, "manager": manager}[who]

    page = sign_in(person).get(jury.url(path))

    assert page.status == 409
    assert "restent cachées à tous jusqu’à la clôture du jour du jury" in page.text
    assert "4,20" not in page.text
    assert project.title not in page.text


@pytest.mark.parametrize("who", ["secretary", "chair", "juror"])
def test_totals_are_on_no_page_of_the_day(jury: Jury, sign_in: SignIn, who: str) -> None:
    jury.pitch(PitchStatus.OPEN)
    project = jury.heard((5, 3), (5, 3), (5, 3))
    person = jury.jurors[1] if who == "juror" else getattr(jury, who)
    client = sign_in(person)
    for url in (jury.day_url, jury.url("jury-day/order"), jury.url("pitches"), f"/projects/{project.id}/pitch"):
        assert "4,2" not in client.get(url).text
    decide = client.get(f"/projects/{project.id}/jury-decision")
    assert decide.status == (404 if who == "juror" else 409)  # what is decided does not exist for a juror
    assert "4,2" not in decide.text


def test_decide_is_refused_until_the_day_is_closed(session: Session, jury: Jury, sign_in: SignIn) -> None:
    project = jury.heard((5, 3))
    assert sign_in(jury.secretary).post(f"/projects/{project.id}/jury-decision", RESERVE).status == 409
    session.refresh(project, ["call"])
    with pytest.raises(WrongState):
        operations.prepare_decision(
            session, actor=make.actor_of(session, jury.secretary), project=project, choice=choice()
        )
    assert session.scalars(select(Decision)).all() == []


# --- the ranking ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_deliberation_ranks_by_mean_with_its_figures(jury: Jury, sign_in: SignIn, who: str) -> None:
    jury.heard((2, 2), (2, 2))
    best = jury.pitch(PitchStatus.CLOSED)
    jury.card(best, jury.jurors[1], 5, 5, favourite=True)
    jury.card(best, jury.jurors[2], 4, 4)
    jury.heard((3, 3), (3, 3), (3, 3))
    jury.close_day()

    page = sign_in(getattr(jury, who)).get(jury.url("deliberation"))

    lines = rows(page)
    assert [line.split(" ")[:3] for line in lines if not line.startswith("2 places")] == [
        ["1", "002", "·"], ["2", "003", "·"], ["3", "001", "·"],
    ]  # fmt: skip
    assert "4,50 2" in lines[0]
    assert "4,00 – 5,00" in lines[0]
    cells = page.soup.select("tbody tr:first-child td")
    assert next(cell.get_text(strip=True) for cell in cells if cell["data-label"] == "Coups de cœur") == "1"
    assert lines[2] == "2 places : la ligne passe ici"


def test_deliberation_gives_equal_means_the_same_place_and_says_so_at_the_line(jury: Jury, sign_in: SignIn) -> None:
    for _ in range(3):
        jury.heard((4, 4))
    jury.close_day()
    page = sign_in(jury.secretary).get(jury.url("deliberation"))
    assert [line[0] for line in rows(page) if "·" in line] == ["1", "1", "1"]
    assert "le jury les départage" in page.text


def test_deliberation_lists_last_a_project_without_a_card(jury: Jury, sign_in: SignIn) -> None:
    jury.pitch(PitchStatus.CLOSED)
    jury.heard((1, 1))
    jury.close_day()
    lines = rows(sign_in(jury.secretary).get(jury.url("deliberation")))
    assert "aucune fiche" in lines[1]
    assert "001" in lines[1]


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_deliberation_leaves_out_what_the_person_may_not_judge(
    session: Session, jury: Jury, sign_in: SignIn, who: str
) -> None:
    person = getattr(jury, who)
    jury.heard((3, 3))
    conflict, own = jury.heard((5, 5), title="Secret A"), jury.heard((5, 5), title="Secret B", owner=person)
    make.declare_conflict(session, person, conflict)
    jury.decide(conflict, Outcome.SELECTED)
    jury.decide(own, Outcome.SELECTED)
    jury.close_day()

    page = sign_in(person).get(jury.url("deliberation"))

    assert len(rows(page)) == 1
    assert "Secret" not in page.text
    assert "1 projet entendu" in page.text
    assert page.soup.select_one(".key-figure-value").get_text(strip=True) == "0"  # type: ignore[union-attr]


def test_deliberation_counts_what_is_prepared(jury: Jury, sign_in: SignIn) -> None:
    jury.decide(jury.heard((5, 5)), Outcome.SELECTED)
    jury.decide(jury.heard((4, 4)), Outcome.RESERVE, rank=1)
    jury.heard((3, 3))
    jury.close_day()
    page = sign_in(jury.secretary).get(jury.url("deliberation"))
    assert [tag.get_text(strip=True) for tag in page.soup.select(".key-figure-value")] == ["1", "1", "0"]
    assert "rang 1" in page.text
    assert "Décider le 003" in page.text


def test_deliberation_when_nobody_was_heard(jury: Jury, sign_in: SignIn) -> None:
    jury.close_day()
    assert "Aucun projet à départager" in sign_in(jury.secretary).get(jury.url("deliberation")).text


def test_deliberation_refuses_a_juror(jury: Jury, sign_in: SignIn) -> None:
    jury.close_day()
    for path in ("deliberation", "jury-letters", "jury-publish"):
        assert sign_in(jury.jurors[1]).get(jury.url(path)).status == 403


def test_deliberation_costs_the_same_with_many_projects(jury: Jury, sign_in: SignIn, count_queries: Any) -> None:
    client = sign_in(jury.secretary)
    jury.close_day()
    costs = []
    for count in (3, 27):
        for _ in range(count):
            jury.decide(jury.heard((4, 4), (2, 2)), Outcome.SELECTED)
        with count_queries() as queries:
            assert client.get(jury.url("deliberation")).status == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- one decision ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_decide_prepares_and_tells_nobody(jury: Jury, sign_in: SignIn, sent: Any, who: str) -> None:
    project = jury.heard((4, 4), (3, 3))
    jury.close_day()

    page = sign_in(getattr(jury, who)).post(f"/projects/{project.id}/jury-decision", RESERVE)

    assert (page.status, page.url) == (200, jury.url("deliberation"))
    decision = jury.session.scalars(select(Decision).where(Decision.round == Round.JURY)).one()
    assert (decision.outcome, decision.rank, decision.reason, decision.feedback, decision.published_at) == (
        Outcome.RESERVE, 1, "De peu.", "Continuez.", None,
    )  # fmt: skip
    jury.session.refresh(project)
    assert project.state is State.PITCHED
    assert jury.events(project) == ["prepare_decision"]
    assert sent(jury.session) == []


def test_decide_page_shows_figures_and_remarks_without_names(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.CLOSED)
    jury.card(project, jury.jurors[1], 5, 5, notes="Le besoin est clair.")
    jury.close_day()
    page = sign_in(jury.secretary).get(f"/projects/{project.id}/jury-decision")
    assert "5,00" in page.text
    assert "Le besoin est clair." in page.text
    assert "Adèle" not in page.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"outcome": ""}, "Choisissez une décision."),
        ({"outcome": "shortlisted"}, ""),
        ({"rank": ""}, "Indiquez le rang de ce dossier sur la liste complémentaire."),
        ({"rank": "0"}, "Écrivez un rang à partir de 1."),
        ({"reason": "  "}, "Écrivez le motif"),
        ({"reason": "é" * 601}, "600 caractères au plus"),
    ],
)
def test_decide_page_keeps_what_is_wrong(jury: Jury, sign_in: SignIn, wrong: dict[str, str], sentence: str) -> None:
    project = jury.heard((4, 4))
    jury.close_day()
    page = sign_in(jury.secretary).post(f"/projects/{project.id}/jury-decision", {**RESERVE, **wrong})
    assert page.status == 422
    assert sentence in page.text
    assert page.field("feedback") == "Continuez."
    assert jury.session.scalars(select(Decision)).all() == []


def test_decide_page_keeps_the_text_when_somebody_was_faster(jury: Jury, sign_in: SignIn) -> None:
    project = jury.heard((4, 4))
    jury.decide(project, Outcome.SELECTED, reason="Le premier motif.")
    jury.close_day()
    client, url = sign_in(jury.chair), f"/projects/{project.id}/jury-decision"
    page = client.post(url, RESERVE)
    assert page.status == 409
    assert "Le premier motif." in page.text
    assert page.field("feedback") == "Continuez."
    assert client.post(url, {**RESERVE, "version": page.field("version")}).status == 200


def test_decide_operation_refuses_a_stale_version_and_a_juror(session: Session, jury: Jury) -> None:
    project = jury.heard((4, 4))
    jury.decide(project, Outcome.SELECTED)
    jury.close_day()
    session.refresh(project, ["call"])
    with pytest.raises(StaleVersion):
        operations.prepare_decision(
            session, actor=make.actor_of(session, jury.chair), project=project, choice=choice(version=0)
        )
    with pytest.raises(NotAllowed):
        operations.prepare_decision(
            session, actor=make.actor_of(session, jury.jurors[1]), project=project, choice=choice(version=1)
        )


def test_decide_page_leads_back_once_published(jury: Jury, sign_in: SignIn) -> None:
    project = jury.project(State.SELECTED)
    jury.close_day()
    client, url = sign_in(jury.secretary), f"/projects/{project.id}/jury-decision"
    assert client.get(url).url == jury.url("deliberation")
    assert client.post(url, RESERVE).status == 409


@pytest.mark.parametrize("link", ["conflict", "team"])
def test_decide_page_does_not_exist_for_who_stays_away(
    session: Session, jury: Jury, sign_in: SignIn, link: str
) -> None:
    project = jury.heard((4, 4), owner=jury.chair if link == "team" else None)
    if link == "conflict":
        make.declare_conflict(session, jury.chair, project)
    jury.close_day()
    url = f"/projects/{project.id}/jury-decision"
    assert sign_in(jury.chair).get(url).status == 404
    assert sign_in(jury.chair).post(url, RESERVE).status == 404


def test_decide_page_refuses_others(session: Session, jury: Jury, sign_in: SignIn) -> None:
    project = jury.heard((4, 4))
    jury.close_day()
    url = f"/projects/{project.id}/jury-decision"
    assert sign_in(jury.jurors[1]).get(url).status == 404
    assert sign_in(session.get_one(Person, project.owner_id)).get(url).status == 404


def test_deliberation_says_what_is_next(session: Session, jury: Jury, sign_in: SignIn) -> None:
    first, second = jury.heard((5, 5)), jury.heard((4, 4))
    jury.close_day()
    client, url = sign_in(jury.chair), jury.url("deliberation")
    assert client.get(url).soup.select(f'.next-act a[href="/projects/{first.id}/jury-decision"]')
    for project in (first, second):
        jury.decide(project, Outcome.SELECTED)
    assert client.get(url).soup.select(f'.next-act a[href="{jury.url("jury-letters")}"]')
    for project in (first, second):
        project.state = State.SELECTED
    session.flush()
    assert "Les décisions sont publiées" in client.get(url).text
    assert sign_in(jury.secretary).get(url).soup.select(f'.next-act a[href="{jury.url("cohort")}"]')


def test_deliberation_never_leads_to_a_hidden_decision(session: Session, jury: Jury, sign_in: SignIn) -> None:
    hidden, shown = jury.heard((5, 5), title="Secret"), jury.heard((4, 4))
    make.declare_conflict(session, jury.chair, hidden)
    jury.close_day()
    page = sign_in(jury.chair).get(jury.url("deliberation"))
    assert page.soup.select(f'.next-act a[href="/projects/{shown.id}/jury-decision"]')
    assert "1 décision reste à préparer" in page.text
    assert str(hidden.id) not in str(page.soup)


def test_decide_page_offers_the_first_free_rank(jury: Jury, sign_in: SignIn) -> None:
    for rank in (1, 3):
        jury.decide(jury.heard((4, 4)), Outcome.RESERVE, rank=rank)
    project = jury.heard((4, 4))
    jury.close_day()
    assert (
        "le prochain rang libre est le 2" in sign_in(jury.secretary).get(f"/projects/{project.id}/jury-decision").text
    )
