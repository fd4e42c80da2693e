"""The e-mails of a call."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain import queries
from incubator.domain.calendar import DATES
from incubator.domain.models import Call


def dates_changed(
    session: Session, call: Call, moved: Mapping[str, date | datetime], *, reason: str = ""
) -> list[Email]:
    """To whoever the dates of `call` concern, once each: which ones changed; `moved` holds what they were."""
    call = queries.call_in_letters(session, call.id)
    dates = [(DATES[name], was, getattr(call, name)) for name, was in moved.items()]
    context = {"call": call, "note": reason, "moved": dates}
    people = queries.concerned_by(session, call)
    return [Email("dates_changed", p.email, p.language, {**context, "person": p}) for p in people]
