"""The e-mail that gathers those of a day."""

from collections.abc import Sequence
from datetime import date

from incubator.core.outbox import Email, OutboxEmail
from incubator.domain.models import Person


def daily_digest(person: Person, messages: Sequence[OutboxEmail], day: date) -> Email:
    """To whoever chose one e-mail a day: the messages kept for them, once a day."""
    pieces = [(message.subject, _core(message, person)) for message in messages]
    context = {"person": person, "messages": messages, "pieces": pieces, "day": day}
    return Email("daily_digest", person.email, person.language, context, once=f"digest:{person.id}:{day}")


def _core(message: OutboxEmail, person: Person) -> str:
    """Return what a message says, without the greeting, the signature and the way out that each carries alone."""
    body = message.body.partition("\n—\n")[0]
    if message.unsubscribe and message.unsubscribe in body:
        body = body.partition(message.unsubscribe)[0].rstrip().rpartition("\n")[0]
    first, _line, rest = body.partition("\n")
    is_greeting = first.rstrip().endswith(",") and (person.name or person.email) in first
    return (rest if is_greeting else body).strip()
