"""The tab « Dossier »: the answers, the facts, the road, the next act; to each what they may see."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.kinds import Role
from incubator.domain.models import Answer, JournalEntry, Project, TeamMember
from incubator.domain.states import State
from tests.factories import (
    assign_reader,
    declare_conflict,
    grant,
    make_call,
    make_organisation,
    make_person,
    make_project,
    make_staff,
)
from tests.integration.submission.conftest import COMPLETE, World, ask

SECRET = "06 11 22 33 44"


@pytest.fixture
def submitted(session: Session, world: World) -> Project:
    answers = {"problem": "Trop d’attente.", "audience": "Les familles.", "phone": SECRET}
    return make_project(session, world.call, owner=world.owner, state=State.UNDER_REVIEW, answers=answers)


def _steps(page: Any) -> list[tuple[str, str]]:
    return [(step["class"][1], step.select_one(".step-label").text.strip()) for step in page.soup.select("#road .step")]


def test_show_project_to_its_team(sign_in: Any, world: World, submitted: Project) -> None:
    page = sign_in(world.owner).get(f"/projects/{submitted.id}")

    assert page.h1 == submitted.title
    assert "Lu par le comité" in page.text
    questions = [one.text for one in page.soup.select(".answer-question")]
    assert questions == ["Quel problème ?", "Qui le rencontre ?", "Téléphone"]
    assert SECRET in page.soup.select_one("#team-only").text
    assert "Le comité lit tous les dossiers" in page.soup.select_one(".next-act").text
    assert "Adèle Vauquelin, Porteur" in page.soup.select_one("#team").text
    assert _steps(page) == [
        ("step-done", "Dépôt du dossier"),
        ("step-done", "Vérification de la recevabilité"),
        ("step-current", "Lecture par le comité"),
        ("step-todo", "Pitch devant le jury"),
        ("step-todo", "Accompagnement"),
    ]


def test_show_project_hides_from_readers_what_is_for_the_team(
    session: Session, sign_in: Any, world: World, submitted: Project
) -> None:
    reader = make_person(session)
    assign_reader(session, submitted, reader)

    page = sign_in(reader).get(f"/projects/{submitted.id}")

    assert page.status == 200
    assert "Trop d’attente." in page.text
    assert SECRET not in page.text
    assert "Téléphone" not in page.text
    assert page.soup.select_one(".next-act a")["href"] == f"/projects/{submitted.id}/read"


def test_show_project_to_a_juror_hides_what_is_for_the_team(session: Session, sign_in: Any, world: World) -> None:
    project = make_project(session, world.call, state=State.SHORTLISTED, answers={"problem": "P", "phone": SECRET})
    juror = grant(session, make_person(session), Role.JUROR, world.call)

    page = sign_in(juror).get(f"/projects/{project.id}")

    assert page.status == 200
    assert SECRET not in page.text


def test_show_project_to_staff_with_everything(
    session: Session, sign_in: Any, world: World, submitted: Project
) -> None:
    page = sign_in(make_staff(session, world.call)).get(f"/projects/{submitted.id}")

    assert SECRET in page.text
    assert "En lecture" in page.text
    assert "Retirer mon dossier" not in page.text


def test_show_project_leads_staff_to_screening(session: Session, sign_in: Any, world: World) -> None:
    project = make_project(session, world.call, state=State.SUBMITTED)

    page = sign_in(make_staff(session, world.call)).get(f"/projects/{project.id}")

    assert page.soup.select_one(".next-act a")["href"] == f"/projects/{project.id}/screening"


def test_show_project_does_not_exist_for_others(
    session: Session, sign_in: Any, world: World, submitted: Project
) -> None:
    conflicted = make_staff(session, world.call)
    declare_conflict(session, conflicted, submitted)
    people = {
        "an agent of another organisation": make_person(session, make_organisation(session)),
        "a colleague": make_person(session, world.organisation),
        "staff of another call": make_staff(session, make_call(session, make_organisation(session))),
        "a secretary with a link": conflicted,
        "a juror before the shortlist": grant(session, make_person(session), Role.JUROR, world.call),
    }

    statuses = {who: sign_in(person).get(f"/projects/{submitted.id}").status for who, person in people.items()}

    assert statuses == dict.fromkeys(people, 404)


def test_show_project_keeps_a_draft_for_its_team(session: Session, sign_in: Any, world: World) -> None:
    assert sign_in(make_staff(session, world.call)).get(world.url).status == 404
    assert sign_in(world.owner).get(world.url).status == 200


def test_show_project_asks_a_visitor_to_sign_in(visitor: Any, world: World) -> None:
    assert visitor.get(world.url).url == "/sign-in"


def test_show_project_invites_to_continue_then_to_hand_in(session: Session, sign_in: Any, world: World) -> None:
    world.project.title = ""
    session.flush()
    client = sign_in(world.owner)

    draft = client.get(world.url)
    version = client.get(f"{world.url}/edit").field("version")
    complete = client.post(f"{world.url}/edit", {**COMPLETE, "version": version, "then": "review"})

    assert draft.h1 == "Dossier sans titre"
    assert draft.soup.select_one(".next-act a")["href"] == f"{world.url}/edit"
    assert complete.soup.select_one(".next-act a")["href"] == f"{world.url}/submit"
    assert complete.soup.select_one(f'.dossier-side a[href="{world.url}/edit"]') is not None
    assert _steps(complete)[0] == ("step-current", "Dépôt du dossier")


def test_show_project_of_a_draft_left_when_the_call_closed(session: Session, sign_in: Any) -> None:
    organisation = make_organisation(session)
    owner = make_person(session, organisation)
    call = make_call(session, organisation, opens_in=-30, closes_in=-1)
    project = make_project(session, call, owner=owner, state=State.DRAFT)

    page = sign_in(owner).get(f"/projects/{project.id}")

    assert "ce brouillon n’a pas été déposé" in page.soup.select_one(".next-act").text
    assert not page.soup.select(".next-act a")


@pytest.mark.parametrize("state", list(State))
def test_show_project_in_every_state(session: Session, sign_in: Any, world: World, state: State) -> None:
    project = make_project(session, world.call, owner=world.owner, state=state)

    page = sign_in(world.owner).get(f"/projects/{project.id}")

    assert page.status == 200
    steps = _steps(page)
    assert [kind for kind, _label in steps].count("step-current") <= 1
    if state in (State.NOT_ADMISSIBLE, State.NOT_SHORTLISTED, State.NOT_SELECTED, State.WITHDRAWN):
        assert steps[-1] == ("step-current", str(state.candidate_label))
        assert all(kind == "step-done" for kind, _label in steps[:-1])


def test_show_project_makes_addresses_links_and_nothing_else(session: Session, sign_in: Any, world: World) -> None:
    question = ask(session, world.call, "site", QuestionKind.LINK)
    session.add(Answer(project_id=world.project.id, question_id=question.id, value="https://exemple.fr/?a=<b>"))
    session.flush()

    page = sign_in(world.owner).get(world.url)

    link = page.soup.select_one(".answer-text a")
    assert link["href"].startswith("https://exemple.fr/")
    assert not page.soup.select(".answer-text b")


def test_show_project_costs_the_same_with_a_large_team(
    session: Session, sign_in: Any, world: World, count_queries: Any
) -> None:
    client = sign_in(world.owner)
    with count_queries() as few:
        client.get(world.url)
    for _ in range(30):
        person = make_person(session, world.organisation)
        session.add(TeamMember(project_id=world.project.id, person_id=person.id))
    session.flush()
    with count_queries() as many:
        client.get(world.url)

    assert len(few) == len(many)


def test_show_project_says_what_was_asked(session: Session, sign_in: Any, world: World) -> None:
    world.project.state, world.project.submitted_at = State.INFO_REQUESTED, clock.now()
    session.add(JournalEntry(project_id=world.project.id, event="ask_information", note="Combien de familles ?"))
    session.flush()

    assert "Combien de familles ?" in sign_in(world.owner).get(world.url).text
