"""What is sent by itself: to whom, when, and the key by which it is sent once.

The worker that delivers e-mails looks every minute. Each message is one transaction, and its key is unique in the
outbox: a worker killed half-way leaves nothing, two workers together send one. Nothing leaves but in the morning of
the organisation that writes; what could not leave one morning leaves the next, if it is still true.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock, outbox
from incubator.core.links import hash_of, new_secret
from incubator.core.outbox import Email, OutboxEmail
from incubator.core.urls import absolute
from incubator.domain import digests, journal, mails, people
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.events import Event
from incubator.domain.models import Agreement, Call, Organisation, Person, Programme, Project
from incubator.domain.states import ON_ITS_WAY, State

MORNING = range(7, 12)
DRAFT_LEADS = (2, 7)  # days before the closing, the nearest first
LAST_CALL = timedelta(days=3)
PATIENCE = timedelta(days=3)  # between two e-mails to a manager, whoever sends them
NewSession = Callable[[], Session]


@dataclass(frozen=True, slots=True)
class Due:
    """One message to send: its key, and how to write it (None when it has become needless)."""

    once: str
    write: Callable[[Session], Email | None]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A kind of message that is sent by itself: what is due on the morning of `organisation`."""

    name: str
    due: Callable[[Session, Organisation], Iterator[Due]]


def drafts(session: Session, organisation: Organisation) -> Iterator[Due]:
    """To owners of drafts, 7 and 2 days before the closing; not to who began since."""
    calls = session.scalars(
        select(Call)
        .join(Programme, Programme.id == Call.programme_id)
        .where(
            Programme.organisation_id == organisation.id,
            Call.public,
            Call.opens_at <= clock.now(),
            Call.closes_at > clock.now(),
            Call.closes_at < clock.now() + timedelta(days=max(DRAFT_LEADS) + 1),
        )
        .order_by(Call.code)
    ).all()
    for call in calls:
        yield from _drafts_of(session, call, organisation.timezone)


def _drafts_of(session: Session, call: Call, timezone: str) -> Iterator[Due]:
    closes_on = call.closes_at.astimezone(ZoneInfo(timezone)).date()
    left = (closes_on - clock.today(timezone)).days
    lead = next((lead for lead in DRAFT_LEADS if left <= lead), None)
    if lead is None:
        return
    begun_before = clock.start_of(closes_on - timedelta(days=lead), timezone)
    rows = session.execute(
        select(Project.id, Project.owner_id)
        .where(Project.call_id == call.id, Project.state == State.DRAFT, Project.created_at < begun_before)
        .order_by(Project.number)
    )
    for project_id, owner_id in rows.all():
        once = f"draft:{project_id}:{closes_on}:{lead}"
        yield Due(once, partial(_remind_owner, key=project_id, owner=owner_id, left=left, once=once))


def _remind_owner(session: Session, *, key: object, owner: object, left: int, once: str) -> Email | None:
    project, person = session.get_one(Project, key), session.get_one(Person, owner)
    if project.state is not State.DRAFT or person.disabled_at is not None:
        return None
    return mails.draft_reminder(session, project, person, left, once)


def agreements(session: Session, organisation: Organisation) -> Iterator[Due]:
    """To managers who have not answered, half-way to the end of their link, then 3 days before it."""
    now = clock.now()
    rows = session.execute(
        select(Agreement.id, Agreement.asked_at, Agreement.reminded_at, Agreement.expires_at, Call.agreement_days)
        .join(Project, Project.id == Agreement.project_id)
        .join(Call, Call.id == Project.call_id)
        .join(Programme, Programme.id == Call.programme_id)
        .where(
            Programme.organisation_id == organisation.id,
            Agreement.status == AgreementStatus.ASKED,
            Agreement.expires_at > now,
            Project.state.in_((State.DRAFT, *ON_ITS_WAY)),
        )
        .order_by(Agreement.asked_at, Agreement.id)
    )
    for key, asked_at, reminded_at, expires_at, days in rows.all():
        moment = _moment(now, expires_at, timedelta(days=days))
        if moment is None or now < (reminded_at or asked_at) + PATIENCE:
            continue
        once = f"agreement:{key}:{expires_at:%Y-%m-%d}:{moment}"
        yield Due(once, partial(_remind_manager, key=key, once=once))


def _moment(now: datetime, expires_at: datetime, life: timedelta) -> str | None:
    if now >= expires_at - LAST_CALL:
        return "last"
    return "half" if now >= expires_at - life / 2 else None


def _remind_manager(session: Session, *, key: object, once: str) -> Email | None:
    """Write to the manager with a new link, as only the digest of the last one is kept; the day to answer stays."""
    agreement = session.scalars(
        select(Agreement)
        .where(Agreement.id == key, Agreement.status == AgreementStatus.ASKED)
        .options(joinedload(Agreement.project, innerjoin=True), joinedload(Agreement.asked_by, innerjoin=True))
        .with_for_update(of=Agreement)
    ).one_or_none()
    if agreement is None:
        return None
    secret = new_secret()
    agreement.secret_hash, agreement.reminded_at = hash_of(secret), clock.now()
    note = agreement.manager_name
    journal.record(session, Event.REMIND_MANAGER, actor_id=None, project=agreement.project, note=note)
    language = people.language_of(session, agreement.manager_email)
    url = absolute("agreement.answer", token=secret)
    return mails.agreement_reminder(session, agreement, url=url, language=language, once=once)


TABLE = (Reminder("draft_reminder", drafts), Reminder("agreement_reminder", agreements))


def send_all(new_session: NewSession) -> int:
    """Put in the outbox everything due this morning, then the digests; return how many."""
    with new_session() as session:
        organisations = session.scalars(select(Organisation).order_by(Organisation.slug)).all()
        session.commit()
    sent = 0
    for organisation in organisations:
        if clock.now().astimezone(ZoneInfo(organisation.timezone)).hour not in MORNING:
            continue
        for reminder in TABLE:
            sent += _send(new_session, reminder, organisation)
        sent += digests.send_all(new_session, organisation)
    return sent


def _send(new_session: NewSession, reminder: Reminder, organisation: Organisation) -> int:
    with new_session() as session:
        due = list(reminder.due(session, organisation))
        keys = [one.once for one in due]
        gone = set(session.scalars(select(OutboxEmail.once).where(OutboxEmail.once.in_(keys)))) if keys else set()
        session.commit()
    return sum(send_once(new_session, one) for one in due if one.once not in gone)


def send_once(new_session: NewSession, due: Due) -> bool:
    """Send one message in a transaction of its own; False when it is needless, or another worker was quicker."""
    with new_session() as session:
        email = due.write(session)
        if email is None:
            return False
        outbox.queue(session, email)
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
            return False
    return True
