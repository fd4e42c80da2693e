"""Reads of the threads."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core.errors import NotFound
from incubator.core.i18n import _
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Programme, Project, ThreadMessage
from incubator.domain.queries import find_project


def project_shown(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return the project with its call and programme; NoResultFound for what the actor may not see."""
    programme = joinedload(Project.call).joinedload(Call.programme).joinedload(Programme.organisation)
    return find_project(
        session, actor, project_id, programme, joinedload(Project.organisation), joinedload(Project.owner)
    )


def messages(session: Session, project: Project) -> list[ThreadMessage]:
    """Return the messages of the thread with their authors, the oldest first."""
    query = select(ThreadMessage).where(ThreadMessage.project_id == project.id)
    return list(
        session.scalars(
            query.order_by(ThreadMessage.created_at, ThreadMessage.id).options(joinedload(ThreadMessage.author))
        )
    )


def own_message(session: Session, actor: Actor, project: Project, key: uuid.UUID | None) -> ThreadMessage:
    """Return a message that `actor` wrote in the thread of `project`; NotFound otherwise."""
    query = select(ThreadMessage).where(
        ThreadMessage.id == key, ThreadMessage.project_id == project.id, ThreadMessage.author_id == actor.person_id
    )
    found = session.scalars(query.with_for_update()).one_or_none() if key is not None else None
    if found is None:
        raise NotFound(_("Ce message n’est plus là."))
    return found


def threads_to_read(session: Session, *, actor: Actor, call: Call) -> list[Project]:
    """Return the dossiers of `call` that have a message of their team to read, the longest waiting first."""
    waiting = (
        select(ThreadMessage.project_id, ThreadMessage.created_at)
        .where(ThreadMessage.side == "team", ThreadMessage.read_at.is_(None))
        .subquery()
    )
    rows = session.scalars(
        select(Project)
        .join(waiting, waiting.c.project_id == Project.id)
        .where(Project.call_id == call.id, policy.staffed_projects(actor))
        .order_by(waiting.c.created_at, Project.number)
        .options(joinedload(Project.owner))
    )
    return list(dict.fromkeys(rows))
