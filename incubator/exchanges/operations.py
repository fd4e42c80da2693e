"""Writes of the threads."""

import uuid
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, mails, policy
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import Side
from incubator.domain.events import Event
from incubator.domain.models import Person, Project, ThreadMessage
from incubator.domain.threads import side_of
from incubator.exchanges import queries

CORRECTION = timedelta(minutes=15)


def write(session: Session, *, actor: Actor, project: Project, text: str) -> ThreadMessage:
    """Say `text` to the other side; it is told once, until it has read.

    Who answers has read: the messages of the other side are no longer to read. The same text sent twice within a
    minute, by a button pressed again, is one message.
    """
    require(policy.write_in_thread, actor, project)
    side = side_of(actor, project)
    session.get_one(Person, actor.person_id, with_for_update=True)  # a button pressed twice comes one after the other
    last = _last_of(session, actor, project)
    if last is not None and last.text == text and clock.now() - last.created_at < timedelta(minutes=1):
        return last
    mark_read(session, actor=actor, project=project)
    told = _awaits_reading(session, project, side)
    message = ThreadMessage(project_id=project.id, author_id=actor.person_id, side=side, text=text)
    session.add(message)
    journal.record(session, Event.WRITE_MESSAGE, actor_id=actor.person_id, project=project)
    if not told:
        make = mails.message_from_team if side is Side.TEAM else mails.new_message
        for email in make(session, project):
            outbox.queue(session, email)
    return message


def _last_of(session: Session, actor: Actor, project: Project) -> ThreadMessage | None:
    query = select(ThreadMessage).where(
        ThreadMessage.project_id == project.id, ThreadMessage.author_id == actor.person_id
    )
    return session.scalars(query.order_by(ThreadMessage.created_at.desc(), ThreadMessage.id).limit(1)).one_or_none()


def _awaits_reading(session: Session, project: Project, side: Side) -> bool:
    """Tell whether the other side was told of a message that it has not read yet."""
    query = select(ThreadMessage.id).where(
        ThreadMessage.project_id == project.id, ThreadMessage.side == side, ThreadMessage.read_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def mark_read(session: Session, *, actor: Actor, project: Project) -> None:
    """Note that the side of `actor` has read all that the other side said."""
    require(policy.view_thread, actor, project)
    session.execute(
        update(ThreadMessage)
        .where(
            ThreadMessage.project_id == project.id,
            ThreadMessage.side == side_of(actor, project).other,
            ThreadMessage.read_at.is_(None),
        )
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def correct(session: Session, *, actor: Actor, project: Project, key: uuid.UUID | None, text: str) -> ThreadMessage:
    """Put `text` in the place of a message just written; an empty one takes the message away.

    Raises NotFound for the message of somebody else, WrongState after fifteen minutes.
    """
    require(policy.write_in_thread, actor, project)
    message = queries.own_message(session, actor, project, key)
    if clock.now() - message.created_at > CORRECTION:
        raise WrongState(_("Un message se corrige pendant quinze minutes : écrivez-en un autre pour préciser."))
    if text == message.text:
        return message
    event = Event.EDIT_MESSAGE if text else Event.REMOVE_MESSAGE
    if text:
        message.text, message.edited_at = text, clock.now()
    else:
        session.delete(message)
    journal.record(session, event, actor_id=actor.person_id, project=project)
    return message
