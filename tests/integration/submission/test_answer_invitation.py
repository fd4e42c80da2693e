"""Answering the invitation to join a team: opening the link, accepting, declining."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import WrongState
from incubator.domain import rules
from incubator.domain.dossier_kinds import InvitationStatus
from incubator.domain.models import Invitation, Person, Project, TeamMember
from incubator.domain.states import ENDINGS, State
from incubator.submission import invitations
from tests.factories import make_person
from tests.integration.submission.conftest import World, events, invitation_in, invite, join, link_in, people_of


def test_opening_the_link_changes_nothing(
    session: Session, sign_in: Any, visitor: Any, world: World, address: str
) -> None:
    invite(world, sign_in, address)

    for _time in range(2):
        page = visitor.get(link_in(session))

    assert page.h1 == "Rejoindre une équipe"
    assert world.project.title in page.text
    assert "Un compte est ouvert à votre adresse" in page.text
    assert invitation_in(session, world).status is InvitationStatus.PENDING
    assert session.scalars(select(Person).where(Person.email == address)).all() == []


def test_accepting_opens_an_account_and_the_dossier(
    session: Session, sign_in: Any, visitor: Any, world: World, sent: Any, address: str
) -> None:
    invite(world, sign_in, address, role="Relais terrain")

    page = visitor.post(link_in(session), {"answer": "accept"})
    assert page.h1 == "Mon profil"
    page = visitor.post(f"/profile?next={world.url}", {"name": "Léa Martin", "language": "fr"})

    assert page.h1 == world.project.title
    assert visitor.get(f"{world.url}/edit").h1 == "Écrire mon dossier"
    person = session.scalars(select(Person).where(Person.email == address)).one()
    assert person.organisation_id == world.organisation.id
    member = session.scalars(select(TeamMember).where(TeamMember.person_id == person.id)).one()
    assert (member.project_id, member.name, member.role) == (world.project.id, "Léa Martin", "Relais terrain")
    assert invitation_in(session, world).status is InvitationStatus.ACCEPTED
    assert events(session)[:2] == ["invite_member", "join_team"]
    told = sent(session)[-1]
    assert (told.name, told.recipient) == ("invitation_accepted", world.owner.email)
    assert "Acceptée" in sign_in(world.owner).get(f"{world.url}/team").text


def test_accepting_signed_in_leads_to_the_project(session: Session, sign_in: Any, world: World) -> None:
    colleague = make_person(session, world.organisation, name="Paul Lecomte")
    invite(world, sign_in, colleague.email)

    page = sign_in(colleague).post(link_in(session), {"answer": "accept"})

    assert page.h1 == world.project.title
    assert people_of(session, world.project) == {world.owner.id, colleague.id}


def test_link_opens_no_session_of_an_existing_account(
    session: Session, sign_in: Any, visitor: Any, world: World
) -> None:
    colleague = make_person(session, world.organisation)
    invite(world, sign_in, colleague.email)

    page = visitor.post(link_in(session), {"answer": "accept"})

    assert page.h1 == "Se connecter"
    assert colleague.id in people_of(session, world.project)
    assert visitor.get("/projects").h1 == "Se connecter"


def test_declining_tells_the_owner_and_closes_the_link(
    session: Session, sign_in: Any, visitor: Any, world: World, sent: Any, address: str
) -> None:
    invite(world, sign_in, address)
    link = link_in(session)

    page = visitor.post(link, {"answer": "decline"})

    assert "vous ne rejoignez pas cette équipe" in page.text
    assert invitation_in(session, world).status is InvitationStatus.DECLINED
    assert session.scalars(select(Person).where(Person.email == address)).all() == []
    assert (sent(session)[-1].name, sent(session)[-1].recipient) == ("invitation_declined", world.owner.email)
    assert events(session)[-1] == "decline_invitation"
    again = visitor.post(link, {"answer": "accept"})
    assert again.status == 409
    assert "a été déclinée" in again.text


def test_link_serves_once(session: Session, sign_in: Any, world: World) -> None:
    colleague = make_person(session, world.organisation)
    invite(world, sign_in, colleague.email)
    link = link_in(session)
    client = sign_in(colleague)
    client.post(link, {"answer": "accept"})

    again = client.post(link, {"answer": "accept"})

    assert again.status == 409
    assert "déjà été acceptée" in again.text
    assert len(people_of(session, world.project)) == 2


def test_link_dies_after_fourteen_days(
    session: Session, sign_in: Any, visitor: Any, world: World, address: str
) -> None:
    invite(world, sign_in, address)
    clock.freeze(invitation_in(session, world).expires_at)

    for page in (visitor.get(link_in(session)), visitor.post(link_in(session), {"answer": "accept"})):
        assert page.status == 409
        assert "n’est plus valable" in page.text
    assert "Sans réponse, expirée" in sign_in(world.owner).get(f"{world.url}/team").text
    assert len(people_of(session, world.project)) == 1


def test_forged_link_opens_nothing(visitor: Any, world: World) -> None:
    page = visitor.get("/invitations/forged")

    assert page.status == 404
    assert "n’ouvre aucune invitation" in page.text


def test_another_address_is_told_so_and_nothing_is_merged(
    session: Session, sign_in: Any, world: World, address: str
) -> None:
    other = make_person(session, world.organisation)
    invite(world, sign_in, address)
    client = sign_in(other)

    shown, posted = client.get(link_in(session)), client.post(link_in(session), {"answer": "accept"})

    assert (shown.status, posted.status) == (200, 409)
    assert f"vous êtes connecté avec {other.email}" in posted.text
    assert len(people_of(session, world.project)) == 1
    assert invitation_in(session, world).status is InvitationStatus.PENDING


def test_closed_account_is_refused(session: Session, sign_in: Any, visitor: Any, world: World) -> None:
    gone = make_person(session, world.organisation, disabled_at=clock.now())
    invite(world, sign_in, gone.email)

    page = visitor.post(link_in(session), {"answer": "accept"})

    assert page.status == 409
    assert "Le compte de cette adresse est fermé" in page.text


def test_team_full_meanwhile_takes_nobody_more(
    session: Session, sign_in: Any, visitor: Any, world: World, address: str
) -> None:
    invite(world, sign_in, address)
    for _n in range(rules.TEAM_LIMIT - 1):
        join(session, world.project, make_person(session, world.organisation))

    page = visitor.post(link_in(session), {"answer": "accept"})

    assert page.status == 409
    assert "au complet" in page.text
    assert session.scalars(select(Person).where(Person.email == address)).all() == []


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.NOT_SELECTED, ENDINGS[0]])
def test_nobody_is_invited_nor_joins_once_it_is_over(
    session: Session, sign_in: Any, visitor: Any, world: World, sent: Any, address: str, state: State
) -> None:
    invite(world, sign_in, address)
    _move(session, world.project, state)

    page = invite(world, sign_in, f"autre.{address}")

    assert page.status == 409
    assert "son équipe ne change plus" in page.text
    assert page.soup.select('main form[method="post"] [name="email"]') == []
    assert visitor.post(link_in(session), {"answer": "accept"}).status == 409
    assert len(sent(session)) == 1


@pytest.mark.parametrize("state", [State.UNDER_REVIEW, State.MENTORING])
def test_team_grows_as_long_as_the_project_lives(
    session: Session, sign_in: Any, visitor: Any, world: World, address: str, state: State
) -> None:
    _move(session, world.project, state)
    invite(world, sign_in, address)

    assert visitor.post(link_in(session), {"answer": "accept"}).status == 200
    assert len(people_of(session, world.project)) == 2


def _move(session: Session, project: Project, state: State) -> None:
    project.state, project.submitted_at = state, clock.now()
    session.flush()


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_answer_that_comes_second_finds_the_first(
    session: Session, sign_in: Any, world: World, address: str, answer: str
) -> None:
    invite(world, sign_in, address)
    invitation = invitations.open_link(session, secret=link_in(session).rsplit("/", 1)[-1])
    values = {"status": InvitationStatus.CANCELLED}
    session.execute(update(Invitation).values(values).execution_options(synchronize_session=False))

    act = partial(invitations.accept, language="fr") if answer == "accept" else invitations.decline
    with pytest.raises(WrongState, match="annulée"):
        act(session, invitation=invitation)
