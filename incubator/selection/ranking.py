"""Reads of the ranking of a call."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from incubator.core.paging import PAGE_SIZE, Page, paginate
from incubator.domain import policy, waiting
from incubator.domain.actors import Actor
from incubator.domain.kinds import Outcome, Round
from incubator.domain.models import Call, Decision, Project, Standing
from incubator.domain.models.project import reference_of
from incubator.domain.states import READABLE, State

UNREADABLE = tuple(state for state in State if state not in READABLE)
WIDE_SPREAD = 2000
Urls = Callable[[int], str]

# Made once: making a statement takes as long as running it. Their parameters are those of `_parameters`.
_OWN_STANDING = (Standing.project_id == Project.id) & (Standing.round == Round.COMMITTEE)
_OWN_DECISION = (Decision.project_id == Project.id) & (Decision.round == Round.COMMITTEE)
_IN_CALL = Project.call_id == bindparam("call")
_MARKED = (Standing.call_id == bindparam("call"), Standing.round == Round.COMMITTEE)
_RANKED = (
    select(Project, Decision)
    .join(Standing, _OWN_STANDING)
    .outerjoin(Decision, _OWN_DECISION)
    .where(*_MARKED, policy.STAFFED, Project.state.in_(READABLE))  # the call of the standing: it leads to the index
    .order_by(Standing.mean.desc(), Project.number, Project.id)
)
_LINES = _RANKED.with_only_columns(
    Project.id, Project.number, Project.title, Project.department, Project.state,
    Standing.count, Standing.mean, Standing.low, Standing.high,
    Decision.outcome, Decision.rank, Decision.reason,
)  # fmt: skip
_TO_WRITE = _RANKED.where(
    Project.state == State.UNDER_REVIEW, or_(Decision.id.is_(None), Decision.reason == "")
).limit(1)  # fmt: skip
_UNREAD = (
    select(Project)
    .where(_IN_CALL, policy.STAFFED, Project.state.in_(READABLE))
    .where(Project.id.not_in(select(Standing.project_id).where(*_MARKED)))
    .order_by(Project.number, Project.id)
)
_UNREAD_TO_WRITE = (
    _UNREAD.outerjoin(Decision, _OWN_DECISION)
    .where(Project.state == State.UNDER_REVIEW, or_(Decision.id.is_(None), Decision.reason == ""))
    .limit(1)
)
_OPEN = select(Project.id).where(_IN_CALL, policy.STAFFED, Project.state == State.UNDER_REVIEW)
_ANY_OPEN = _OPEN.limit(1)
_OF_LEFT = (
    _OPEN.with_only_columns(func.count())
    .select_from(Project)
    .outerjoin(Decision, _OWN_DECISION)
    .where(or_(Decision.id.is_(None), Decision.reason == ""))
)
_HIDDEN = select(func.count()).where(
    _IN_CALL, Project.id.in_(bindparam("aside", expanding=True)), Project.state != State.DRAFT
)

# A dossier that is readable has been submitted: what `policy.staffed_projects` asks besides is asked of the few aside.
_UNREADABLE = (_IN_CALL, Project.state.in_(UNREADABLE))
_OF_CALL = select(func.count()).where(_IN_CALL).scalar_subquery()
_OF_UNREADABLE = select(func.count()).where(*_UNREADABLE).scalar_subquery()
_OF_MARKED = select(func.count()).where(*_MARKED).scalar_subquery()
_OF_MARKED_UNREADABLE = (
    select(func.count()).select_from(Project).join(Standing, _OWN_STANDING).where(*_UNREADABLE).scalar_subquery()
)
_COUNTS = select(_OF_CALL - _OF_UNREADABLE, _OF_MARKED - _OF_MARKED_UNREADABLE)
_COUNTS_ASIDE = (
    select(func.count(Project.id), func.count(Standing.project_id))
    .outerjoin(Standing, _OWN_STANDING)
    .where(_IN_CALL, Project.state.in_(READABLE), Project.id.in_(bindparam("aside", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the ranking tells of a project."""

    id: uuid.UUID
    number: int
    title: str
    department: str
    state: State

    @property
    def reference(self) -> str:
        """What people quote."""
        return reference_of(self.number)


@dataclass(frozen=True, slots=True)
class Marks:
    """What its readings amount to, in thousandths of a point."""

    count: int
    mean: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided of it, prepared or published."""

    outcome: Outcome
    rank: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of the ranking."""

    place: int
    project: Dossier
    standing: Marks
    decision: Verdict | None

    @property
    def is_wide(self) -> bool:
        """Two points or more between the lowest and the highest reader: worth a talk."""
        return self.standing.high - self.standing.low >= WIDE_SPREAD


@dataclass(frozen=True, slots=True)
class Counts:
    """How many dossiers of a call were given to the committee, and how many of them at least one reader finished."""

    given: int
    ranked: int


def _parameters(actor: Actor, call: Call) -> dict[str, Any]:  # Any: parameters of a statement
    return {"call": call.id, "aside": actor.aside}


