"""Taking a dossier back, and coming back to it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.lifecycle import WITHDRAW
from incubator.domain.models import JournalEntry, TeamMember
from incubator.domain.states import State
from tests.factories import make_call, make_organisation, make_person, make_project, make_staff
from tests.integration.submission.conftest import World


def _last(session: Session) -> JournalEntry:
    return session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()


def _submitted(session: Session, world: World) -> None:
    world.project.state, world.project.submitted_at = State.SUBMITTED, clock.now()
    session.flush()


def test_withdraw_project_with_a_reason(session: Session, sign_in: Any, world: World, sent: Any) -> None:
    _submitted(session, world)
    client = sign_in(world.owner)

    page = client.get(f"{world.url}/withdraw")
    after = client.post(f"{world.url}/withdraw", {"reason": "Je change de service."})

    assert page.h1 == "Retirer mon dossier"
    assert "Vous pourrez reprendre votre dossier" in page.text
    assert "Votre dossier est retiré." in after.text
    session.refresh(world.project)
    assert world.project.state is State.WITHDRAWN
    assert (_last(session).event, _last(session).note) == ("withdraw", "Je change de service.")
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("withdrawal_receipt", world.owner.email)
    assert "Je change de service." in mail.body
    assert "Vous pouvez le reprendre" in mail.body


def test_withdraw_project_without_a_reason(session: Session, sign_in: Any, world: World, sent: Any) -> None:
    sign_in(world.owner).post(f"{world.url}/withdraw", {"reason": ""})

    session.refresh(world.project)
    assert world.project.state is State.WITHDRAWN
    (mail,) = sent(session)
    assert "La raison que vous avez donnée" not in mail.body


def test_withdraw_project_keeps_a_reason_too_long(session: Session, sign_in: Any, world: World) -> None:
    page = sign_in(world.owner).post(f"{world.url}/withdraw", {"reason": "x" * 1001})

    assert page.status == 422
    assert page.field("reason") == "x" * 1001
    session.refresh(world.project)
    assert world.project.state is State.DRAFT


def test_withdraw_project_warns_when_there_is_no_way_back(session: Session, sign_in: Any, sent: Any) -> None:
    organisation = make_organisation(session)
    owner = make_person(session, organisation)
    call = make_call(session, organisation, opens_in=-30, closes_in=-1)
    project = make_project(session, call, owner=owner, state=State.UNDER_REVIEW)
    client = sign_in(owner)

    page = client.get(f"/projects/{project.id}/withdraw")
    client.post(f"/projects/{project.id}/withdraw")

    assert "vous ne pourrez pas revenir en arrière" in page.text
    (mail,) = sent(session)
    assert "il ne peut plus être déposé de nouveau" in mail.body
    assert "Vous pouvez le reprendre" not in mail.body


def test_withdraw_project_pressed_twice_says_it_is_done(
    session: Session, sign_in: Any, world: World, sent: Any
) -> None:
    client = sign_in(world.owner)
    client.post(f"{world.url}/withdraw")

    again = client.post(f"{world.url}/withdraw")

    assert "C’est déjà fait" in again.text
    assert len(sent(session)) == 1


@pytest.mark.parametrize("state", [state for state in State if state not in (*WITHDRAW.sources, State.WITHDRAWN)])
def test_withdraw_project_is_not_possible_after_the_end(
    session: Session, sign_in: Any, world: World, state: State
) -> None:
    project = make_project(session, world.call, owner=world.owner, state=state)
    client = sign_in(world.owner)

    assert client.post(f"/projects/{project.id}/withdraw").status == 409
    assert "Retirer mon dossier" not in client.get(f"/projects/{project.id}").text


def test_withdraw_project_is_for_its_owner(session: Session, sign_in: Any, world: World) -> None:
    _submitted(session, world)
    colleague = make_person(session, world.organisation)
    session.add(TeamMember(project_id=world.project.id, person_id=colleague.id))
    session.flush()
    people = [colleague, make_staff(session, world.call), make_person(session, make_organisation(session))]

    assert [sign_in(one).post(f"{world.url}/withdraw").status for one in people] == [403, 403, 404]
    assert "Retirer mon dossier" not in sign_in(colleague).get(world.url).text


def test_come_back_makes_a_draft_again(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    client.post(f"{world.url}/withdraw")

    page = client.get(f"{world.url}/come-back")
    after = client.post(f"{world.url}/come-back")

    assert page.h1 == "Reprendre mon dossier"
    assert "de nouveau un brouillon" in after.text
    session.refresh(world.project)
    assert world.project.state is State.DRAFT
    assert _last(session).event == "come_back"
    assert client.get(f"{world.url}/edit").h1 == "Écrire mon dossier"


def test_come_back_is_refused_once_the_call_is_closed(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    client.post(f"{world.url}/withdraw")
    clock.freeze(world.call.closes_at)

    page = client.get(f"{world.url}/come-back")
    refused = client.post(f"{world.url}/come-back")

    assert "L’appel est clos" in page.text
    assert not page.soup.select("main form")
    assert refused.status == 409
    session.refresh(world.project)
    assert world.project.state is State.WITHDRAWN


def test_come_back_pressed_twice_says_it_is_done(sign_in: Any, world: World) -> None:
    assert "C’est déjà fait" in sign_in(world.owner).post(f"{world.url}/come-back").text


def test_come_back_is_not_possible_for_a_dossier_being_read(session: Session, sign_in: Any, world: World) -> None:
    _submitted(session, world)

    assert sign_in(world.owner).post(f"{world.url}/come-back").status == 409


def test_come_back_is_for_its_owner(session: Session, sign_in: Any, world: World) -> None:
    project = make_project(session, world.call, owner=world.owner, state=State.WITHDRAWN)
    secretary = make_staff(session, world.call)
    stranger = make_person(session, make_organisation(session))

    assert sign_in(secretary).post(f"/projects/{project.id}/come-back").status == 403
    assert sign_in(stranger).post(f"/projects/{project.id}/come-back").status == 404
