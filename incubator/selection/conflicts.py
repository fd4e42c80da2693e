"""The write by which somebody stands aside from a dossier."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from incubator.core.permissions import require
from incubator.domain import journal, policy, standings
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Conflict, Pitch, PitchCard, Project, Review
from incubator.domain.states import ConflictKind, ReviewStatus, Round, State
from incubator.selection.assignment import ASSIGNABLE


def declare_conflict(session: Session, *, actor: Actor, project: Project, kind: ConflictKind, reason: str) -> Conflict:
    """Keep the actor away from `project` from now on; what they gave in a round not yet decided stops counting."""
    require(policy.declare_conflict, actor, project)
    state = session.scalar(select(Project.state).where(Project.id == project.id).with_for_update())
    conflict = session.scalars(
        select(Conflict).where(Conflict.project_id == project.id, Conflict.person_id == actor.person_id)
    ).one_or_none()
    if conflict is None:
        conflict = Conflict(project_id=project.id, person_id=actor.person_id)
        session.add(conflict)
    conflict.kind, conflict.reason, conflict.lifted_at = kind, reason, None
    conflict.declared_by_id = actor.person_id
    if state in ASSIGNABLE:
        _stand_aside(session, actor, project)
    if state in (State.SHORTLISTED, State.PITCHED):
        _drop_card(session, actor, project)
    journal.record(
        session, Event.DECLARE_CONFLICT, actor_id=actor.person_id, project=project, after={"kind": kind.value}
    )
    session.flush()  # the same declaration sent twice at once is answered here, by a page
    return conflict


def _stand_aside(session: Session, actor: Actor, project: Project) -> None:
    review = session.scalars(
        select(Review)
        .where(Review.project_id == project.id, Review.reader_id == actor.person_id)
        .options(selectinload(Review.scores))
    ).one_or_none()
    if review is None:
        return
    review.status, review.total, review.finished_at, review.opinion = ReviewStatus.ABSTAINED, None, None, None
    review.committee_comment = review.candidate_comment = ""
    review.scores.clear()
    standings.refresh(session, project, Round.COMMITTEE)


def _drop_card(session: Session, actor: Actor, project: Project) -> None:
    card = session.scalars(
        select(PitchCard)
        .join(Pitch, Pitch.id == PitchCard.pitch_id)
        .where(Pitch.project_id == project.id, PitchCard.juror_id == actor.person_id)
        .options(selectinload(PitchCard.scores))
    ).one_or_none()
    if card is not None:
        session.delete(card)
        standings.refresh(session, project, Round.JURY)
