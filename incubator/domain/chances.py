"""What is shown of second chances beside a dossier: where it comes from, where its team was directed."""

import uuid
from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from incubator.core.search import fold
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.chance_kinds import RedirectionKind
from incubator.domain.models import Call, Carryover, Project, Redirection, UsualRedirection
from incubator.domain.states import ENDINGS, OVER

LIKELY = 5
_CARRIED = select(Carryover).where(Carryover.project_id == bindparam("project"))  # made once: most have none


def may_be_carried_over(project: Project) -> bool:
    """Tell whether a dossier goes no further: its team may propose it again elsewhere."""
    return project.state in OVER and project.state not in ENDINGS and project.merged_into_id is None


def former_of(session: Session, actor: Actor, project: Project) -> tuple[Carryover, bool] | None:
    """Return where `project` was carried over from, and whether `actor` may see that former dossier here."""
    found = session.scalars(_CARRIED, {"project": project.id}).one_or_none()
    if found is None:
        return None
    seen = select(Project.id).where(Project.id == found.former_id, policy.visible_projects(actor))
    return found, session.scalar(seen) is not None


def successors(session: Session, actor: Actor, project: Project) -> list[Project]:
    """Return the dossiers that `project` was carried over into, with their calls: those that `actor` may see."""
    return list(
        session.scalars(
            select(Project)
            .join(Carryover, Carryover.project_id == Project.id)
            .join(Project.call)
            .where(Carryover.former_id == project.id, policy.visible_projects(actor))
            .order_by(Call.opens_at, Project.id)
            .options(contains_eager(Project.call))
        )
    )


def redirections(session: Session, project: Project) -> list[Redirection]:
    """Return where the team of `project` was directed, the newest first."""
    query = select(Redirection).where(Redirection.project_id == project.id)
    return list(session.scalars(query.order_by(Redirection.created_at.desc(), Redirection.id)))


def usual_redirections(session: Session, project: Project) -> list[UsualRedirection]:
    """Return what is usually proposed to a team: by its organisation, and by the one that holds the programme.

    The call and programme of `project` must be loaded. Services first, then trainings, then other programmes, by name.
    """
    houses = {project.organisation_id, project.call.programme.organisation_id}
    return in_order(session.scalars(select(UsualRedirection).where(UsualRedirection.organisation_id.in_(houses))))


def in_order(usual: Iterable[UsualRedirection]) -> list[UsualRedirection]:
    """Return redirections as a list shows them."""
    kinds = list(RedirectionKind)
    return sorted(usual, key=lambda one: (kinds.index(one.kind), fold(one.name) or "", one.id))


def given_redirections(session: Session, project: Project) -> list[tuple[str, str]]:
    """Return the last services and trainings, with their contact, that others of the same organisation were shown."""
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
