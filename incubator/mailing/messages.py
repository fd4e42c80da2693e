"""One message about a dossier: reading it, sending it again when the server refused it."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.outbox import MailStatus, OutboxEmail
from incubator.core.permissions import require
from incubator.domain import journal, policy, queries
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.post import Message, readable


def find_message(session: Session, actor: Actor, project_id: uuid.UUID, message_id: uuid.UUID) -> Message:
    """Return a message about a project the actor may see; NoResultFound when it is not for them to read."""
    project = queries.find_project(session, actor, project_id)
    row = session.scalars(select(OutboxEmail).where(OutboxEmail.id == message_id, readable(actor, project))).one()
    return Message(project, row)


def resend(session: Session, *, actor: Actor, message: Message) -> OutboxEmail:
    """Make a refused message wait again, as new. WrongState unless the server refused it for good."""
    require(policy.resend_message, actor, message)
    row = message.row
    if row.status is not MailStatus.FAILED:
        raise WrongState(_("Ce courriel n’a pas été refusé : il n’y a rien à renvoyer."))
    row.status, row.attempts, row.available_at, row.claimed_until = MailStatus.WAITING, 0, clock.now(), None
    journal.record(session, Event.RESEND_MAIL, actor_id=actor.person_id, project=message.project, note=row.subject)
    return row
