"""One e-mail a day, in the place of many, for those who chose so."""

import uuid
from collections.abc import Callable

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.outbox import MailStatus, OutboxEmail
from incubator.domain import mails
from incubator.domain.models import Organisation, Person


def send_all(new_session: Callable[[], Session], organisation: Organisation) -> int:
    """Gather what was kept for the people of `organisation` (and for those of none); return how many digests left."""
    with new_session() as session:
        held = select(func.lower(OutboxEmail.recipient)).where(OutboxEmail.status == MailStatus.HELD)
        people = session.scalars(
            select(Person.id)
            .where(
                Person.email.in_(held),
                or_(Person.organisation_id == organisation.id, Person.organisation_id.is_(None)),
            )
            .order_by(Person.email)
        ).all()
        session.commit()
    return sum(_send(new_session, person_id, organisation.timezone) for person_id in people)


def _send(new_session: Callable[[], Session], person_id: uuid.UUID, timezone: str) -> bool:
    """Write the digest and mark what it gathers, in one transaction: killed, the worker leaves both or neither."""
    with new_session() as session:
        person = session.get_one(Person, person_id)
        email = mails.daily_digest(person, _held(session, person), clock.today(timezone))
        again = session.scalar(select(OutboxEmail.id).where(OutboxEmail.once == email.once))
        if again is not None or not email.context["messages"]:
            return False
        outbox.queue(session, email)
        for message in email.context["messages"]:
            message.status, message.sent_at = MailStatus.GATHERED, clock.now()
        try:
            session.commit()
        except IntegrityError:  # another worker was quicker
            session.rollback()
            return False
    return True


def _held(session: Session, person: Person) -> list[OutboxEmail]:
    return list(
        session.scalars(
            select(OutboxEmail)
            .where(
                OutboxEmail.status == MailStatus.HELD,
                OutboxEmail.recipient == person.email,
                OutboxEmail.available_at <= clock.now(),
            )
            .order_by(OutboxEmail.created_at, OutboxEmail.id)
        )
    )
