"""Writes of links between dossiers."""

from sqlalchemy.orm import Session

from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.link_kinds import LinkKind
from incubator.domain.models import Project, ProjectLink
from incubator.similar import queries


def link(
    session: Session, *, actor: Actor, project: Project, other: Project, kind: LinkKind, note: str = ""
) -> ProjectLink:
    """Link two dossiers that the actor examines, or say otherwise how they are linked."""
    for one in (project, other):
        require(policy.link_projects, actor, one)
    found = queries.link_between(session, project, other)
    before = {"kind": found.kind.value, "note": found.note} if found else None
    if found is None:
        first, second = queries.in_order(project, other)
        found = ProjectLink(project_id=first, other_id=second)
        session.add(found)
    found.kind, found.note, found.linked_by_id = kind, note, actor.person_id
    _record(session, Event.LINK_PROJECTS, actor, project, other, before, {"kind": kind.value, "note": note})
    return found


def unlink(session: Session, *, actor: Actor, project: Project, other: Project) -> bool:
    """Take the link between two dossiers away; False when there is none any more."""
    for one in (project, other):
        require(policy.link_projects, actor, one)
    found = queries.link_between(session, project, other)
    if found is None:
        return False
    session.delete(found)
    before = {"kind": found.kind.value, "note": found.note}
    _record(session, Event.UNLINK_PROJECTS, actor, project, other, before, None)
    return True


def _record(
    session: Session,
    event: Event,
    actor: Actor,
    project: Project,
    other: Project,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    """Write the act in the journal of both dossiers."""
    for one, its_other in ((project, other), (other, project)):
        about = {"other": str(its_other.id)}
        journal.record(
            session,
            event,
            actor_id=actor.person_id,
            project=one,
            before=None if before is None else before | about,
            after=about if after is None else after | about,
            note=(after or {}).get("note", ""),
        )
