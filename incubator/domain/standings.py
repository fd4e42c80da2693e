"""What the marks of a round say of each project, kept up to date in the transaction that changes a mark."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.domain.kinds import ReviewStatus, Round
from incubator.domain.models import Pitch, PitchCard, Project, Review, Standing
from incubator.domain.rules import mean_of


def totals(session: Session, project_id: uuid.UUID, round_: Round) -> list[int]:
    """Return the totals (thousandths of a point) that count for a project in a round, in no particular order."""
    if round_ is Round.COMMITTEE:
        query = select(Review.total).where(Review.project_id == project_id, Review.status == ReviewStatus.FINAL)
    else:
        query = (
            select(PitchCard.total)
            .join(Pitch, Pitch.id == PitchCard.pitch_id)
            .where(Pitch.project_id == project_id, PitchCard.locked_at.is_not(None))
        )
    return [total for total in session.scalars(query) if total is not None]


def refresh(session: Session, project: Project, round_: Round) -> Standing | None:
    """Recompute the standing of `project` from its marks; None, and no row, when nobody has marked it."""
    session.flush()  # the marks just changed must be read below
    values = totals(session, project.id, round_)
    standing = session.get(Standing, (project.id, round_))
    if not values:
        if standing is not None:
            session.delete(standing)
        return None
    if standing is None:
        standing = Standing(project_id=project.id, round=round_, call_id=project.call_id)
        session.add(standing)
    standing.count, standing.mean = len(values), mean_of(values)
    standing.low, standing.high = min(values), max(values)
    return standing
