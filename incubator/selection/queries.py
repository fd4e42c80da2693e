"""Reads of readings: those of a person, those of a dossier, and the decisions made of them."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from incubator.core.paging import Page, paginate
from incubator.domain import answers, rules
from incubator.domain.actors import Actor
from incubator.domain.kinds import ReviewStatus, Round
from incubator.domain.models import Answer, Call, Criterion, Decision, Person, Project, Question, Review, Standing
from incubator.domain.states import READABLE, State

Urls = Callable[[int], str]
UNFINISHED = (ReviewStatus.ASSIGNED, ReviewStatus.DRAFT)
_QUEUE_ORDER = case({ReviewStatus.ASSIGNED: 0, ReviewStatus.DRAFT: 1}, value=Review.status, else_=2)


# --- a reader's own readings ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reader is, and the dossier to open now."""

    done: int
    total: int
    next: Project | None


def _own_readings(actor: Actor, call: Call) -> Select[Any]:  # Any: entities or counts are selected by the caller
    return (
        select(Review)
        .join(Project, Project.id == Review.project_id)
        .where(
            Review.reader_id == actor.person_id,
            Review.status != ReviewStatus.ABSTAINED,
            Project.call_id == call.id,
            Project.state.in_(READABLE),
            Project.id.in_(actor.reads - actor.aside),  # their keys: without them SQLite goes through the whole call
        )
    )


def own_readings(session: Session, *, actor: Actor, call: Call, number: int, make_url: Urls) -> Page[Review]:
    """Return the actor's readings in `call`: those to start, those begun, those done; each with its project."""
    query = _own_readings(actor, call).order_by(_QUEUE_ORDER, Project.number).options(contains_eager(Review.project))
    return paginate(session, query, number=number, make_url=make_url)


def progress(session: Session, *, actor: Actor, call: Call) -> Progress:
    """Return how many of the actor's readings are finished, and the project of the next one."""
    mine = _own_readings(actor, call)
    counts = session.execute(
        mine.with_only_columns(func.count(), func.sum(case((Review.status == ReviewStatus.FINAL, 1), else_=0)))
    ).one()
    following = session.scalars(
        mine.where(Review.status.in_(UNFINISHED), Project.state == State.UNDER_REVIEW)
        .order_by(_QUEUE_ORDER, Project.number)
        .limit(1)
        .options(contains_eager(Review.project))
    ).one_or_none()
    return Progress(int(counts[1] or 0), int(counts[0]), following.project if following else None)


def own_reading(session: Session, *, actor: Actor, project: Project) -> Review:
    """Return the actor's reading of `project` with its marks and their criteria; NoResultFound when there is none."""
    return session.scalars(
        select(Review)
        .where(
            Review.project_id == project.id,
            Review.reader_id == actor.person_id,
            Review.status != ReviewStatus.ABSTAINED,
        )
        .options(selectinload(Review.scores))
    ).one()


def grid(session: Session, call_id: uuid.UUID, round_: Round = Round.COMMITTEE) -> Sequence[Criterion]:
    """Return the criteria of a round, in order."""
    return session.scalars(
        select(Criterion)
        .where(Criterion.call_id == call_id, Criterion.round == round_)
        .order_by(Criterion.position, Criterion.id)
    ).all()


def answers_for_readers(session: Session, project: Project) -> list[tuple[Question, str | list[str]]]:
    """Return the questions that readers may see, in order, each with the answer in words ("" when there is none).

    What is asked after the selection is no part of it.
    """
    rows = session.execute(
        select(Question, Answer.value)
        .outerjoin(Answer, (Answer.question_id == Question.id) & (Answer.project_id == project.id))
        .where(
            Question.call_id == project.call_id,
            Question.form_version == project.form_version,
            Question.second_step.is_(False),
            Question.team_only.is_(False),
        )
        .order_by(Question.position, Question.id)
    )
    return [(question, answers.as_read(question, value or "")) for question, value in rows]


# --- the marks of a dossier -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion across finished readings: marks by reading, mean and spread in thousandths, None without marks."""

    criterion: Criterion
    marks: dict[uuid.UUID, int]
    mean: int | None
    low: int | None
    high: int | None


def readings_of(session: Session, project: Project) -> Sequence[Review]:
    """Return every reading of `project`, by name of reader, with readers and marks."""
    return session.scalars(
        select(Review)
        .join(Person, Person.id == Review.reader_id)
        .where(Review.project_id == project.id)
        .order_by(Person.name, Person.email)
        .options(joinedload(Review.reader), selectinload(Review.scores))
    ).all()


def lines_of(criteria: Sequence[Criterion], readings: Sequence[Review]) -> list[CriterionLine]:
    """Arrange the marks of the finished readings by criterion."""
    lines = []
    for criterion in criteria:
        marks = {
            reading.id: score.value
            for reading in readings
            if reading.status is ReviewStatus.FINAL
            for score in reading.scores
            if score.criterion_id == criterion.id
        }
        values = [mark * rules.THOUSANDTHS for mark in marks.values()]
        mean, low, high = (rules.mean_of(values), min(values), max(values)) if values else (None, None, None)
        lines.append(CriterionLine(criterion, marks, mean, low, high))
    return lines


def feedback_from(readings: Sequence[Review]) -> str:
    """Return what finished readers wrote for the team, as the start of a feedback."""
    written = [reading.candidate_comment for reading in readings if reading.status is ReviewStatus.FINAL]
    return "\n\n".join(comment for comment in written if comment)


def standing_of(session: Session, project: Project, round_: Round = Round.COMMITTEE) -> Standing | None:
    """Return what the marks of a round say of `project`."""
    return session.get(Standing, (project.id, round_))


def decisions_of(session: Session, project: Project, *, prepared: bool) -> Sequence[Decision]:
    """Return the published decisions about `project`, committee first; with `prepared`, those being prepared too."""
    query = select(Decision).where(Decision.project_id == project.id).order_by(Decision.round, Decision.id)
    if not prepared:
        query = query.where(Decision.published_at.is_not(None))
    return session.scalars(query).all()
