"""The road of a call in time: opened before its day, put off, closed early; whoever it concerns is told."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.admin import settings
from incubator.core import clock, outbox
from incubator.core.errors import NotReady, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.core.presentation import datetime_long
from incubator.domain import journal, mails, policy
from incubator.domain.actors import Actor
from incubator.domain.calendar import misplaced_dates
from incubator.domain.events import Event
from incubator.domain.models import Call, Project
from incubator.domain.states import State

DAYS = ("screening_until", "committee_on", "jury_on", "mentoring_from")


class Stage(StrEnum):
    """Where a call stands at an instant: each passes by itself at its date."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


def stage_of(call: Call) -> Stage:
    """Return where `call` stands now."""
    now = clock.now()
    if now < call.opens_at:
        return Stage.BEFORE
    return Stage.OPEN if now < call.closes_at else Stage.CLOSED


def drafts_in(session: Session, call: Call) -> int:
    """Return how many dossiers are begun and not handed in: a number, never which."""
    query = select(func.count()).where(Project.call_id == call.id, Project.state == State.DRAFT)
    return session.scalar(query) or 0


def open_now(session: Session, *, actor: Actor, call: Call) -> Call:
    """Open `call` before its day. Raises WrongState unless it is public and still to open."""
    require(policy.manage_call, actor, call)
    if not call.public or stage_of(call) is not Stage.BEFORE:
        raise WrongState(_("Cet appel n’attend pas son ouverture."))
    return _move(session, actor, call, {"opens_at": clock.now().replace(second=0, microsecond=0)}, reason="")


def close_now(session: Session, *, actor: Actor, call: Call, reason: str) -> Call:
    """Close `call` before its day; drafts keep the minutes of grace. Raises WrongState unless it is open."""
    require(policy.manage_call, actor, call)
    if stage_of(call) is not Stage.OPEN:
        raise WrongState(_("Cet appel ne reçoit pas de dossiers en ce moment."))
    return _move(session, actor, call, {"closes_at": clock.now()}, reason=reason)


def put_off(
    session: Session, *, actor: Actor, call: Call, closes_at: datetime, closes_on: date, days_after: int, reason: str
) -> Call:
    """Close `call` later, at `closes_at` (the day `closes_on` where it is run), the dates that follow `days_after` days
    later; a call already closed takes dossiers again.

    Raises NotReady when the new closing is past, no later than the present one, or after the date that follows it.
    """
    require(policy.manage_call, actor, call)
    if closes_at <= max(clock.now(), call.opens_at):
        raise NotReady([_("Choisissez une clôture à venir.")])
    if closes_at <= call.closes_at:
        present = datetime_long(call.closes_at)
        raise NotReady(
            [_("Choisissez une clôture plus tardive que le %(date)s ; les réglages l’avancent.", date=present)]
        )
    moved: dict[str, date | datetime] = {"closes_at": closes_at}
    if days_after:
        moved |= {name: getattr(call, name) + timedelta(days=days_after) for name in DAYS}
    dates = settings.dates_of(settings.of_call(call) | moved)
    if wrong := misplaced_dates(dates, closes_on):
        raise NotReady([str(sentence) for _name, sentence in wrong])
    return _move(session, actor, call, moved, reason=reason)


def _move(session: Session, actor: Actor, call: Call, moved: dict[str, date | datetime], *, reason: str) -> Call:
    before = {name: getattr(call, name) for name in moved}
    for name, value in moved.items():
        setattr(call, name, value)
    old, new = settings.changes(before, moved)
    journal.record(
        session, Event.EDIT_CALL, actor_id=actor.person_id, call_id=call.id, before=old, after=new, note=reason
    )
    if call.public:
        session.flush()  # the letters show the call as it is now
        for email in mails.dates_changed(session, call, before, reason=reason):
            outbox.queue(session, email)
    return call
