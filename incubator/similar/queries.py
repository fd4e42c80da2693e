"""Reads of search and of look-alikes: each statement says for itself which dossiers the actor may meet."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from incubator.core.paging import Page, paginate
from incubator.core.stems import tokens
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Project, ProjectLink, SearchDocument
from incubator.domain.search import index, likeness
from incubator.domain.search.documents import readable_answers
from incubator.domain.search.extracts import Piece, extracts

COMPARED = 200  # dossiers by which the rarity of words is judged, the latest
CANDIDATES = 60
TELLING = 12  # stems by which candidates are found
PROPOSED = 6
MARKED = 16  # words in common that a comparison shows


@dataclass(frozen=True, slots=True)
class Found:
    """A dossier found by its words, with the part that says them."""

    project: Project
    extract: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A dossier that looks like another: the words they share, as they are written in the first."""

    project: Project
    words: list[str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link, seen from one of its two dossiers."""

    link: ProjectLink
    other: Project


# --- searching --------------------------------------------------------------------------------------------------------


def search(
    session: Session, actor: Actor, *, words: str, code: str, number: int, make_url: Callable[[int], str]
) -> Page[Found]:
    """Return a page of the dossiers that say `words`, in every call the actor has a part in or in the call `code`.

    Names of people are searched among the dossiers the actor examines, nowhere else.
    """
    stems = index.wanted(words)
    said = index.matching(session, stems, people=False, name="said")
    named = index.matching(session, stems, name="named")
    query = (
        select(Project)
        .join(Call, Call.id == Project.call_id)
        .outerjoin(named, named.c.project_id == Project.id)
        .where(
            policy.searched_projects(actor),
            or_(
                and_(
                    named.c.project_id.is_not(None),
                    or_(policy.staffed_projects(actor), Project.id.in_(select(said.c.project_id))),
                ),
                Project.number == int(words) if words.isascii() and words.isdecimal() and len(words) < 9 else false(),
            ),
        )
        .order_by(func.coalesce(named.c.rank, 0), Call.opens_at.desc(), Project.number, Project.id)
        .options(contains_eager(Project.call))
    )
    query = query.where(Call.code == code) if code else query
    page = paginate(session, query, number=number, make_url=make_url)
    parts = extracts(session, [project.id for project in page.items], stems)
    return replace(page, items=[Found(project, parts.get(project.id, ())) for project in page.items])


# --- dossiers that look alike -----------------------------------------------------------------------------------------


def dossier(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return a dossier whose look-alikes the actor may read; NoResultFound for any other."""
    return session.scalars(
        select(Project)
        .where(Project.id == project_id, or_(policy.staffed_projects(actor), Project.id.in_(actor.team_of)))
        .options(joinedload(Project.call))
    ).one()


def similar_to(session: Session, actor: Actor, project: Project) -> list[Near]:
    """Return the dossiers like `project`, in this and other editions, among those the actor examines."""
    mine = _said(session, _DOCUMENTS.where(SearchDocument.project_id == project.id)).get(project.id)
    if mine is None:
        return []
    examined, latest = _examined(actor), _latest(session, actor)
    telling = likeness.heaviest(mine, likeness.rarity([*latest.values(), mine]), TELLING)
    found = index.sharing(session, telling)
    among = examined.join(found, found.c.project_id == Project.id).where(Project.id != project.id)
    candidates = _said(session, among.order_by(found.c.rank, Project.id).limit(CANDIDATES))
    rare = likeness.rarity(({project.id: mine} | latest | candidates).values())
    near = likeness.alike(mine, candidates, rare, threshold=likeness.WHOLE_DOSSIERS, limit=PROPOSED)
    return _with_words(session, actor, project, near)


def shared(session: Session, actor: Actor, project: Project, other: Project) -> list[str]:
    """Return the stems that two dossiers share, those that weigh most."""
    two = _said(session, _DOCUMENTS.where(SearchDocument.project_id.in_((project.id, other.id))))
    if len(two) < 2:
        return []
    rare = likeness.rarity((_latest(session, actor) | two).values())
    return likeness.heaviest(two[project.id] & two[other.id], rare, MARKED)


_DOCUMENTS = select(SearchDocument.project_id, SearchDocument.title, SearchDocument.body)


def _examined(actor: Actor) -> Any:  # Any: a statement of three columns
    return _DOCUMENTS.join(Project, Project.id == SearchDocument.project_id).where(policy.staffed_projects(actor))


def _latest(session: Session, actor: Actor) -> dict[uuid.UUID, likeness.Said]:
    return _said(session, _examined(actor).order_by(Project.submitted_at.desc(), Project.id).limit(COMPARED))


def _said(session: Session, query: Any) -> dict[uuid.UUID, likeness.Said]:  # Any: a statement of three columns
    return {key: likeness.said(title.split(), body.split()) for key, title, body in session.execute(query)}


def _with_words(session: Session, actor: Actor, project: Project, near: list[likeness.Alike[uuid.UUID]]) -> list[Near]:
    if not near:
        return []
    rows = session.scalars(
        select(Project)
        .where(Project.id.in_([one.key for one in near]), policy.staffed_projects(actor))
        .options(joinedload(Project.call))
    )
    projects = {row.id: row for row in rows}
    written = as_written([project.title, *readable_answers(session, [project.id])[project.id]])
    return [Near(projects[one.key], [written[stem] for stem in one.stems if stem in written]) for one in near]


def as_written(texts: Iterable[str]) -> dict[str, str]:
    """Return, for each stem of `texts`, the first word that has it."""
    found: dict[str, str] = {}
    for text in texts:
        for start, end, stem in tokens(text):
            found.setdefault(stem, text[start:end].lower())
    return found


# --- two dossiers -----------------------------------------------------------------------------------------------------


def pair(session: Session, actor: Actor, project: Project, other_id: uuid.UUID | None) -> tuple[Project, Project]:
    """Return two dossiers that the actor examines, with their answers; NoResultFound when one is not theirs to see."""
    wanted = [project.id, other_id]
    rows = session.scalars(
        select(Project)
        .where(Project.id.in_(wanted), policy.staffed_projects(actor))
        .options(
            joinedload(Project.call),
            selectinload(Project.questions),
            joinedload(Project.owner),
            joinedload(Project.organisation),
            selectinload(Project.answers),
            selectinload(Project.members),
        )
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows.unique()}
    if other_id is None or other_id == project.id or set(wanted) != set(found):
        raise NoResultFound
    return found[project.id], found[other_id]


def links_of(session: Session, actor: Actor, project: Project) -> list[Link]:
    """Return the links of a dossier with others that the actor examines, the latest first."""
    rows = session.execute(
        select(ProjectLink, Project)
        .join(
            Project,
            or_(
                and_(ProjectLink.project_id == project.id, Project.id == ProjectLink.other_id),
                and_(ProjectLink.other_id == project.id, Project.id == ProjectLink.project_id),
            ),
        )
        .where(policy.staffed_projects(actor))
        .order_by(ProjectLink.created_at.desc(), ProjectLink.id)
        .options(joinedload(ProjectLink.linked_by), joinedload(Project.call))
    )
    return [Link(link, other) for link, other in rows]


def joined_to(session: Session, project: Project) -> Sequence[Project]:
    """Return the dossiers that have joined this one."""
    query = select(Project).where(Project.merged_into_id == project.id).order_by(Project.number)
    return session.scalars(query.options(joinedload(Project.call))).all()


def link_between(session: Session, one: Project, other: Project) -> ProjectLink | None:
    """Return the link between two dossiers, if there is one."""
    first, second = in_order(one, other)
    return session.scalars(
        select(ProjectLink).where(ProjectLink.project_id == first, ProjectLink.other_id == second)
    ).one_or_none()


def in_order(one: Project, other: Project) -> tuple[uuid.UUID, uuid.UUID]:
    """Return the keys of two dossiers, always in the same order."""
    first, second = sorted((one.id, other.id))
    return first, second
