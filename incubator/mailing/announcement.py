"""Telling the agents that a call is open: one act of the programme manager."""

from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, mails, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Call
from incubator.mailing import queries


def announce(session: Session, *, actor: Actor, call: Call) -> int:
    """Write to each agent not yet told; return how many. WrongState unless the call is open, or when nobody is left."""
    require(policy.announce_call, actor, call)
    if why := refusal(call):
        raise WrongState(why)
    people = queries.agents_to_tell(session, call)
    if not people:
        raise WrongState(_("Tous les agents qui ont un compte ont déjà reçu ce courriel, ou n’en veulent pas."))
    for person in people:
        outbox.queue(session, mails.call_opened(call, person))
    after = {"people": len(people)}
    journal.record(session, Event.ANNOUNCE_CALL, actor_id=actor.person_id, call_id=call.id, after=after)
    return len(people)


def refusal(call: Call) -> str:
    """Return why `call` cannot be announced now; "" when it can."""
    if not call.public or clock.now() < call.opens_at:
        return _("L’appel n’est pas encore ouvert : il s’annonce une fois public, à partir de son ouverture.")
    return _("L’appel est clos.") if clock.now() >= call.closes_at else ""
