"""The write by which somebody stands aside from a dossier."""

from sqlalchemy.orm import Session

from incubator.core.permissions import require
from incubator.domain import aside, journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.kinds import ConflictKind
from incubator.domain.models import Conflict, Project


def declare_conflict(session: Session, *, actor: Actor, project: Project, kind: ConflictKind, reason: str) -> Conflict:
    """Keep the actor away from `project` from now on; what they gave in a round not yet decided stops counting."""
    require(policy.declare_conflict, actor, project)
    state = aside.lock_state(session, project)
    conflict = aside.keep_away(
        session,
        person_id=actor.person_id,
        project=project,
        kind=kind,
        declared_by_id=actor.person_id,
        reason=reason,
    )
    aside.stop_judging(session, person_id=actor.person_id, project=project, state=state)
    journal.record(
        session, Event.DECLARE_CONFLICT, actor_id=actor.person_id, project=project, after={"kind": kind.value}
    )
    session.flush()  # the same declaration sent twice at once is answered here, by a page
    return conflict
