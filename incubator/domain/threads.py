"""What every page needs to know of the threads: on which side somebody stands, what they have not read."""

import uuid

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from incubator.domain import policy, relations
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import Side
from incubator.domain.models import Project, ThreadMessage

_UNREAD = select(func.count()).where(  # made once: every page of a dossier asks it
    ThreadMessage.project_id == bindparam("project"),
    ThreadMessage.side == bindparam("other"),
    ThreadMessage.read_at.is_(None),
)


def side_of(actor: Actor, project: Project) -> Side:
    """Return the side on which `actor`, who may see the thread, speaks."""
    return Side.TEAM if relations.is_team(actor, project) else Side.PROGRAMME


def unread(session: Session, actor: Actor, project: Project) -> int:
    """Count the messages of the other side that nobody on the side of `actor` has read."""
    return session.scalar(_UNREAD, {"project": project.id, "other": side_of(actor, project).other}) or 0


def unread_of_team(session: Session, actor: Actor) -> list[tuple[Project, int]]:
    """Return the projects of the actor's teams that have messages to read, and how many."""
    if not actor.team_of:
        return []
    rows = session.execute(
        select(Project, func.count())
        .join(ThreadMessage, ThreadMessage.project_id == Project.id)
        .where(Project.id.in_(actor.team_of), ThreadMessage.side == Side.PROGRAMME, ThreadMessage.read_at.is_(None))
        .group_by(Project.id)
        .order_by(Project.number)
    )
    return [(project, count) for project, count in rows]


def unread_of_calls(session: Session, actor: Actor) -> list[tuple[uuid.UUID, int]]:
    """Return, by call that the actor runs, how many dossiers have a message of their team to read."""
    rows = session.execute(
        select(Project.call_id, func.count(Project.id.distinct()))
        .join(ThreadMessage, ThreadMessage.project_id == Project.id)
        .where(policy.staffed_projects(actor), ThreadMessage.side == Side.TEAM, ThreadMessage.read_at.is_(None))
        .group_by(Project.call_id)
        .order_by(Project.call_id)
    )
    return [(call_id, count) for call_id, count in rows]
