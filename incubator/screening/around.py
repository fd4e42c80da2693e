"""What stands around the worklist: what one may filter by, the views saved, the marks of the dossiers of a page."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from incubator.core.search import distinct, fold
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import (
    Call,
    CallBack,
    DefaultView,
    InformationRequest,
    Project,
    ProjectLink,
    ProjectTag,
    SavedView,
    Tag,
)
from incubator.domain.relations import STAFF


@dataclass(frozen=True, slots=True)
class Named:
    """A tag or a view: its key, its word, the tone of a tag."""

    id: uuid.UUID
    name: str
    tone: str = ""


@dataclass(slots=True)
class Choices:
    """What one may filter a worklist by, and the views saved of it; each in alphabetical order."""

    themes: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    tags: list[Named] = field(default_factory=list)
    views: list[Named] = field(default_factory=list)

    def tag(self, key: uuid.UUID | None) -> Named | None:
        """Return a tag by its key."""
        return next((tag for tag in self.tags if tag.id == key), None)


@dataclass(slots=True)
class Marks:
    """What is said of one dossier beside its facts."""

    tags: list[Named] = field(default_factory=list)
    due_on: date | None = None
    to_call: bool = False
    joined: list[tuple[str, int]] = field(default_factory=list)  # how (a kind of link, or what follows), which number


# Beside the kinds of links: the dossier of the line has joined another, or another has joined it.
HAS_JOINED, WAS_JOINED = "has_joined", "was_joined"


_KEY = type_coerce(bindparam("call"), Uuid)
_IN_CALL = Project.call_id == bindparam("call")


def _texts(column: Any) -> Select[*tuple[Any, ...]]:  # Any: an attribute of text; columns of several types
    found = distinct(column, _IN_CALL, policy.STAFFED).subquery()
    return select(literal(column.key), found.c.text, cast(null(), Uuid), literal(""))


_CHOICES = union_all(  # made once: making it takes longer than running it
    _texts(Project.theme),
    _texts(Project.department),
    select(literal("tag"), Tag.name, Tag.id, cast(Tag.tone, String)).where(Tag.call_id == bindparam("call")),
    select(literal("view"), SavedView.name, SavedView.id, literal("")).where(
        SavedView.call_id == bindparam("call"), or_(SavedView.shared, SavedView.person_id == bindparam("me"))
    ),
)


def choices(session: Session, actor: Actor, call: Call) -> Choices:
    """Return what the worklist of `call` may be filtered by, and the views that `actor` may open, in one query."""
    found = Choices()
    parameters = {"call": call.id, "aside": actor.aside, "me": actor.person_id}
    for kind, text, key, tone in session.execute(_CHOICES, parameters):
        if kind in ("theme", "department"):
            (found.themes if kind == "theme" else found.departments).append(text)
        else:
            (found.tags if kind == "tag" else found.views).append(Named(key, text, tone))
    found.themes, found.departments = _alphabetical(found.themes), _alphabetical(found.departments)
    for named in (found.tags, found.views):
        named.sort(key=lambda one: (fold(one.name) or "", one.id))
    return found


def _alphabetical(texts: Iterable[str]) -> list[str]:
    return sorted(filter(None, texts), key=lambda text: fold(text) or "")


_OF_PAGE: BindParameter[Any] = bindparam("projects", expanding=True)
_Other = aliased(Project)
# Never tell of a draft, nor of a dossier the actor stays away from.
_MAY_BE_NAMED = and_(_Other.submitted_at.is_not(None), _Other.id.not_in(bindparam("aside", expanding=True)))


def _mark(kind: Any, project_id: Any, *, tag: Any = None, due: Any = None, number: Any = None) -> Select[Any]:
    """Return the columns of one kind of mark, the others empty."""
    return select(
        cast(kind, String),
        project_id,
        cast(null(), Uuid) if tag is None else tag,
        cast(null(), Date) if due is None else due,
        cast(null(), Integer) if number is None else number,
    ).where(project_id.in_(_OF_PAGE))


def _linked(mine: Any, theirs: Any) -> Select[Any]:
    """Return the links of the dossiers of a page, read from one of their two ends; 0 for one of another call.

    No number for one that may not be named. An inner join would leave it out, but then SQLite begins by reading every
    dossier of the calls: 300 ms for ten thousand.
    """
    other = and_(_Other.id == theirs, _Other.call_id.in_(bindparam("calls", expanding=True)), _MAY_BE_NAMED)
    number = case((_Other.id.is_(None), null()), (_Other.call_id == bindparam("call"), _Other.number), else_=0)
    return _mark(ProjectLink.kind, mine, number=number).join_from(ProjectLink, _Other, other, isouter=True)


_MARKS = union_all(  # each reads an index by the keys of the page
    _mark(literal("tag"), ProjectTag.project_id, tag=ProjectTag.tag_id),
    _mark(literal("due"), InformationRequest.project_id, due=InformationRequest.due_on).where(
        InformationRequest.closed_at.is_(None)
    ),
    _mark(literal("call"), CallBack.project_id).where(CallBack.done_at.is_(None)),
    _linked(ProjectLink.project_id, ProjectLink.other_id),
    _linked(ProjectLink.other_id, ProjectLink.project_id),
    _mark(literal(HAS_JOINED), Project.id, number=_Other.number).join_from(
        Project, _Other, and_(_Other.id == Project.merged_into_id, _MAY_BE_NAMED)
    ),
    _mark(literal(WAS_JOINED), _Other.merged_into_id, number=_Other.number).where(_MAY_BE_NAMED),
)


def marks_of(
    session: Session, actor: Actor, call: Call, projects: Sequence[Any], tags: Sequence[Named]
) -> Mapping[uuid.UUID, Marks]:
    """Return the marks of those of `projects` (lines or dossiers) that have some, in one query; `tags` in order."""
    keys = [project.id for project in projects]
    found: dict[uuid.UUID, Marks] = defaultdict(Marks)
    held: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    parameters = {"projects": keys, "call": call.id, "aside": actor.aside, "calls": actor.calls_as(*STAFF)}
    for kind, project_id, tag_id, due_on, number in session.execute(_MARKS, parameters) if keys else ():
        if kind == "tag":
            held[project_id].add(tag_id)
        elif kind == "due":
            found[project_id].due_on = due_on
        elif kind == "call":
            found[project_id].to_call = True
        elif number is not None:
            found[project_id].joined.append((kind, number))
    for project_id, ids in held.items():
        found[project_id].tags = [tag for tag in tags if tag.id in ids]
    return found


def find_view(session: Session, actor: Actor, code: str, view_id: uuid.UUID) -> SavedView:
    """Return a view of the call that the actor may open; NoResultFound otherwise."""
    return session.scalars(_views(actor).join(Call).where(Call.code == code, SavedView.id == view_id)).one()


def views_of(session: Session, actor: Actor, call: Call) -> list[tuple[SavedView, bool]]:
    """Return the views of `call` that the actor may open, with whether each is their default, by name."""
    mine = and_(DefaultView.view_id == SavedView.id, DefaultView.person_id == actor.person_id)
    query = _views(actor).where(SavedView.call_id == call.id).outerjoin(DefaultView, mine)
    rows = session.execute(query.add_columns(case((DefaultView.view_id.is_not(None), True), else_=False))).all()
    return sorted(
        ((view, bool(default)) for view, default in rows), key=lambda row: (fold(row[0].name) or "", row[0].id)
    )


def default_view(session: Session, actor: Actor, call: Call) -> SavedView | None:
    """Return the view that opens the worklist of `call` for the actor, if they chose one they still may open."""
    query = _views(actor).join(DefaultView, DefaultView.view_id == SavedView.id)
    return session.scalars(
        query.where(DefaultView.call_id == call.id, DefaultView.person_id == actor.person_id)
    ).one_or_none()


def _views(actor: Actor) -> Select[SavedView]:
    return select(SavedView).where(or_(SavedView.shared, SavedView.person_id == actor.person_id))
