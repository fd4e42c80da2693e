"""The versions of a dossier: keeping one, reading one again, what changed from one to another."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, String, func, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.i18n import LazyString, _, in_language
from incubator.domain import answers, attachments
from incubator.domain.differences import Piece, compared
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Answer, Attachment, Project, Question, Revision, RevisionFile

# What a question needs to be read again: neither what links it to others nor what only served to fill it.
_LEFT_OUT = {"form_version", "position", "help", "help_en", "required", "max_length", "needed_from", "max_items"} | {
    column.name for column in Question.__table__.columns if column.name.startswith(("file_", "example"))
}
_PLAIN = (String, Boolean, Integer, JSON)
_COPIED = [
    column.name
    for column in Question.__table__.columns
    if column.name not in _LEFT_OUT and isinstance(column.type, _PLAIN)
]


def keep(session: Session, project: Project, *, by_id: uuid.UUID, event: str, at: datetime | None = None) -> Revision:
    """Keep what the dossier says now as its next version."""
    session.flush()  # what was just written counts
    last = session.scalar(select(func.max(Revision.number)).where(Revision.project_id == project.id)) or 0
    revision = Revision(
        project_id=project.id,
        number=last + 1,
        at=at or clock.now(),
        by_id=by_id,
        event=event,
        title=project.title,
        department=project.department,
        theme=project.theme,
        answers=_copied(session, project),
    )
    session.add(revision)
    session.flush()  # the receipt names it
    session.add_all(RevisionFile(revision_id=revision.id, attachment_id=one.id) for one in _files(session, project))
    session.flush()
    return revision


def _files(session: Session, project: Project) -> list[Attachment]:
    found = attachments.by_question(session, project, _asked(session, project))
    return [one for some in found.values() for one in some]


def files_of(session: Session, revisions: Sequence[Revision]) -> dict[uuid.UUID, list[Attachment]]:
    """Return the files that each of these versions holds, by key of version, in the order they came."""
    found: dict[uuid.UUID, list[Attachment]] = {one.id: [] for one in revisions}
    query = (
        select(RevisionFile.revision_id, Attachment)
        .join(Attachment, Attachment.id == RevisionFile.attachment_id)
        .where(RevisionFile.revision_id.in_(found))
        .order_by(Attachment.created_at, Attachment.id)
    )
    for key, attachment in session.execute(query):
        found[key].append(attachment)
    return found


def keep_first(session: Session, project: Project) -> None:
    """Keep what a dossier said when it was handed in, if it was before versions were kept, before it changes."""
    if project.submitted_at is not None and latest(session, project) is None:
        keep(session, project, by_id=project.owner_id, event="submit", at=project.submitted_at)


def _asked(session: Session, project: Project) -> list[Question]:
    query = select(Question).where(Question.call_id == project.call_id, Question.form_version == project.form_version)
    return answers.shown_in(project.state, session.scalars(query.order_by(Question.position, Question.key)))


def _copied(session: Session, project: Project) -> list[Any]:
    asked = _asked(session, project)
    given = session.scalars(select(Answer).where(Answer.project_id == project.id)).all()
    files = attachments.by_question(session, project, asked)
    return [
        {
            **{name: getattr(one, name) for name in _COPIED},
            "value": attachments.names(files.get(one.id, ())) or value,
        }
        for one, value in answers.reference_answers(asked, given)
    ]


def is_as_kept(session: Session, project: Project) -> bool:
    """Tell whether the dossier, files included, still says what its last version says."""
    session.flush()
    last = latest(session, project)
    return last is None or last.answers == _copied(session, project)


def latest(session: Session, project: Project) -> Revision | None:
    """Return the last version kept of `project`."""
    query = select(Revision).where(Revision.project_id == project.id).order_by(Revision.number.desc()).limit(1)
    return session.scalars(query).one_or_none()


def versions(session: Session, project: Project) -> list[Revision]:
    """Return the versions of `project` with who handed them in, the newest first."""
    query = select(Revision).where(Revision.project_id == project.id).order_by(Revision.number.desc())
    return list(session.scalars(query.options(joinedload(Revision.by))))


def answered(revision: Revision) -> list[tuple[Question, str]]:
    """Return the questions as they were asked, kept nowhere else, with their answers."""
    return [(_question(row), str(row["value"])) for row in revision.answers]


def _question(row: dict[str, Any]) -> Question:
    known = {name: row[name] for name in _COPIED if name in row}
    return Question(**{**known, "kind": QuestionKind(row["kind"])})


@dataclass(frozen=True, slots=True)
class Change:
    """One text that differs between two versions, word by word."""

    label: LazyString | str
    pieces: list[Piece]


def changes(before: Revision, after: Revision) -> tuple[list[Change], int]:
    """Return the texts that differ, in the order of the form, and how many do not; a question gone comes last."""
    old, new = _texts(before), _texts(after)
    labels = {**{key: label for key, (label, _text) in old.items()}, **{key: one[0] for key, one in new.items()}}
    order = [*new, *(key for key in old if key not in new)]
    pairs = [(key, old.get(key, ("", ""))[1], new.get(key, ("", ""))[1]) for key in order]
    found = [Change(labels[key], compared(was, now)) for key, was, now in pairs if was.split() != now.split()]
    return found, len(pairs) - len(found)


def _texts(revision: Revision) -> dict[str, tuple[LazyString | str, str]]:
    facts = {
        ":title": (_("Titre du projet"), revision.title),
        ":department": (_("Direction"), revision.department),
        ":theme": (_("Thème"), revision.theme),
    }
    return facts | {
        question.key: (in_language(question, "label"), answers.in_words(question, value))
        for question, value in answered(revision)
    }
