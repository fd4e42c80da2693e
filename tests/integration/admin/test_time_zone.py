"""The dates of a call are read and written on the clock of its place, on pages as in e-mails."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from incubator.core import clock
from incubator.core.outbox import OutboxEmail
from incubator.domain.states import State
from tests.factories import make_call, make_person, make_project
from tests.integration.admin.test_edit_organisation import typed
from tests.texts import plain

NOON = datetime(2030, 1, 15, 12, tzinfo=UTC)


def in_2030(call):
    call.closes_at = NOON
    days = ("screening_until", "committee_on", "jury_on", "mentoring_from")
    for month, name in enumerate(days, start=2):
        setattr(call, name, date(2030, month, 1))


def test_call_of_reunion_is_read_and_written_four_hours_ahead(session, call, organisation, manager, sign_in):
    in_2030(call)
    call.timezone = "Indian/Reunion"
    paris = make_call(session, organisation)
    in_2030(paris)
    session.commit()
    client = sign_in(manager)

    page = client.get(f"/calls/{call.code}/settings")
    assert page.field("closes_at") == "2030-01-15T16:00"
    assert "15 janvier 2030 à 16 h" in plain(client.get(f"/calls/{call.code}").text)
    assert client.get(f"/calls/{paris.code}/settings").field("closes_at") == "2030-01-15T13:00"

    client.post(f"/calls/{call.code}/settings", typed(page) | {"closes_at": "2030-01-15T17:30"})

    session.refresh(call)
    assert call.closes_at == datetime(2030, 1, 15, 13, 30, tzinfo=UTC)


def test_changing_the_place_keeps_the_hours_as_they_read(session, call, manager, sign_in):
    in_2030(call)
    session.commit()
    client = sign_in(manager)
    page = client.get(f"/calls/{call.code}/settings")

    client.post(f"/calls/{call.code}/settings", typed(page) | {"timezone": "Pacific/Noumea"})

    session.refresh(call)
    assert (call.timezone, call.closes_at) == ("Pacific/Noumea", datetime(2030, 1, 15, 2, tzinfo=UTC))
    assert client.get(f"/calls/{call.code}/settings").field("closes_at") == "2030-01-15T13:00"


def test_e_mails_tell_the_hour_of_the_place(session, call, manager, sign_in):
    call.timezone = "Indian/Reunion"
    agent = make_person(session)
    make_project(session, call, owner=agent, state=State.DRAFT)
    session.commit()
    clock.freeze(call.closes_at.replace(hour=3))
    typed_ = {"closes_at": f"{call.closes_at:%Y-%m-%d}T23:59"}
    assert sign_in(manager).post(f"/calls/{call.code}/postpone", typed_).status == 200
    mail = session.scalars(select(OutboxEmail).where(OutboxEmail.recipient == agent.email)).one()
    assert "23 h 59" in plain(mail.body)
