"""A correspondent writes and hands in the dossier of an agent who has no address."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.core.errors import WrongState
from incubator.domain.kinds import Role
from incubator.domain.models import Project, TeamMember
from incubator.domain.states import State
from incubator.entry import operations
from tests.factories import actor_of, make_call, make_organisation, make_staff

TYPED = {
    "name": "Claude Terrain",
    "department": "Routes",
    "job": "Agent d’exploitation",
    "reach": "01 23 45 67 89, le matin",
    "informed": "y",
}


@pytest.fixture
def call(session):
    return make_call(session, make_organisation(session))


@pytest.fixture
def correspondent(session, call):
    person = make_staff(session, call, Role.CORRESPONDENT)
    session.commit()
    return person


def test_dossier_is_in_the_name_of_the_agent_and_has_a_receipt(session, call, correspondent, sign_in):
    client = sign_in(correspondent)

    page = client.post(f"/calls/{call.code}/deposit", TYPED)

    project = session.scalars(select(Project)).one()
    assert page.url == f"/projects/{project.id}/edit"
    assert (project.carried_by, project.department, project.owner_id) == ("Claude Terrain", "Routes", correspondent.id)
    team = session.scalars(select(TeamMember.name).where(TeamMember.project_id == project.id)).all()
    assert "Claude Terrain" in team
    assert client.get(f"/projects/{project.id}/receipt").url == f"/projects/{project.id}"  # nothing is received yet

    project.submitted_at, project.state = clock.now(), State.SUBMITTED
    session.commit()
    receipt = client.get(f"/projects/{project.id}/receipt")
    assert receipt.status == 200
    for words in ("Claude Terrain", "01 23 45 67 89, le matin", project.reference, "La suite"):
        assert words in receipt.text
    secretary = make_staff(session, call)
    session.commit()
    assert "Claude Terrain" in sign_in(secretary).get(f"/projects/{project.id}").text
    assert sign_in(secretary).get(f"/projects/{project.id}/receipt").status == 403


def test_whoever_deposits_never_judges(session, call, sign_in):
    secretary = make_staff(session, call)
    session.commit()
    client = sign_in(secretary)
    client.post(f"/calls/{call.code}/deposit", TYPED)
    project = session.scalars(select(Project)).one()
    project.submitted_at, project.state = clock.now(), State.SUBMITTED
    session.commit()
    assert client.get(f"/projects/{project.id}/screening").status == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Écrivez le prénom et le nom de l’agent."),
        ({"reach": ""}, "Écrivez comment le joindre"),
        ({"informed": ""}, "Cochez cette case une fois l’agent d’accord et informé."),
    ],
)
def test_deposit_without_what_it_needs_stays_typed(session, call, correspondent, sign_in, typed, sentence):
    values = {name: value for name, value in (TYPED | typed).items() if value}
    page = sign_in(correspondent).post(f"/calls/{call.code}/deposit", values)
    assert page.status == 422
    assert sentence in page.text
    assert "Agent d’exploitation" in page.soup.decode()
    assert session.scalar(select(Project.id)) is None


def test_nothing_is_deposited_once_the_call_is_closed_or_by_others(session, call, correspondent, sign_in):
    juror = make_staff(session, call, Role.JUROR)
    session.commit()
    assert sign_in(juror).post(f"/calls/{call.code}/deposit", TYPED).status == 403
    clock.freeze(call.closes_at + timedelta(minutes=1))
    assert sign_in(correspondent).post(f"/calls/{call.code}/deposit", TYPED).status == 409
    assert session.scalar(select(Project.id)) is None


def test_call_that_closes_between_the_page_and_its_button_takes_no_deposit(session, call, correspondent):
    agent = operations.Agent(name="Claude", job="", department="Routes", reach="")
    actor = actor_of(session, correspondent)
    clock.freeze(call.closes_at)

    with pytest.raises(WrongState, match="aucun dossier n’a été créé"):
        operations.deposit(session, actor=actor, call=call, agent=agent)
    assert session.scalars(select(Project)).all() == []
