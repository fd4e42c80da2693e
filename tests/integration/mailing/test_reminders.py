"""What is sent by itself is sent once, in the morning, and only as long as it is true."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock, outbox
from incubator.core.db import db
from incubator.core.links import hash_of
from incubator.core.outbox import Email, MailStatus, OutboxEmail
from incubator.domain import mails, reminders
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.mail_kinds import MailPace
from incubator.domain.models import Agreement, JournalEntry, MailPreference, Person, Project
from incubator.domain.states import State
from tests.factories import make_call, make_person, make_project
from tests.texts import plain

CLOSES = datetime(2026, 6, 20, 16, tzinfo=UTC)
NAMES = ("draft_reminder", "agreement_reminder", "daily_digest")


def at(day: int, hour: int = 8) -> None:
    """Go to a day of June 2026, at an hour of Paris."""
    clock.freeze(datetime(2026, 6, day, hour - 2, 5, tzinfo=UTC))


def run() -> int:
    return reminders.send_all(lambda: db.new_session(writing=True))


@pytest.fixture
def june(session, organisation):
    at(1)
    call = make_call(session, organisation, opens_at=CLOSES - timedelta(40), closes_at=CLOSES)
    session.commit()
    return call


def _sent(session, name: str) -> list[OutboxEmail]:
    query = select(OutboxEmail).where(OutboxEmail.name == name).order_by(OutboxEmail.created_at)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def test_owners_of_drafts_hear_of_the_closing_twice_in_the_morning(session, june) -> None:
    draft = make_project(session, june, state=State.DRAFT, created_at=clock.now())
    make_project(session, june, created_at=clock.now())  # submitted: nothing to remind
    at(15)
    make_project(session, june, state=State.DRAFT, created_at=clock.now())  # too late for the first
    session.commit()
    seen = Counter()
    for day in range(10, 23):
        for hour in (3, 8, 8, 10, 15):
            at(day, hour)
            if run():
                seen[day, hour] += 1

    assert seen == {(13, 8): 1, (18, 8): 1}
    first, *last = _sent(session, "draft_reminder")
    assert first.about == draft.id and len(last) == 2
    assert "il reste 7 jours" in first.subject and "il reste 2 jours" in last[0].subject


def test_a_morning_missed_is_made_up_for_the_next(session, june) -> None:
    make_project(session, june, state=State.DRAFT, created_at=clock.now())
    session.commit()
    at(15)
    assert (run(), run()) == (1, 0)
    assert "il reste 5 jours" in _sent(session, "draft_reminder")[0].subject


@pytest.fixture
def asked(session, june) -> Agreement:
    project = make_project(session, june, created_at=clock.now())
    agreement = Agreement(
        project_id=project.id, asked_by_id=project.owner_id, manager_name="Awa Diop", manager_email="awa@cd.example",
        days=1, starts_on=clock.today(), ends_on=clock.today(), asked_at=clock.now(),
        expires_at=clock.now() + timedelta(days=28), secret_hash=hash_of("first"), status=AgreementStatus.ASKED,
    )  # fmt: skip
    june.agreement_days = 28
    session.add(agreement)
    session.commit()
    return agreement


def test_a_silent_manager_is_reminded_half_way_and_before_the_end(session, asked) -> None:
    days = []
    for day in range(2, 30):
        at(day)
        days += [day] * run()

    assert days == [15, 26]
    first = _sent(session, "agreement_reminder")[0]
    assert first.recipient == "awa@cd.example" and "Rappel : accord attendu avant le 29 juin 2026" in plain(
        first.subject
    )
    session.refresh(asked)
    assert asked.secret_hash != hash_of("first") and asked.expires_at.day == 29
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.project_id == asked.project_id)).all()
    assert events.count("remind_manager") == 2


@pytest.mark.parametrize("status", [AgreementStatus.AGREED, AgreementStatus.TALK_WANTED, AgreementStatus.CANCELLED])
def test_who_answered_is_left_in_peace(session, asked, status) -> None:
    asked.status = status
    session.commit()
    at(26)
    assert run() == 0


def test_nobody_is_reminded_within_three_days_of_a_reminder_by_hand(session, asked) -> None:
    at(14)
    asked.reminded_at = clock.now()
    session.commit()
    at(15)
    assert run() == 0
    at(17)
    assert run() == 1


def test_two_workers_send_one(session, asked, june) -> None:
    at(15)
    organisation = june.organisations[0]
    first, again = (list(reminders.agreements(session, organisation)) for _ in range(2))
    new_session = lambda: db.new_session(writing=True)  # noqa: E731
    assert reminders.send_once(new_session, first[0])
    assert not reminders.send_once(new_session, again[0])
    assert len(_sent(session, "agreement_reminder")) == 1


def test_notices_are_gathered_once_a_day(session, june, organisation) -> None:
    owner = make_person(session, organisation)
    session.add(MailPreference(person_id=owner.id, pace=MailPace.DAILY, off=[]))
    project = make_project(session, june, owner=owner, title="Guichet", created_at=clock.now())
    at(5, 15)
    for who in ("Awa", "Luc"):
        for email in mails.member_left(session, project, owner, who):
            outbox.queue(session, email)
    for email in mails.admissible(session, project, ""):
        outbox.queue(session, email)
    session.commit()
    assert [row.status for row in _sent(session, "member_left")] == [MailStatus.HELD] * 2
    assert _sent(session, "admissible")[0].status is MailStatus.WAITING

    at(6, 6)
    assert run() == 0
    at(6, 7)
    assert (run(), run()) == (1, 0)
    digest = _sent(session, "daily_digest")[0]
    assert "2 messages" in digest.subject and "Awa" in digest.body and "Luc" in digest.body
    assert digest.body.count("Bonjour") == 1, "one greeting, one way out, whatever the number of messages"
    assert "unsubscribe" not in digest.body
    assert {row.status for row in _sent(session, "member_left")} == {MailStatus.GATHERED}
    at(7, 7)
    assert run() == 0, "nothing when there is nothing to say"


def test_a_digest_interrupted_leaves_nothing_behind(session, june, organisation, monkeypatch) -> None:
    person = make_person(session, organisation)
    session.add(OutboxEmail(name="x", recipient=person.email, language="fr", subject="Un", body="B", status="held"))
    session.commit()
    at(6, 7)
    monkeypatch.setattr(outbox, "queue", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.undo()
    assert _sent(session, "x")[0].status is MailStatus.HELD
    assert run() == 1


def test_the_same_key_is_never_written_twice(session, organisation) -> None:
    person = make_person(session, organisation)
    email = Email("sign_in_unknown", person.email, "fr", {}, once="k")
    outbox.queue(session, email)
    session.commit()
    assert isinstance(session.get_one(Person, person.id), Person)
    assert not reminders.send_once(lambda: db.new_session(writing=True), reminders.Due("k", lambda _s: email))


@pytest.mark.parametrize("why", ["the call has closed", "the call is hidden", "the account is closed", "handed in"])
def test_no_draft_is_reminded_for_nothing(session, june, why) -> None:
    draft = make_project(session, june, state=State.DRAFT, created_at=clock.now())
    at(18)
    if why == "the call has closed":
        june.closes_at = clock.now()
    elif why == "the call is hidden":
        june.public = False
    elif why == "the account is closed":
        session.get_one(Person, draft.owner_id).disabled_at = clock.now()
    session.commit()
    due = list(reminders.drafts(session, june.organisations[0]))
    if why == "handed in":  # while the worker was at it
        draft.state, draft.submitted_at = State.SUBMITTED, clock.now()
        session.commit()

    assert not any(reminders.send_once(lambda: db.new_session(writing=True), one) for one in due)
    assert (run(), _sent(session, "draft_reminder")) == (0, [])


@pytest.mark.parametrize("why", ["the link is over", "the project is over"])
def test_no_manager_is_reminded_for_nothing(session, asked, why) -> None:
    at(29 if why == "the link is over" else 26)
    if why == "the project is over":
        session.get_one(Project, asked.project_id).state = State.NOT_ADMISSIBLE
        session.commit()

    assert run() == 0


def test_a_notice_that_may_still_be_taken_back_waits_for_the_next_day(session, june, organisation) -> None:
    person = make_person(session, organisation)
    facts = {"recipient": person.email, "language": "fr", "subject": "s", "body": "b", "status": MailStatus.HELD}
    at(3)
    notice = OutboxEmail(name="member_left", available_at=clock.now() + timedelta(minutes=5), **facts)
    session.add(notice)
    session.commit()
    assert run() == 0

    at(4)

    assert run() == 1
    session.refresh(notice)
    assert notice.status is MailStatus.GATHERED
