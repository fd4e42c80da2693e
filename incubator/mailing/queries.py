"""Reads of e-mails."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from incubator.core.outbox import OutboxEmail
from incubator.domain import queries
from incubator.domain.actors import Actor
from incubator.domain.mail_kinds import MailCategory
from incubator.domain.models import Call, MailPreference, Person, call_organisations


def find_call(session: Session, actor: Actor, code: str) -> Call:
    """Return the call with its programme and organisation; NoResultFound as `queries.find_call`."""
    return queries.find_call(session, actor, code)


def agents_to_tell(session: Session, call: Call) -> list[Person]:
    """Return the agents of the call's organisations who want to hear of calls and have not been told of this one."""
    without = {
        person_id
        for person_id, off in session.execute(select(MailPreference.person_id, MailPreference.off))
        if MailCategory.CALLS.value in off
    }
    told = set(session.scalars(select(OutboxEmail.once).where(OutboxEmail.once.startswith(f"opened:{call.id}:"))))
    agents = session.scalars(_agents(call).order_by(Person.email))
    return [one for one in agents if one.id not in without and f"opened:{call.id}:{one.id}" not in told]


def count_told(session: Session, call: Call) -> int:
    """Return how many people have been told that `call` is open."""
    told = select(func.count()).where(OutboxEmail.once.startswith(f"opened:{call.id}:"))
    return session.scalar(told) or 0


def _agents(call: Call) -> Select[Person]:
    here = select(call_organisations.c.organisation_id).where(call_organisations.c.call_id == call.id)
    return select(Person).where(Person.organisation_id.in_(here), Person.disabled_at.is_(None))
