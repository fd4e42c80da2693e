"""Standing aside from a dossier: whoever has a link with it no longer judges it, and what they gave stops counting."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from incubator.domain import standings
from incubator.domain.kinds import ConflictKind, ReviewStatus, Round
from incubator.domain.models import Conflict, Pitch, PitchCard, Project, Review
from incubator.domain.states import State

BEING_READ = (State.ADMISSIBLE, State.UNDER_REVIEW)
BEFORE_THE_JURY = (State.SHORTLISTED, State.PITCHED)


def lock_state(session: Session, project: Project) -> State:
    """Return where `project` stands now, and let nobody change it until the end of the transaction."""
    return session.scalars(select(Project.state).where(Project.id == project.id).with_for_update()).one()


def keep_away(
    session: Session,
    *,
    person_id: uuid.UUID,
    project: Project,
    kind: ConflictKind,
    declared_by_id: uuid.UUID,
    reason: str = "",
) -> Conflict:
    """Record the link that keeps a person away from `project`; a link recorded before is replaced."""
    conflict = session.scalars(
        select(Conflict).where(Conflict.project_id == project.id, Conflict.person_id == person_id)
    ).one_or_none()
    if conflict is None:
        conflict = Conflict(project_id=project.id, person_id=person_id)
        session.add(conflict)
    conflict.kind, conflict.reason, conflict.lifted_at = kind, reason, None
    conflict.declared_by_id = declared_by_id
    return conflict


def stop_judging(session: Session, *, person_id: uuid.UUID, project: Project, state: State) -> None:
    """End what a person gave in the round not yet decided of `project`, which stands at `state`."""
    if state in BEING_READ:
        _end_reading(session, person_id, project)
    if state in BEFORE_THE_JURY:
        _drop_card(session, person_id, project)


def _end_reading(session: Session, person_id: uuid.UUID, project: Project) -> None:
    review = session.scalars(
        select(Review)
        .where(Review.project_id == project.id, Review.reader_id == person_id)
        .options(selectinload(Review.scores))
    ).one_or_none()
    if review is None:
        return
    review.status, review.total, review.finished_at, review.opinion = ReviewStatus.ABSTAINED, None, None, None
    review.committee_comment = review.candidate_comment = ""
    review.scores.clear()
    standings.refresh(session, project, Round.COMMITTEE)


def _drop_card(session: Session, person_id: uuid.UUID, project: Project) -> None:
    card = session.scalars(
        select(PitchCard)
        .join(Pitch, Pitch.id == PitchCard.pitch_id)
        .where(Pitch.project_id == project.id, PitchCard.juror_id == person_id)
        .options(selectinload(PitchCard.scores))
    ).one_or_none()
    if card is not None:
        session.delete(card)
        standings.refresh(session, project, Round.JURY)
