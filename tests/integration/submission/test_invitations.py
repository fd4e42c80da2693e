"""Asking somebody to join a team, and what they answer."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import WrongState
from incubator.core.outbox import OutboxEmail
from incubator.domain import rules
from incubator.domain.dossier_kinds import InvitationStatus
from incubator.domain.models import Invitation, JournalEntry, Person, Project, TeamMember
from incubator.domain.states import ENDINGS, State
from incubator.submission import invitations
from tests.factories import make_call, make_organisation, make_person, make_project
from tests.integration.submission.conftest import World, join, link_in, people_of


def invitation_in(session: Session, world: World) -> Invitation:
    return session.scalars(
        select(Invitation).where(Invitation.project_id == world.project.id).execution_options(populate_existing=True)
    ).one()


def events(session: Session) -> list[str]:
    return list(session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)))


@pytest.fixture
def address(world: World) -> str:
    return f"lea.martin@{world.organisation.email_domains[0]}"


def ask(world: World, sign_in: Any, email: str, **more: str) -> Any:
    return sign_in(world.owner).post(f"{world.url}/team", {"email": email, **more})


def test_invitation_tells_who_what_and_what_accepting_means(
    session: Session, sign_in: Any, world: World, sent: Any, address: str
) -> None:
    page = ask(world, sign_in, address.upper(), role="Relais terrain", message="Viens, on rit bien.")

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


def test_opening_the_link_changes_nothing(
    session: Session, sign_in: Any, visitor: Any, world: World, address: str
) -> None:
    ask(world, sign_in, address)

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
    ask(world, sign_in, address, role="Relais terrain")

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
    ask(world, sign_in, colleague.email)

    page = sign_in(colleague).post(link_in(session), {"answer": "accept"})

    assert page.h1 == world.project.title
    assert people_of(session, world.project) == {world.owner.id, colleague.id}


def test_link_opens_no_session_of_an_existing_account(
    session: Session, sign_in: Any, visitor: Any, world: World
) -> None:
    colleague = make_person(session, world.organisation)
    ask(world, sign_in, colleague.email)

    page = visitor.post(link_in(session), {"answer": "accept"})

    assert page.h1 == "Se connecter"
    assert colleague.id in people_of(session, world.project)
    assert visitor.get("/projects").h1 == "Se connecter"


def test_declining_tells_the_owner_and_closes_the_link(
    session: Session, sign_in: Any, visitor: Any, world: World, sent: Any, address: str
) -> None:
    ask(world, sign_in, address)
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
    ask(world, sign_in, colleague.email)
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
    ask(world, sign_in, address)
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
    ask(world, sign_in, address)
    client = sign_in(other)

    shown, posted = client.get(link_in(session)), client.post(link_in(session), {"answer": "accept"})

    assert (shown.status, posted.status) == (200, 409)
    assert f"vous êtes connecté avec {other.email}" in posted.text
    assert len(people_of(session, world.project)) == 1
    assert invitation_in(session, world).status is InvitationStatus.PENDING


def test_address_outside_is_warned_of_then_refused(session: Session, sign_in: Any, visitor: Any, world: World) -> None:
    page = ask(world, sign_in, "lea@ailleurs.example")

    assert "n’est pas celle d’un agent de" in page.text
    for answer in (visitor.get(link_in(session)), visitor.post(link_in(session), {"answer": "accept"})):
        assert answer.status == 409
        assert "ne peut pas rejoindre l’équipe" in answer.text
    assert session.scalars(select(Person).where(Person.email == "lea@ailleurs.example")).all() == []


def test_answer_does_not_tell_who_has_an_account(session: Session, sign_in: Any, world: World) -> None:
    known = make_person(session, email="known@ailleurs.example")

    pages = [ask(world, sign_in, email).text for email in (known.email, "nobody@ailleurs.example")]

    sentences = [re.sub(r"(known|nobody)@\S+", "…", page.split("Invitations")[0]) for page in pages]
    assert sentences[0] == sentences[1]


def test_guest_known_here_may_join(session: Session, sign_in: Any, world: World) -> None:
    guest = make_person(session)
    ask(world, sign_in, guest.email)

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


def test_closed_account_is_refused(session: Session, sign_in: Any, visitor: Any, world: World) -> None:
    gone = make_person(session, world.organisation, disabled_at=clock.now())
    ask(world, sign_in, gone.email)

    page = visitor.post(link_in(session), {"answer": "accept"})

    assert page.status == 409
    assert "Le compte de cette adresse est fermé" in page.text


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
    page = ask(world, sign_in, world.owner.email.upper(), role="Moi")

    assert page.status == 409
    assert "fait déjà partie de l’équipe" in page.text
    assert page.field("role") == "Moi"
    assert sent(session) == []


def test_inviting_twice_sends_one_letter(session: Session, sign_in: Any, world: World, sent: Any, address: str) -> None:
    ask(world, sign_in, address)

    again = ask(world, sign_in, address)

    assert "attend déjà une réponse" in again.text
    assert len(sent(session)) == 1
    assert events(session) == ["invite_member"]


def test_team_has_a_limit(session: Session, sign_in: Any, world: World, address: str) -> None:
    for _n in range(rules.TEAM_LIMIT - 1):
        join(session, world.project, make_person(session, world.organisation))

    page = ask(world, sign_in, address)

    assert page.status == 409
    assert "L’équipe est au complet" in page.text


def test_team_full_meanwhile_takes_nobody_more(
    session: Session, sign_in: Any, visitor: Any, world: World, address: str
) -> None:
    ask(world, sign_in, address)
    for _n in range(rules.TEAM_LIMIT - 1):
        join(session, world.project, make_person(session, world.organisation))

    page = visitor.post(link_in(session), {"answer": "accept"})

    assert page.status == 409
    assert "au complet" in page.text
    assert session.scalars(select(Person).where(Person.email == address)).all() == []


def test_invitations_awaited_have_a_limit(session: Session, sign_in: Any, world: World, address: str) -> None:
    for number in range(rules.PENDING_INVITATIONS_LIMIT):
        assert ask(world, sign_in, f"{number}.{address}").status == 200

    assert "annulez-en une" in ask(world, sign_in, address).text


def test_sending_again_waits_an_hour_and_replaces_the_link(
    session: Session, sign_in: Any, visitor: Any, world: World, sent: Any, address: str
) -> None:
    ask(world, sign_in, address)
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
    ask(world, sign_in, address)
    key = str(invitation_in(session, world).id)
    client = sign_in(world.owner)

    page = client.post(f"{world.url}/team/cancel", {"invitation": key})

    assert "est annulée" in page.text
    assert "a été annulée" in visitor.post(link_in(session), {"answer": "accept"}).text
    assert client.post(f"{world.url}/team/cancel", {"invitation": key}).status == 409
    assert "moins d’une heure" in ask(world, sign_in, address).text
    clock.freeze(clock.now() + timedelta(hours=2))
    assert ask(world, sign_in, address).status == 200
    assert len(sent(session)) == 2
    assert invitation_in(session, world).status is InvitationStatus.PENDING


@pytest.mark.parametrize("key", ["", "x", "8b1d1f0e-0000-4000-8000-000000000000"])
def test_unknown_invitation_is_not_found(sign_in: Any, world: World, key: str) -> None:
    assert sign_in(world.owner).post(f"{world.url}/team/cancel", {"invitation": key}).status == 404


def test_invitation_of_another_project_is_not_found(session: Session, sign_in: Any, world: World, address: str) -> None:
    ask(world, sign_in, address)
    other = make_project(session, world.call, state=State.DRAFT)
    client = sign_in(session.get_one(Person, other.owner_id))

    page = client.post(f"/projects/{other.id}/team/cancel", {"invitation": str(invitation_in(session, world).id)})

    assert page.status == 404


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.NOT_SELECTED, ENDINGS[0]])
def test_nobody_is_invited_nor_joins_once_it_is_over(
    session: Session, sign_in: Any, visitor: Any, world: World, sent: Any, address: str, state: State
) -> None:
    ask(world, sign_in, address)
    _move(session, world.project, state)

    page = ask(world, sign_in, f"autre.{address}")

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
    ask(world, sign_in, address)

    assert visitor.post(link_in(session), {"answer": "accept"}).status == 200
    assert len(people_of(session, world.project)) == 2


def _move(session: Session, project: Project, state: State) -> None:
    project.state, project.submitted_at = state, clock.now()
    session.flush()


def test_invitation_speaks_the_language_of_its_reader(session: Session, sign_in: Any, world: World) -> None:
    colleague = make_person(session, world.organisation, language="en")
    ask(world, sign_in, colleague.email)

    mail = session.scalars(select(OutboxEmail).where(OutboxEmail.name == "team_invitation")).one()

    assert mail.language == "en"


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_answer_that_comes_second_finds_the_first(
    session: Session, sign_in: Any, world: World, address: str, answer: str
) -> None:
    ask(world, sign_in, address)
    invitation = invitations.open_link(session, secret=link_in(session).rsplit("/", 1)[-1])
    values = {"status": InvitationStatus.CANCELLED}
    session.execute(update(Invitation).values(values).execution_options(synchronize_session=False))

    act = partial(invitations.accept, language="fr") if answer == "accept" else invitations.decline
    with pytest.raises(WrongState, match="annulée"):
        act(session, invitation=invitation)


def test_invitation_out_of_date_is_not_sent_again_to_a_team_that_is_full(
    session: Session, sign_in: Any, world: World, sent: Any, address: str
) -> None:
    ask(world, sign_in, address)
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
        ask(world, sign_in, f"{number}.{address}")
    session.execute(update(Invitation).values(expires_at=clock.now()))
    session.commit()

    assert ask(world, sign_in, address).status == 200
