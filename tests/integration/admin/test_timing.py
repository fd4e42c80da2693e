"""A call opened before its day, put off, closed early: its dates move, and whoever it concerns is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.admin import settings
from incubator.admin.call_forms import here
from incubator.core import clock
from incubator.core.outbox import OutboxEmail
from incubator.domain.models import JournalEntry, Person
from incubator.domain.states import State
from tests.factories import make_project
from tests.texts import plain


def before_the_opening(call):
    clock.freeze(call.opens_at - timedelta(days=3))


def in_preparation(call):
    before_the_opening(call)
    call.public = False


def at_the_closing(call):
    clock.freeze(call.closes_at)


def while_open(call):
    clock.freeze(call.closes_at - timedelta(days=2))


def once_closed(call):
    clock.freeze(call.closes_at + timedelta(days=1))


@pytest.fixture
def client(session, call, manager, sign_in):
    session.commit()
    return sign_in(manager)


def journal_of(session, call):
    return session.scalars(select(JournalEntry).where(JournalEntry.call_id == call.id)).all()[-1]


def test_call_opens_before_its_day(session, call, client):
    before_the_opening(call)
    assert "L’appel devait ouvrir le" in client.get(f"/calls/{call.code}/open-now").text

    page = client.post(f"/calls/{call.code}/open-now")

    assert "il reçoit des dossiers dès maintenant" in page.text
    session.refresh(call)
    assert call.opens_at == clock.now().replace(second=0, microsecond=0)
    assert journal_of(session, call).after == {"opens_at": call.opens_at.isoformat()}


def test_call_closes_early_and_says_why_to_the_teams(session, call, client):
    while_open(call)
    draft = make_project(session, call, state=State.DRAFT)
    make_project(session, call, state=State.WITHDRAWN)
    session.commit()
    page = client.get(f"/calls/{call.code}/close-now")
    assert "1 dossier est commencé et n’est pas déposé." in page.text

    page = client.post(f"/calls/{call.code}/close-now", {"reason": "Le comité siège plus tôt."})
    assert "1 personne en est prévenue par courriel." in page.text

    session.refresh(call)
    assert call.closes_at == clock.now()
    mail = session.scalars(select(OutboxEmail)).one()
    assert "Le comité siège plus tôt." in plain(mail.body)
    assert journal_of(session, call).note == "Le comité siège plus tôt."
    assert session.get_one(Person, draft.owner_id).email == mail.recipient


@pytest.mark.parametrize("moment", [while_open, once_closed])
@pytest.mark.parametrize("shift", [True, False])
def test_closing_is_put_off_with_or_without_what_follows(session, call, client, moment, shift):
    call.closes_at = call.closes_at.replace(hour=23)  # the day after, on the clock of the pages
    session.commit()
    moment(call)
    before, later = [getattr(call, name) for name in settings.DATES[2:]], call.closes_at + timedelta(days=4)
    typed = {"closes_at": f"{here(later):%Y-%m-%dT%H:%M}"} | ({"shift": "y"} if shift else {})

    title = client.get(f"/calls/{call.code}/postpone").soup.h1.get_text(strip=True)
    assert title == ("Rouvrir l’appel" if moment is once_closed else "Reporter la clôture")
    page = client.post(f"/calls/{call.code}/postpone", typed)

    assert "L’appel reçoit des dossiers jusqu’au" in page.text
    assert "Personne n’est à prévenir." in page.text
    session.refresh(call)
    assert abs(call.closes_at - later) < timedelta(minutes=1)
    assert [getattr(call, name) for name in settings.DATES[2:]] == [
        one + timedelta(days=4 if shift else 0) for one in before
    ]


@pytest.mark.parametrize(
    ("moment", "days", "sentence"),
    [
        (while_open, -10, "Choisissez une clôture à venir."),
        (before_the_opening, -21, "Choisissez une clôture à venir."),  # the day before it opens
        (while_open, -1, "Choisissez une clôture plus tardive que le"),
        (while_open, 0, "Choisissez une clôture plus tardive que le"),
        (while_open, 300, "La vérification finit après la clôture des dépôts."),
    ],
)
def test_closing_that_cannot_be_is_refused_and_stays_typed(session, call, client, moment, days, sentence):
    moment(call)
    before = call.closes_at
    typed = {"closes_at": f"{before + timedelta(days=days):%Y-%m-%dT%H:%M}", "reason": "Un motif écrit"}

    page = client.post(f"/calls/{call.code}/postpone", typed)

    assert page.status == 409
    assert sentence in page.text
    assert "Un motif écrit" in page.text
    session.refresh(call)
    assert call.closes_at == before


@pytest.mark.parametrize(
    ("moment", "act"),
    [
        (while_open, "open-now"), (in_preparation, "open-now"), (once_closed, "close-now"),
        (at_the_closing, "close-now"),
    ],
)  # fmt: skip
def test_act_out_of_its_time_is_refused(session, call, client, moment, act):
    moment(call)
    session.commit()
    assert client.post(f"/calls/{call.code}/{act}").status == 409


def test_calendar_offers_what_may_be_moved_today(call, client):
    offered = {
        before_the_opening: "Ouvrir maintenant",
        while_open: "Clore maintenant",
        once_closed: "Rouvrir l’appel jusqu’à une nouvelle date",
    }
    for moment, act in offered.items():
        moment(call)
        page = client.get(f"/calls/{call.code}/calendar")
        assert [one for one in offered.values() if one in page.text] == [act]
