"""The e-mail that gathers those of a day."""

from collections.abc import Sequence
from datetime import date

from incubator.core.outbox import Email, OutboxEmail
from incubator.domain.models import Person


def daily_digest(person: Person, messages: Sequence[OutboxEmail], day: date) -> Email:
    """To whoever chose one e-mail a day: the messages kept for them, once a day."""
    context = {"person": person, "messages": messages, "day": day}
    return Email("daily_digest", person.email, person.language, context, once=f"digest:{person.id}:{day}")
