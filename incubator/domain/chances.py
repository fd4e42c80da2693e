"""What is shown of second chances beside a dossier: where it comes from, where its team was directed."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.domain.models import Carryover, Project, Redirection
from incubator.domain.states import ENDINGS, OVER

LIKELY = 5


def may_be_carried_over(project: Project) -> bool:
    """Tell whether a dossier goes no further: its team may propose it again elsewhere."""
    return project.state in OVER and project.state not in ENDINGS


def former_of(session: Session, project: Project) -> Carryover | None:
    """Return where `project` was carried over from."""
    return session.scalars(select(Carryover).where(Carryover.project_id == project.id)).one_or_none()


def redirections(session: Session, project: Project) -> list[Redirection]:
    """Return where the team of `project` was directed, the newest first."""
    query = select(Redirection).where(Redirection.project_id == project.id)
    return list(session.scalars(query.order_by(Redirection.created_at.desc(), Redirection.id)))


def usual_redirections(session: Session, project: Project) -> list[tuple[str, str]]:
    """Return the last services and trainings that the programme showed to others: what it usually offers."""
    query = (
        select(Redirection.name, Redirection.contact)
        .join(Project, Project.id == Redirection.project_id)
        .where(Project.organisation_id == project.organisation_id)
        .order_by(Redirection.created_at.desc(), Redirection.id)
        .limit(10 * LIKELY)
    )
    return list(dict.fromkeys((name, contact) for name, contact in session.execute(query)))[:LIKELY]


def former_dossiers(session: Session, team_of: frozenset[uuid.UUID], call_id: uuid.UUID) -> list[Project]:
    """Return the dossiers of a person's teams that may be carried over into a call, the last stopped first."""
    states = [state for state in OVER if state not in ENDINGS]
    carried = select(Carryover.former_id).join(Project, Project.id == Carryover.project_id)
    query = select(Project).where(
        Project.id.in_(team_of),
        Project.state.in_(states),
        Project.call_id != call_id,
        Project.title != "",
        Project.id.not_in(carried.where(Project.call_id == call_id)),
    )
    return list(session.scalars(query.order_by(Project.state_changed_at.desc(), Project.id).limit(LIKELY)))
