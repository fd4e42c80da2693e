"""Private notes on a dossier, for those who run the call alone; the journal never holds their words."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import PrivateNote, Project

LIMIT = 4000


def notes_on(session: Session, project: Project) -> Sequence[PrivateNote]:
    """Return the notes on `project` with who wrote them, the newest first."""
    return session.scalars(
        select(PrivateNote)
        .where(PrivateNote.project_id == project.id)
        .order_by(PrivateNote.created_at.desc(), PrivateNote.id)
        .options(joinedload(PrivateNote.author))
    ).all()


def find_note(session: Session, actor: Actor, project_id: uuid.UUID, note_id: uuid.UUID) -> PrivateNote:
    """Return a note of a dossier that the actor may examine, with its dossier; NoResultFound otherwise."""
    return session.scalars(
        select(PrivateNote)
        .join(Project, Project.id == PrivateNote.project_id)
        .where(PrivateNote.id == note_id, Project.id == project_id, policy.staffed_projects(actor))
        .options(joinedload(PrivateNote.project).joinedload(Project.call))
    ).one()


def write_note(session: Session, *, actor: Actor, project: Project, text: str) -> PrivateNote:
    """Write a note on a dossier."""
    require(policy.view_notes, actor, project)
    note = PrivateNote(project_id=project.id, author_id=actor.person_id, text=text)
    session.add(note)
    journal.record(session, Event.WRITE_NOTE, actor_id=actor.person_id, project=project)
    return note


def edit_note(session: Session, *, actor: Actor, note: PrivateNote, text: str) -> PrivateNote:
    """Change the words of one's own note."""
    require(policy.change_note, actor, note)
    if note.text != text:
        note.text, note.edited_at = text, clock.now()
        journal.record(session, Event.EDIT_NOTE, actor_id=actor.person_id, project=note.project)
    return note


def delete_note(session: Session, *, actor: Actor, note: PrivateNote) -> None:
    """Take one's own note away, for good."""
    require(policy.change_note, actor, note)
    journal.record(session, Event.DELETE_NOTE, actor_id=actor.person_id, project=note.project)
    session.delete(note)
