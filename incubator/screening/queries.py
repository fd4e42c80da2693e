"""Reads of screening: only dossiers whose examination is open to the actor (`policy.staffed_projects`)."""

import functools
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from incubator.core.paging import Page, paginate
from incubator.core.search import fold, folded
from incubator.domain import policy
from incubator.domain import queries as domain_queries
from incubator.domain.actors import Actor
from incubator.domain.models import (
    Call,
    Person,
    Project,
    ProjectTag,
)
from incubator.domain.models.project import reference_of
from incubator.domain.search import index
from incubator.domain.search.extracts import Piece, extracts
from incubator.domain.states import State
from incubator.screening.filters import BEST, Filters
from incubator.screening.flags import CONDITIONS

T = TypeVar("T")
AWAITING = State.SUBMITTED
UNEXAMINED = (State.SUBMITTED, State.INFO_REQUESTED)
_SORT_COLUMNS: Mapping[str, Any] = {  # Any: columns and expressions of several types
    "number": Project.number,
    "submitted": Project.submitted_at,
    "title": folded(Project.title),
    "theme": Project.theme,
    "department": Project.department,
}


_COLUMNS = (
    Project.id, Project.number, Project.title, Project.state, Project.theme, Project.department, Project.submitted_at,
    Project.import_key.is_not(None), func.coalesce(func.nullif(Person.name, ""), Person.email),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the worklist; `owner` is the name of who carries the dossier, `extract` says the words looked for."""

    extract: Sequence[Piece]
    id: uuid.UUID
    number: int
    title: str
    state: State
    theme: str
    department: str
    submitted_at: datetime
    imported: bool
    owner: str

    @property
    def reference(self) -> str:
        """What people quote, as for the whole dossier."""
        return reference_of(self.number)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the dossiers received, and not withdrawn since, have been examined."""

    examined: int
    total: int


def find_dossier(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return a dossier with all that is read to examine it; NoResultFound for the actor's own or conflicted ones."""
    return (
        session.scalars(
            select(Project)
            .where(Project.id == project_id, policy.staffed_projects(actor))
            .options(
                joinedload(Project.call),
                selectinload(Project.questions),
                joinedload(Project.owner),
                selectinload(Project.answers),
                selectinload(Project.members),
            )
        )
        .unique()
        .one()
    )


def count_by_state(session: Session, actor: Actor, call: Call, filters: Filters) -> Counter[State]:
    """Return how many dossiers stand in each state, whatever the state asked."""
    if filters.narrow:
        query = (
            _dossiers(session, actor, call, filters.but(state=None))
            .with_only_columns(Project.state, func.count())
            .order_by(None)
        )
        return Counter({state: count for state, count in session.execute(query.group_by(Project.state))})
    return domain_queries.count_by_state(session, actor, call)


def worklist(
    session: Session,
    actor: Actor,
    call: Call,
    filters: Filters,
    *,
    number: int,
    total: int,
    make_url: Callable[[int], str],
) -> Page[Line]:
    """Return page `number` of the dossiers received; `total` is known from `count_by_state`."""
    parameters = None if filters.narrow else _parameters(actor, call, filters)
    if parameters is None:
        query = _in_order(_dossiers(session, actor, call, filters, owners=True), filters).with_only_columns(*_COLUMNS)
    else:
        query = _whole_list(filters.sort, filters.direction, filters.state is not None)
    page = paginate(session, query, parameters, number=number, total=total, make_url=make_url, scalars=False)
    said = extracts(session, [row.id for row in page.items], index.wanted(filters.words))
    return replace(page, items=[Line(said.get(row.id, ()), *row) for row in page.items])


def exported(session: Session, actor: Actor, call: Call, filters: Filters) -> list[Project]:
    """Return every dossier of the worklist, with its owner, in the order of the screen."""
    query = _in_order(_dossiers(session, actor, call, filters, owners=True), filters).options(
        contains_eager(Project.owner)
    )
    return list(session.scalars(query))


def chosen(session: Session, actor: Actor, call: Call, ids: Iterable[uuid.UUID]) -> list[Project]:
    """Return those of the dossiers `ids` that the actor may examine in `call`, with their call, by number."""
    return list(
        session.scalars(
            select(Project)
            .where(Project.call_id == call.id, Project.id.in_(list(ids)), policy.staffed_projects(actor))
            .order_by(Project.number)
            .options(joinedload(Project.call), selectinload(Project.questions))
        )
    )


def next_of_page(
    session: Session, actor: Actor, call: Call, filters: Filters, page: Page[Line], awaiting: int
) -> uuid.UUID | None:
    """Return the dossier to examine next, as `next_awaiting`; the first page of the list holds it most of the time."""
    if not awaiting:
        return None
    shown = page.items if page.number == 1 and filters.sort != BEST else ()
    here = next((line.id for line in shown if line.state is AWAITING), None)
    if here is not None or filters.narrow:
        return here or next_awaiting(session, actor, call, filters)
    query = _next_of_all(filters.sort, filters.direction)
    return session.scalar(query, _parameters(actor, call, filters.but(state=AWAITING)))


def next_awaiting(
    session: Session, actor: Actor, call: Call, filters: Filters, *, after: Project | None = None
) -> uuid.UUID | None:
    """Return the dossier to examine next, in the order of the worklist and within its filters.

    The one that follows `after`, or the first when there is none left behind it; None when all are examined.
    """
    if filters.sort == BEST:  # which answer is the better one says nothing of what to examine next
        filters = filters.but(sort="number")
    awaiting = _dossiers(session, actor, call, filters.but(state=AWAITING)).with_only_columns(Project.id)
    query = _in_order(awaiting, filters).limit(1)
    if after is None:
        return session.scalar(query)
    query = query.where(Project.id != after.id)
    return session.scalar(query.where(_follows(after, filters))) or session.scalar(query)


def _parameters(actor: Actor, call: Call, filters: Filters) -> dict[str, Any]:  # Any: parameters of a statement
    return {"call": call.id, "aside": actor.aside, "state": filters.state}


# A list that nothing narrows is asked most. Its statements are made once: making them takes longer than running.
_WHOLE = select(Project).where(Project.call_id == bindparam("call"), policy.STAFFED)
_OF_STATE = Project.state == bindparam("state")


@functools.cache
def _whole_list(sort: str, direction: str, of_state: bool) -> Select[*tuple[Any, ...]]:  # Any: the columns of a line
    query = _WHOLE.join(Person, Person.id == Project.owner_id)
    filters = Filters(sort=sort, direction=direction)
    return _in_order(query.where(_OF_STATE) if of_state else query, filters).with_only_columns(*_COLUMNS)


@functools.cache
def _next_of_all(sort: str, direction: str) -> Select[*tuple[uuid.UUID]]:
    filters = Filters(sort=sort, direction=direction)
    return _in_order(_WHOLE.where(_OF_STATE), filters).with_only_columns(Project.id).limit(1)


def progress(session: Session, actor: Actor, call: Call, filters: Filters) -> Progress:
    """Return how far the examination is, within what narrows the list."""
    counts = count_by_state(session, actor, call, filters)
    total = sum(count for state, count in counts.items() if state is not State.WITHDRAWN)
    return Progress(examined=total - sum(counts.get(state, 0) for state in UNEXAMINED), total=total)


def _dossiers(session: Session, actor: Actor, call: Call, filters: Filters, *, owners: bool = False) -> Select[Project]:
    query = select(Project).where(Project.call_id == call.id, policy.staffed_projects(actor))
    if owners:
        query = query.join(Person, Person.id == Project.owner_id)
    if filters.words:
        query = _saying(session, query, filters)
    if filters.state is not None:
        query = query.where(Project.state == filters.state)
    if filters.theme:
        query = query.where(Project.theme == filters.theme)
    if filters.department:
        query = query.where(Project.department == filters.department)
    if filters.tag:
        query = query.where(Project.id.in_(select(ProjectTag.project_id).where(ProjectTag.tag_id == filters.tag)))
    return query.where(CONDITIONS[filters.flag](actor, call)) if filters.flag else query


def _saying(session: Session, query: Select[Project], filters: Filters) -> Select[Project]:
    """Keep the dossiers that say the words asked, or have the number asked: that one comes first."""
    found = index.matching(session, index.wanted(filters.words))
    query = query.outerjoin(found, found.c.project_id == Project.id)
    digits = filters.words.removeprefix("n°").removeprefix("#").strip()
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 9
    asked = Project.number == int(digits) if is_number else false()
    if filters.sort == BEST:
        query = query.order_by(case((asked, 0), else_=1), found.c.rank)
    return query.where(or_(found.c.project_id.is_not(None), asked))


def _in_order(query: Select[T], filters: Filters) -> Select[T]:
    if filters.sort == BEST:
        return query.order_by(Project.number)  # after the rank, of which two may be equal
    keys = (_SORT_COLUMNS[filters.sort], Project.number)[filters.sort == "number" :]  # once is enough
    return query.order_by(*(key.desc() if filters.direction == "desc" else key.asc() for key in keys))


def _follows(project: Project, filters: Filters) -> ColumnElement[bool]:
    """Say in SQL which dossiers come after `project` in the order asked; numbers are unique in a call."""
    key = _SORT_COLUMNS[filters.sort]
    given = {"number": project.number, "submitted": project.submitted_at, "title": fold(project.title)}
    value = given[filters.sort] if filters.sort in given else getattr(project, filters.sort)
    if filters.direction == "desc":
        return or_(key < value, and_(key == value, Project.number < project.number))
    return or_(key > value, and_(key == value, Project.number > project.number))
