"""Saying what one does in a team, and what the others do when one carries the project."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import NotAllowed
from incubator.domain.models import JournalEntry, Person, TeamMember
from incubator.domain.states import State
from incubator.submission import team
from tests.factories import actor_of, make_person, make_project, make_staff
from tests.integration.submission.conftest import World, join


@pytest.fixture
def paul(session: Session, world: World) -> Person:
    """Somebody of the team."""
    person = make_person(session, world.organisation, name="Paul Lecomte")
    join(session, world.project, person, "Relais terrain")
    return person


def line_of(session: Session, person: Person) -> TeamMember:
    return session.scalars(select(TeamMember).where(TeamMember.person_id == person.id)).one()


def address(session: Session, world: World, person: Person) -> str:
    return f"{world.url}/team/role?member={line_of(session, person).id}"


def acts(session: Session) -> list[JournalEntry]:
    return list(session.scalars(select(JournalEntry).where(JournalEntry.event == "change_team_role")))


@pytest.mark.parametrize("by", ["paul", "owner"])
def test_role_is_changed_by_oneself_or_by_who_carries_the_project(
    session: Session, sign_in: Any, world: World, paul: Person, by: str
) -> None:
    client, url = sign_in(paul if by == "paul" else world.owner), address(session, world, paul)
    assert client.get(f"{world.url}/team").soup.select_one(f'#team a[href="{url}"]')
    assert client.get(url).soup.select_one("#role")["value"] == "Relais terrain"

    page = client.post(url, {"role": "  Développement  "})
    client.post(url, {"role": "Développement"})  # nothing changes: nothing is written

    assert "Le rôle dans l’équipe est enregistré." in page.text
    assert "Développement" in page.soup.select_one("#team").text
    (act,) = acts(session)
    assert (act.before, act.after) == (
        {"member": "Paul Lecomte", "role": "Relais terrain"},
        {"member": "Paul Lecomte", "role": "Développement"},
    )
    assert "Rôle dans l’équipe modifié" in client.get(f"{world.url}/journal").text


def test_one_may_say_nothing_of_oneself_and_a_name_without_account_gets_a_role(
    session: Session, sign_in: Any, world: World, paul: Person
) -> None:
    named = TeamMember(project_id=world.project.id, name="Inès Roy")
    session.add(named)
    session.flush()

    sign_in(paul).post(address(session, world, paul), {"role": ""})
    sign_in(world.owner).post(f"{world.url}/team/role?member={named.id}", {"role": "Juriste"})

    found = select(TeamMember.role).where(TeamMember.id.in_([line_of(session, paul).id, named.id]))
    assert sorted(session.scalars(found)) == ["", "Juriste"]


def test_role_too_long_is_kept_on_the_page(session: Session, sign_in: Any, world: World, paul: Person) -> None:
    page = sign_in(paul).post(address(session, world, paul), {"role": "x" * 161})

    assert page.status == 422
    assert page.soup.select_one("#role")["value"] == "x" * 161
    assert page.soup.select_one("#error-summary a")["href"] == "#role"
    assert line_of(session, paul).role == "Relais terrain"


def test_nobody_else_says_what_one_does(session: Session, sign_in: Any, world: World, paul: Person) -> None:
    world.project.state, world.project.submitted_at = State.SUBMITTED, clock.now()
    url = address(session, world, world.owner)
    stranger, staff = make_person(session, world.organisation), make_staff(session, world.call)
    other = make_person(session, world.organisation)
    make_project(session, world.call, owner=other)
    elsewhere = line_of(session, other)

    statuses = [sign_in(one).post(url, {"role": "x"}).status for one in (paul, staff, stranger)]
    unknown = sign_in(paul).post(f"{world.url}/team/role?member={elsewhere.id}", {"role": "x"})

    assert statuses == [403, 403, 404]
    assert url not in str(sign_in(paul).get(f"{world.url}/team").soup.select("#team a"))
    assert "n’est pas, ou plus, dans l’équipe" in unknown.text
    with pytest.raises(NotAllowed):
        team.change_role(session, actor=actor_of(session, paul), member=line_of(session, world.owner), role="x")
    assert acts(session) == []


def test_role_of_a_team_that_is_over_stays(session: Session, sign_in: Any, world: World, paul: Person) -> None:
    world.project.state = State.WITHDRAWN

    page = sign_in(paul).post(address(session, world, paul), {"role": "x"})

    assert page.status == 409
    assert "son équipe ne change plus" in page.text
    assert "team/role" not in str(sign_in(paul).get(f"{world.url}/team").soup)
