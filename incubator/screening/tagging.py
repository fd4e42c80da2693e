"""Writes of tags: on dossiers, and their list."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.core.search import fold
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Call, Project, ProjectTag, Tag
from incubator.domain.screening_kinds import TagTone

NAME_LIMIT = 40
TAGS_LIMIT = 60


def tag_named(session: Session, *, actor: Actor, call: Call, name: str) -> Tag:
    """Return the tag of that name, whatever its capitals and accents, made now if there is none.

    Raises WrongState when the call has too many.
    """
    require(policy.view_worklist, actor, call)
    tags = tags_of(session, call)
    known = next((tag for tag in tags if fold(tag.name) == fold(name)), None)
    if known is not None:
        return known
    if len(tags) >= TAGS_LIMIT:
        raise WrongState(_("Un appel compte %(n)s étiquettes au plus : reprenez-en une.", n=TAGS_LIMIT))
    tag = Tag(call_id=call.id, name=name, tone=TagTone.NEUTRAL)
    session.add(tag)
    session.flush()  # dossiers refer to it
    _record(session, actor, tag, None, _facts(tag))
    return tag


def tags_of(session: Session, call: Call) -> list[Tag]:
    """Return the tags of `call`, in alphabetical order."""
    tags = session.scalars(select(Tag).where(Tag.call_id == call.id)).all()
    return sorted(tags, key=lambda tag: (fold(tag.name) or "", tag.id))


def tags_on(session: Session, project: Project) -> list[Tag]:
    """Return the tags that `project` carries, in alphabetical order."""
    carried = select(Tag).join(ProjectTag, ProjectTag.tag_id == Tag.id).where(ProjectTag.project_id == project.id)
    return sorted(session.scalars(carried), key=lambda tag: (fold(tag.name) or "", tag.id))


def find_tag(session: Session, actor: Actor, code: str, tag_id: uuid.UUID) -> Tag:
    """Return a tag of the call; NoResultFound otherwise."""
    return session.scalars(
        select(Tag).join(Call, Call.id == Tag.call_id).where(Call.code == code, Tag.id == tag_id)
    ).one()


def uses_of(session: Session, actor: Actor, call: Call) -> dict[uuid.UUID, int]:
    """Return how many dossiers that the actor may see carry each tag."""
    rows = session.execute(
        select(ProjectTag.tag_id, func.count())
        .join(Project, Project.id == ProjectTag.project_id)
        .where(Project.call_id == call.id, policy.staffed_projects(actor))
        .group_by(ProjectTag.tag_id)
    )
    return {tag_id: count for tag_id, count in rows}


def tag(session: Session, *, actor: Actor, tag_id: uuid.UUID, projects: Sequence[Project]) -> list[Project]:
    """Put a tag on dossiers of its call; return those that did not carry it."""
    found = session.get_one(Tag, tag_id)
    carried = _carrying(session, found, projects)
    new = [project for project in projects if project.id not in carried and project.call_id == found.call_id]
    for project in new:
        require(policy.screen_project, actor, project)
        session.add(ProjectTag(project_id=project.id, tag_id=found.id))
        after = {"tag": found.name}
        journal.record(session, Event.TAG_PROJECT, actor_id=actor.person_id, project=project, after=after)
    session.flush()
    return new


def untag(session: Session, *, actor: Actor, tag_id: uuid.UUID, projects: Sequence[Project]) -> list[Project]:
    """Take a tag away from dossiers; return those that carried it."""
    found = session.get_one(Tag, tag_id)
    carried = _carrying(session, found, projects)
    old = [project for project in projects if project.id in carried]
    for project in old:
        require(policy.screen_project, actor, project)
        before = {"tag": found.name}
        journal.record(session, Event.UNTAG_PROJECT, actor_id=actor.person_id, project=project, before=before)
    keys = [project.id for project in old]
    session.execute(delete(ProjectTag).where(ProjectTag.tag_id == found.id, ProjectTag.project_id.in_(keys)))
    return old


def edit_tag(session: Session, *, actor: Actor, tag: Tag, name: str, tone: TagTone) -> Tag:
    """Rename a tag, or give it another colour; WrongState when another one has that name."""
    require(policy.change_tag, actor, tag)
    others = session.scalars(select(Tag).where(Tag.call_id == tag.call_id, Tag.id != tag.id))
    if any(fold(other.name) == fold(name) for other in others):
        raise WrongState(_("L’étiquette « %(name)s » existe déjà.", name=name))
    before = _facts(tag)
    tag.name, tag.tone = name, tone
    _record(session, actor, tag, before, _facts(tag))
    return tag


def remove_tag(session: Session, *, actor: Actor, tag: Tag) -> None:
    """Take a tag away from every dossier, and from the list."""
    require(policy.change_tag, actor, tag)
    _record(session, actor, tag, _facts(tag), None)
    session.execute(delete(ProjectTag).where(ProjectTag.tag_id == tag.id))
    session.delete(tag)


def _carrying(session: Session, tag: Tag, projects: Sequence[Project]) -> set[uuid.UUID]:
    keys = [project.id for project in projects]
    return set(
        session.scalars(
            select(ProjectTag.project_id).where(ProjectTag.tag_id == tag.id, ProjectTag.project_id.in_(keys))
        )
    )


def _facts(tag: Tag) -> dict[str, object]:
    return {"tag": tag.name, "tone": tag.tone.value}


def _record(
    session: Session, actor: Actor, tag: Tag, before: dict[str, object] | None, after: dict[str, object] | None
) -> None:
    by, call_id = actor.person_id, tag.call_id
    journal.record(session, Event.EDIT_TAGS, actor_id=by, call_id=call_id, before=before, after=after)
