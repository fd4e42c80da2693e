"""Asking somebody to join a team: whom, how many, sending it again, taking it back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.outbox import OutboxEmail
from incubator.domain import rules
from incubator.domain.dossier_kinds import InvitationStatus
from incubator.domain.models import Invitation, Person
from incubator.domain.states import State
from tests.factories import make_call, make_organisation, make_person, make_project
from tests.integration.submission.conftest import World, events, invitation_in, invite, join, link_in, people_of


def test_invitation_tells_who_what_and_what_accepting_means(
    session: Session, sign_in: Any, world: World, sent: Any, address: str
) -> None:
    page = invite(world, sign_in, address.upper(), role="Relais terrain", message="Viens, on rit bien.")

    assert page.status == 200
    assert "L’invitation est partie" in page.text
    assert "En attente" in page.text
    assert "Relais terrain" in page.text
    (mail,) = sent(session)
    assert (mail.name, mail.recipient, mail.about) == ("team_invitation", address, world.project.id)
    for words in (world.owner.name, world.project.title, world.call.title, "Relais terrain", "Viens, on rit bien."):
        assert words in mail.body
    assert "vous ne pouvez plus le lire ni le noter" in mail.body
    invitation = invitation_in(session, world)
    assert invitation.expires_at - invitation.sent_at == timedelta(days=14)
    assert invitation.secret_hash
    assert invitation.secret_hash not in mail.body
    assert link_in(session).rsplit("/", 1)[-1] != invitation.secret_hash
    assert events(session) == ["invite_member"]


def test_address_outside_is_warned_of_then_refused(session: Session, sign_in: Any, visitor: Any, world: World) -> None:
    page = invite(world, sign_in, "lea@ailleurs.example")

    assert "n’est pas celle d’un agent de" in page.text
    for answer in (visitor.get(link_in(session)), visitor.post(link_in(session), {"answer": "accept"})):
        assert answer.status == 409
        assert "ne peut pas rejoindre l’équipe" in answer.text
    assert session.scalars(select(Person).where(Person.email == "lea@ailleurs.example")).all() == []


def test_answer_does_not_tell_who_has_an_account(session: Session, sign_in: Any, world: World) -> None:
    known = make_person(session, email="known@ailleurs.example")

    pages = [invite(world, sign_in, email).text for email in (known.email, "nobody@ailleurs.example")]

    sentences = [re.sub(r"(known|nobody)@\S+", "…", page.split("Invitations")[0]) for page in pages]
    assert sentences[0] == sentences[1]


def test_guest_known_here_may_join(session: Session, sign_in: Any, world: World) -> None:
    guest = make_person(session)
    invite(world, sign_in, guest.email)

    assert sign_in(guest).post(link_in(session), {"answer": "accept"}).h1 == world.project.title


def test_agents_of_two_organisations_join_only_when_both_run_the_call(session: Session, sign_in: Any) -> None:
    first, second = make_organisation(session), make_organisation(session)
    colleague = make_person(session, second)
    for others, status in (((), 409), ((second,), 200)):
        project = make_project(session, make_call(session, first, *others), state=State.DRAFT)
        owner = session.get_one(Person, project.owner_id)
        sign_in(owner).post(f"/projects/{project.id}/team", {"email": colleague.email})

        page = sign_in(colleague).post(link_in(session), {"answer": "accept"})

        assert page.status == status
        assert (colleague.id in people_of(session, project)) is (status == 200)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Écrivez l’adresse"),
        ({"email": "lea"}, "Cette adresse n’est pas complète"),
        ({"email": "lea@agents.example", "role": "x" * 161}, "retirez-en 1"),
        ({"email": "lea@agents.example", "message": "x" * 601}, "retirez-en 1"),
    ],
)
def test_bad_input_is_kept(
    session: Session, sign_in: Any, world: World, sent: Any, typed: dict[str, str], sentence: str
) -> None:
    page = sign_in(world.owner).post(f"{world.url}/team", typed)

    assert page.status == 422
    assert sentence in page.text
    for name, text in typed.items():
        assert page.field(name) == text
    assert sent(session) == []


def test_somebody_of_the_team_is_not_invited(session: Session, sign_in: Any, world: World, sent: Any) -> None:
    page = invite(world, sign_in, world.owner.email.upper(), role="Moi")

    assert page.status == 409
    assert "fait déjà partie de l’équipe" in page.text
    assert page.field("role") == "Moi"
    assert sent(session) == []


def test_inviting_twice_sends_one_letter(session: Session, sign_in: Any, world: World, sent: Any, address: str) -> None:
    invite(world, sign_in, address)

    again = invite(world, sign_in, address)

    assert "attend déjà une réponse" in again.text
    assert len(sent(session)) == 1
    assert events(session) == ["invite_member"]


def test_team_has_a_limit(session: Session, sign_in: Any, world: World, address: str) -> None:
    for _n in range(rules.TEAM_LIMIT - 1):
        join(session, world.project, make_person(session, world.organisation))

    page = invite(world, sign_in, address)

    assert page.status == 409
    assert "L’équipe est au complet" in page.text


def test_invitations_awaited_have_a_limit(session: Session, sign_in: Any, world: World, address: str) -> None:
    for number in range(rules.PENDING_INVITATIONS_LIMIT):
        assert invite(world, sign_in, f"{number}.{address}").status == 200

    assert "annulez-en une" in invite(world, sign_in, address).text


def test_sending_again_waits_an_hour_and_replaces_the_link(
    session: Session, sign_in: Any, visitor: Any, world: World, sent: Any, address: str
) -> None:
    invite(world, sign_in, address)
    first, key = link_in(session), str(invitation_in(session, world).id)
    client = sign_in(world.owner)

    assert "Renvoyer" not in client.get(f"{world.url}/team").text
    refused = client.post(f"{world.url}/team/resend", {"invitation": key})
    assert (refused.status, len(sent(session))) == (409, 1)
    assert "moins d’une heure" in refused.text

    clock.freeze(clock.now() + timedelta(hours=1))
    assert "Renvoyer" in client.get(f"{world.url}/team").text
    assert client.post(f"{world.url}/team/resend", {"invitation": key}).status == 200
    assert len(sent(session)) == 2
    assert visitor.get(first).status == 404
    assert visitor.get(link_in(session)).status == 200
    assert events(session) == ["invite_member", "resend_invitation"]


def test_cancelled_invitation_opens_nothing_and_may_not_be_sent_at_once(
    session: Session, sign_in: Any, visitor: Any, world: World, sent: Any, address: str
) -> None:
    invite(world, sign_in, address)
    key = str(invitation_in(session, world).id)
    client = sign_in(world.owner)

    page = client.post(f"{world.url}/team/cancel", {"invitation": key})

    assert "est annulée" in page.text
    assert "a été annulée" in visitor.post(link_in(session), {"answer": "accept"}).text
    assert client.post(f"{world.url}/team/cancel", {"invitation": key}).status == 409
    assert "moins d’une heure" in invite(world, sign_in, address).text
    clock.freeze(clock.now() + timedelta(hours=2))
    assert invite(world, sign_in, address).status == 200
    assert len(sent(session)) == 2
    assert invitation_in(session, world).status is InvitationStatus.PENDING


@pytest.mark.parametrize("key", ["", "x", "8b1d1f0e-0000-4000-8000-000000000000"])
def test_unknown_invitation_is_not_found(sign_in: Any, world: World, key: str) -> None:
    assert sign_in(world.owner).post(f"{world.url}/team/cancel", {"invitation": key}).status == 404


def test_invitation_of_another_project_is_not_found(session: Session, sign_in: Any, world: World, address: str) -> None:
    invite(world, sign_in, address)
    other = make_project(session, world.call, state=State.DRAFT)
    client = sign_in(session.get_one(Person, other.owner_id))

    page = client.post(f"/projects/{other.id}/team/cancel", {"invitation": str(invitation_in(session, world).id)})

    assert page.status == 404


def test_invitation_speaks_the_language_of_its_reader(session: Session, sign_in: Any, world: World) -> None:
    colleague = make_person(session, world.organisation, language="en")
    invite(world, sign_in, colleague.email)

    mail = session.scalars(select(OutboxEmail).where(OutboxEmail.name == "team_invitation")).one()

    assert mail.language == "en"


def test_invitation_out_of_date_is_not_sent_again_to_a_team_that_is_full(
    session: Session, sign_in: Any, world: World, sent: Any, address: str
) -> None:
    invite(world, sign_in, address)
    invitation = invitation_in(session, world)
    for _n in range(rules.TEAM_LIMIT - 1):
        join(session, world.project, make_person(session, world.organisation))
    clock.freeze(invitation.expires_at)
    world.call.closes_at = clock.now() + timedelta(days=1)
    session.commit()

    page = sign_in(world.owner).post(f"{world.url}/team/resend", {"invitation": str(invitation.id)})

    assert (page.status, "L’équipe est au complet" in page.text, len(sent(session))) == (409, True, 1)


def test_invitations_out_of_date_leave_room_for_others(
    session: Session, sign_in: Any, world: World, address: str
) -> None:
    for number in range(rules.PENDING_INVITATIONS_LIMIT):
        invite(world, sign_in, f"{number}.{address}")
    session.execute(update(Invitation).values(expires_at=clock.now()))
    session.commit()

    assert invite(world, sign_in, address).status == 200
