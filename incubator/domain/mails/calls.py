"""The e-mails of a call."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from incubator.core.i18n import _
from incubator.core.outbox import Email
from incubator.core.presentation import date_long, datetime_long
from incubator.domain import queries
from incubator.domain.calendar import DATES
from incubator.domain.mails.recipients import in_words
from incubator.domain.models import Call, Person, Project


def dates_changed(
    session: Session, call: Call, moved: Mapping[str, date | datetime], *, reason: str = ""
) -> list[Email]:
    """To whoever the dates of `call` concern, once each: which ones changed; `moved` holds what they were."""
    call = queries.call_in_letters(session, call.id)
    context = {"call": call, "note": reason}
    people = queries.concerned_by(session, call)
    emails = [Email("dates_changed", p.email, p.language, {**context, "person": p}) for p in people]
    return in_words(emails, lambda: {"dates": "\n".join(_moved(call, name, was) for name, was in moved.items())})


def _moved(call: Call, name: str, was: date | datetime) -> str:
    """Return what one date is now, and what it was."""
    days = (was, getattr(call, name))
    old, new = (datetime_long(day) if isinstance(day, datetime) else date_long(day) for day in days)
    return _("- %(label)s : %(date)s", label=DATES[name], date=new) + "\n  " + _("(au lieu du %(date)s)", date=old)


def call_opened(call: Call, person: Person) -> Email:
    """To an agent: a call is open, until when; once each."""
    once = f"opened:{call.id}:{person.id}"
    return Email("call_opened", person.email, person.language, {"call": call, "person": person}, once=once)


def draft_reminder(session: Session, project: Project, person: Person, left: int, once: str) -> Email:
    """To whoever carries a draft: how many days are left."""
    context = {"call": queries.call_in_letters(session, project.call_id), "project": project, "person": person}
    return Email("draft_reminder", person.email, person.language, {**context, "left": left}, project.id, once=once)