def counts(session: Session, *, actor: Actor, call: Call) -> Counts:
    """Count the dossiers that the ranking is about.

    All that is in an index, less what does not belong: ten thousand dossiers take 1 ms, where looking each of them up
    takes 12.
    """
    parameters = _parameters(actor, call)
    given, ranked = session.execute(_COUNTS, parameters).one()
    if actor.aside:
        given_aside, ranked_aside = session.execute(_COUNTS_ASIDE, parameters).one()
        given, ranked = given - given_aside, ranked - ranked_aside
    return Counts(given, ranked)


def ranking(session: Session, *, actor: Actor, call: Call, total: int, number: int, make_url: Urls) -> Page[Rank]:
    """Return a page of the projects with at least one finished reading, best mean first, then by number.

    `total` is known from `counts`.
    """
    parameters = _parameters(actor, call)
    page = paginate(session, _LINES, parameters, number=number, total=total, make_url=make_url, scalars=False)
    return replace(page, items=[_rank(page.first + index, tuple(row)) for index, row in enumerate(page.items)])


def _rank(place: int, row: tuple[Any, ...]) -> Rank:  # Any: the columns of `_LINES`
    verdict = Verdict(*row[9:]) if row[9] is not None else None
    return Rank(place, Dossier(*row[:5]), Marks(*row[5:9]), verdict)


def whole_ranking(session: Session, *, actor: Actor, call: Call) -> list[tuple[Project, Decision | None]]:
    """Return every project of the ranking in its order, with its decision, to draw a line among them."""
    return [(project, decision) for project, decision in session.execute(_RANKED, _parameters(actor, call))]


def tie_at_the_line(session: Session, *, actor: Actor, call: Call, page: Page[Rank]) -> bool:
    """Tell whether the last place for the pitch and the next have the same mean; `page` is any of the ranking."""
    last = call.pitch_places
    if not 0 < last < page.total:
        return False
    means = {rank.place: rank.standing.mean for rank in page.items}
    if last not in means or last + 1 not in means:
        around = _RANKED.with_only_columns(Standing.mean).offset(last - 1).limit(2)
        means = dict(enumerate(session.scalars(around, _parameters(actor, call)), start=last))
    return means.get(last) == means.get(last + 1)


def not_yet_read(session: Session, *, actor: Actor, call: Call, counts: Counts, page: Page[Rank]) -> Page[Project]:
    """Return the dossiers given to the committee that nobody has finished reading: how many; at the last page of the
    ranking, the first of them by number."""
    total = counts.given - counts.ranked
    if not total or page.has_next:
        return Page((), 1, PAGE_SIZE, total)
    return paginate(session, _UNREAD, _parameters(actor, call), number=1, total=total)


def next_to_write(session: Session, *, actor: Actor, call: Call) -> Project | None:
    """Return the best ranked dossier whose decision or its reason is still to be written, then the others."""
    parameters = _parameters(actor, call)
    row = session.execute(_TO_WRITE, parameters).first()
    return row[0] if row is not None else session.scalars(_UNREAD_TO_WRITE, parameters).one_or_none()


def left_to_write(session: Session, *, actor: Actor, call: Call) -> int:
    """Count the dossiers whose decision or its reason is still to be written."""
    return session.scalar(_OF_LEFT, _parameters(actor, call)) or 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the decisions of a call are: whether any is before the committee, whether the line seems drawn, the next
    dossier to write; once all are published, the first to call for a place left free. Nothing is counted: ten thousand
    dossiers cost no more than a hundred."""

    open: bool
    drawn: bool
    next: Dossier | Project | None
    to_call: Project | None


def progress(session: Session, *, actor: Actor, call: Call, page: Page[Rank]) -> Progress:
    """Tell how far the decisions are that the actor may prepare; `page` is any of the ranking."""
    here = [rank for rank in page.items if rank.project.state is State.UNDER_REVIEW]
    if not here and session.scalar(_ANY_OPEN, _parameters(actor, call)) is None:
        return Progress(False, False, None, _to_call(session, actor, call))
    drawn = any(rank.decision for rank in here)
    to_write = (rank.project for rank in here if rank.decision is None or not rank.decision.reason)
    first = next(to_write, None) if page.number == 1 else None  # the ranking begins here: no other comes before it
    return Progress(True, drawn, first or next_to_write(session, actor=actor, call=call), None)


def _to_call(session: Session, actor: Actor, call: Call) -> Project | None:
    """Return the first of the waiting list when a place for the pitch is free, until the jury day is closed."""
    if not waiting.free_places(session, call, Round.COMMITTEE):
        return None
    return waiting.first_in_line(session, actor=actor, call=call, round_=Round.COMMITTEE)


def hidden_from(session: Session, *, actor: Actor, call: Call) -> int:
    """Count the call's dossiers that the actor stays away from, because of a conflict or as a member of the team."""
    return (session.scalar(_HIDDEN, _parameters(actor, call)) or 0) if actor.aside else 0
