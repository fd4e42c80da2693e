"""The second step of the form: asked of projects invited to pitch, until the eve of the jury."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import lifecycle, needs
from incubator.domain.dossier_kinds import AnswerMoment, QuestionKind
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Coaching, JournalEntry
from incubator.domain.states import State
from tests.factories import assign_reader, day, grant, make_person, make_project, make_staff
from tests.integration.submission.conftest import World, answers_of, ask

LATER = ("Question obstacles ?", "Question image ?")


@pytest.fixture
def shortlisted(session: Session, world: World) -> World:
    """A project invited to pitch, whose form has a second step: one answer for all, one for the programme's team."""
    ask(session, world.call, "obstacles", QuestionKind.LONG, second_step=True, max_length=50)
    ask(session, world.call, "image", QuestionKind.YES_NO, second_step=True, team_only=True, personal=True)
    project = make_project(session, world.call, owner=world.owner, state=State.SHORTLISTED)
    return World(world.organisation, world.call, world.owner, project)


def _complete(client: Any, world: World, **answers: str) -> Any:
    version = client.get(f"{world.url}/edit").field("version")
    return client.post(f"{world.url}/edit", {"version": version, "then": "review", **answers})


def test_second_step_is_not_in_the_first(session: Session, sign_in: Any, world: World) -> None:
    ask(session, world.call, "obstacles", QuestionKind.LONG, second_step=True, required=True)
    client = sign_in(world.owner)

    form, dossier = client.get(f"{world.url}/edit"), client.get(world.url)

    assert not form.soup.select("[name=answer_obstacles]")
    assert form.soup.select("[name=answer_problem]")
    assert "Question obstacles ?" not in dossier.text
    assert needs.missing_in(session, world.project) == []


def test_shortlisted_team_completes_its_dossier_and_nothing_else(
    session: Session, sign_in: Any, shortlisted: World
) -> None:
    client = sign_in(shortlisted.owner)
    asked = client.get("/to-do")
    assert "Compléter mon dossier : 2 questions avant la suite" in asked.text
    assert client.get(shortlisted.url).soup.select_one(".next-act a")["href"] == f"{shortlisted.url}/edit"
    assert client.get("/projects").soup.select_one(f'a[href="{shortlisted.url}/edit"]')

    page = _complete(
        client, shortlisted, answer_obstacles="Un logiciel fermé.", answer_image="no", answer_problem="X", title="Y"
    )

    assert page.status == 200
    assert answers_of(session, shortlisted.project) == {
        "problem": "Chaque année, 300 familles attendent.", "obstacles": "Un logiciel fermé.", "image": "no",
    }  # fmt: skip
    session.refresh(shortlisted.project)
    assert shortlisted.project.title == "Projet 2"
    entry = session.query(JournalEntry).filter_by(event="edit_project").one()
    assert entry.after == {"obstacles": "Un logiciel fermé.", "image": "no"}
    assert "Compléter mon dossier" not in client.get("/to-do").text
    assert client.get(shortlisted.url).soup.select_one(f'a[href="{shortlisted.url}/edit"]')  # it may still change


def test_second_step_saves_itself_and_keeps_its_limits(session: Session, sign_in: Any, shortlisted: World) -> None:
    client = sign_in(shortlisted.owner)
    form = client.get(f"{shortlisted.url}/edit")

    kept = client.post(
        f"{shortlisted.url}/autosave",
        {"version": form.field("version"), "answer_obstacles": "Des données.", "was-answer_obstacles": ""},
    )

    assert kept.status == 200
    assert answers_of(session, shortlisted.project)["obstacles"] == "Des données."
    assert _complete(client, shortlisted, answer_obstacles="x" * 51).status == 422


@pytest.mark.parametrize("jury_in", [1, 0, -1])
def test_second_step_closes_with_the_eve_of_the_jury(
    session: Session, sign_in: Any, shortlisted: World, jury_in: int
) -> None:
    session.get_one(Call, shortlisted.call.id).jury_on = day(jury_in)
    session.flush()
    client = sign_in(shortlisted.owner)

    page = client.get(f"{shortlisted.url}/edit")

    is_open = jury_in > 0
    assert bool(page.soup.select("[name=answer_obstacles]")) is is_open
    assert ("Le jour du jury est arrivé" in page.text) is not is_open
    assert ("questions avant la suite" in client.get("/to-do").text) is is_open
    if not is_open:
        refused = client.post(f"{shortlisted.url}/edit", {"version": "1", "answer_obstacles": "Trop tard."})
        assert refused.status == 409
        assert "Trop tard." in refused.text
        assert "obstacles" not in answers_of(session, shortlisted.project)


def test_second_step_is_read_by_the_jury_and_by_the_team_of_the_call(
    session: Session, sign_in: Any, shortlisted: World
) -> None:
    _complete(sign_in(shortlisted.owner), shortlisted, answer_obstacles="Un logiciel fermé.", answer_image="yes")
    juror = grant(session, make_person(session), Role.JUROR, shortlisted.call)
    reader = make_person(session)
    assign_reader(session, shortlisted.project, reader)
    for person, sees in ((juror, LATER[:1]), (make_staff(session, shortlisted.call), LATER)):
        text = sign_in(person).get(shortlisted.url).text
        assert [label for label in LATER if label in text] == list(sees)
    session.refresh(shortlisted.project)
    shortlisted.project.state = State.UNDER_REVIEW
    session.flush()
    assert "Question obstacles ?" not in sign_in(reader).get(f"{shortlisted.url}/read").text


def test_what_is_needed_before_mentoring_stops_it_until_it_is_given(
    session: Session, sign_in: Any, world: World
) -> None:
    ask(session, world.call, "start", QuestionKind.SHORT, required=True, needed_from=AnswerMoment.MENTORING)
    ask(session, world.call, "law", QuestionKind.SHORT, required=True, needed_from=AnswerMoment.JURY, second_step=True)
    project = make_project(session, world.call, owner=world.owner, state=State.SHORTLISTED)
    one = World(world.organisation, world.call, world.owner, project)
    client = sign_in(one.owner)
    assert needs.missing_in(session, project) == []  # neither is needed to submit
    page = client.get(one.url)
    assert "Une réponse est attendue pour la suite" in page.text
    project.state = State.SELECTED
    session.add(Coaching(project_id=project.id, coach_id=make_person(session).id, started_on=clock.today()))
    session.flush()

    assert len(lifecycle.START_MENTORING.missing(session, project)) == 2
    assert _complete(client, one, answer_start="Lundi", answer_law="Non").status == 200
    assert lifecycle.START_MENTORING.missing(session, project) == []


def test_what_is_kept_while_it_is_typed_is_found_by_the_search(
    session: Session, sign_in: Any, shortlisted: World
) -> None:
    client = sign_in(shortlisted.owner)
    version = client.get(f"{shortlisted.url}/edit").field("version")
    typed = {"version": version, "answer_obstacles": "Un tamanoir.", "was-answer_obstacles": ""}
    assert client.client.post(f"{shortlisted.url}/autosave", data=typed).status_code == 200
    staff = sign_in(make_staff(session, shortlisted.call))
    assert "Projet 2" in staff.get("/search?q=tamanoir").text
