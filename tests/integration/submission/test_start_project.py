"""Starting a dossier: a draft, its number, its owner, one line in the journal."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, WrongState
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Project, TeamMember
from incubator.domain.states import State
from incubator.submission import operations
from tests.factories import actor_of, grant, make_call, make_organisation, make_person
from tests.integration.submission.conftest import COMPLETE, World


def _count(session: Session) -> int:
    return session.scalar(select(func.count(Project.id))) or 0


def test_start_project_opens_a_draft_for_the_actor(session: Session, world: World) -> None:
    person = make_person(session, world.organisation, name="Bastien", job="Agent d’accueil", department="Culture")

    project = operations.start_project(session, actor=actor_of(session, person), call=world.call)

    session.flush()
    assert (project.state, project.number, project.owner_id) == (State.DRAFT, 2, person.id)
    assert (project.organisation_id, project.department) == (world.organisation.id, "Culture")
    member = session.scalars(select(TeamMember).where(TeamMember.project_id == project.id)).one()
    assert (member.person_id, member.name, member.role) == (person.id, "Bastien", "Agent d’accueil")
    entry = session.scalars(select(JournalEntry).where(JournalEntry.project_id == project.id)).one()
    assert (entry.event, entry.actor_id, entry.after) == ("create_project", person.id, {"number": 2})


def test_start_project_numbers_follow_each_other_in_each_call(session: Session, world: World) -> None:
    other = make_call(session, world.organisation)
    people = [make_person(session, world.organisation) for _ in range(3)]
    actors = [actor_of(session, person) for person in people]

    numbers = [operations.start_project(session, actor=actor, call=world.call).number for actor in actors]

    assert numbers == [2, 3, 4]
    session.refresh(world.call)
    assert world.call.last_number == 4
    assert operations.start_project(session, actor=actor_of(session, people[0]), call=other).number == 1


def test_start_project_pressed_twice_gives_one_draft(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(make_person(session, world.organisation))
    before = _count(session)

    first = client.post(f"/calls/{world.call.code}/propose")
    second = client.post(f"/calls/{world.call.code}/propose")

    assert first.url == second.url
    assert _count(session) == before + 1


def test_start_project_gives_another_draft_once_the_first_is_written(
    session: Session, sign_in: Any, world: World
) -> None:
    client = sign_in(make_person(session, world.organisation))
    first = client.post(f"/calls/{world.call.code}/propose")
    client.post(first.url, {**COMPLETE, "title": "", "version": first.field("version")})

    second = client.post(f"/calls/{world.call.code}/propose")

    assert second.url != first.url


def test_start_project_refuses_an_organisation_that_does_not_run_the_call(session: Session, world: World) -> None:
    stranger = make_person(session, make_organisation(session))

    with pytest.raises(NotAllowed):
        operations.start_project(session, actor=actor_of(session, stranger), call=world.call)


@pytest.mark.parametrize(("opens_in", "closes_in"), [(-20, -1), (1, 20)])
def test_start_project_refuses_a_call_that_is_not_open(session: Session, opens_in: int, closes_in: int) -> None:
    organisation = make_organisation(session)
    call = make_call(session, organisation, opens_in=opens_in, closes_in=closes_in)
    person = make_person(session, organisation)

    with pytest.raises(WrongState):
        operations.start_project(session, actor=actor_of(session, person), call=call)

    assert _count(session) == 0


def test_start_page_says_what_is_asked_and_leads_to_the_form(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(make_person(session, world.organisation))

    page = client.get(f"/calls/{world.call.code}/propose")
    after = client.post(f"/calls/{world.call.code}/propose")

    assert page.h1 == "Proposer un projet"
    assert "Quel problème ?" in page.text
    assert "vingt minutes" in page.text
    assert "Et 2 questions facultatives" in page.text
    assert "Clôture" in page.text
    assert after.url.endswith("/edit")
    assert after.h1 == "Écrire mon dossier"


def test_start_page_recalls_the_draft_one_has(session: Session, sign_in: Any, world: World) -> None:
    page = sign_in(world.owner).get(f"/calls/{world.call.code}/propose")

    assert page.soup.select_one(f'.notice a[href="{world.url}"]') is not None


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "sentence"), [(-20, -1, "L’appel est clos"), (1, 20, "L’appel n’est pas encore ouvert")]
)
def test_start_page_of_a_call_that_is_not_open_has_no_button(
    session: Session, sign_in: Any, opens_in: int, closes_in: int, sentence: str
) -> None:
    organisation = make_organisation(session)
    call = make_call(session, organisation, opens_in=opens_in, closes_in=closes_in)
    client = sign_in(make_person(session, organisation))

    page = client.get(f"/calls/{call.code}/propose")

    assert sentence in page.text
    assert not page.soup.select("main button")
    assert client.post(f"/calls/{call.code}/propose").status == 409


def test_start_page_does_not_exist_for_other_organisations(session: Session, sign_in: Any, world: World) -> None:
    stranger = make_person(session, make_organisation(session))

    assert sign_in(stranger).get(f"/calls/{world.call.code}/propose").status == 404


def test_start_page_is_closed_to_a_juror_from_elsewhere(session: Session, sign_in: Any, world: World) -> None:
    juror = grant(session, make_person(session), Role.JUROR, world.call)

    assert sign_in(juror).get(f"/calls/{world.call.code}/propose").status == 403


def test_start_page_asks_a_visitor_to_sign_in(visitor: Any, world: World) -> None:
    assert visitor.get(f"/calls/{world.call.code}/propose").url == "/sign-in"
