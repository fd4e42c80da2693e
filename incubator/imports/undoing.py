"""Taking a whole import back, as long as nobody has touched what it wrote: all of it or nothing."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, Select, Table, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from incubator.core.db import Base
from incubator.core.i18n import _, ngettext
from incubator.core.jobs import Refused
from incubator.domain import journal, revisions
from incubator.domain.events import Event
from incubator.domain.import_kinds import LineOutcome
from incubator.domain.models import ImportLine, ImportRun, JournalEntry, Person, Project
from incubator.imports import attaching, queries
from incubator.imports.columns import PREFIX, REVIEW

T = TypeVar("T")
OWN = (Event.IMPORT_PROJECT.value, Event.UPDATE_BY_IMPORT.value, Event.UNDO_IMPORT.value)  # versions tell the rest
VERSION = "version"  # of a dossier before an import changed it, beside the values it replaced


def undo(session: Session, run: ImportRun) -> None:
    """Take away the dossiers an import made, with the accounts it opened, and give back what it replaced.

    Raises Refused with a sentence when somebody has touched one of them since, or when a state was changed.
    """
    touched = count_touched(session, run)
    if touched:
        raise Refused(
            ngettext(
                "%(num)s dossier a changé depuis cet import, ou a changé d’état par lui : rien n’est annulé.",
                "%(num)s dossiers ont changé depuis cet import, ou ont changé d’état par lui : rien n’est annulé.",
                touched,
            )
        )
    _give_back(session, run)
    _ask_again(session, run)
    made = list(session.scalars(_made(run)))
    people = list(session.scalars(select(ImportLine.person_id).where(_lines(run), ImportLine.person_id.is_not(None))))
    lines = update(ImportLine).where(_lines(run)).values(project_id=None, person_id=None)
    session.execute(lines.execution_options(synchronize_session=False))
    for some in _some(made):
        _delete_projects(session, some)
    for some in _some(people):
        _delete_strangers(session, some)
    after = {"import": str(run.id), "created": run.created, "updated": run.updated}
    journal.record(session, Event.UNDO_IMPORT, actor_id=run.undone_by_id, call_id=run.call_id, before=after)


def _ask_again(session: Session, run: ImportRun) -> None:
    """Have the next synchronisation ask for these dossiers again, and let somebody see the columns before it writes."""
    link = queries.link_followed_by(session, run)
    if link is not None:
        link.since = min(link.since, str(run.details.get("since") or ""))
        link.options = {**link.options, REVIEW: True}


def count_touched(session: Session, run: ImportRun) -> int:
    """Return how many dossiers written by an import are no longer as it left them."""
    acts = exists().where(
        JournalEntry.project_id == Project.id,
        JournalEntry.event.not_in(OWN),
        JournalEntry.at >= run.confirmed_at,
    )
    written = ImportLine.outcome.in_((LineOutcome.CREATED, LineOutcome.UPDATED, LineOutcome.WITHDRAWN))
    query = (
        select(func.count())
        .select_from(ImportLine)
        .join(Project, Project.id == ImportLine.project_id)
        .where(_lines(run), written, or_(Project.version != ImportLine.version, acts))
    )
    return session.scalar(query) or 0


def _lines(run: ImportRun) -> ColumnElement[bool]:
    return ImportLine.import_id == run.id


def _made(run: ImportRun) -> Select[uuid.UUID | None]:
    return select(ImportLine.project_id).where(
        _lines(run), ImportLine.outcome == LineOutcome.CREATED, ImportLine.project_id.is_not(None)
    )


def _some(keys: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _give_back(session: Session, run: ImportRun) -> None:
    ids = queries.question_ids(session, run.call_id)
    rows = session.execute(
        select(ImportLine, Project)
        .join(Project, Project.id == ImportLine.project_id)
        .where(_lines(run), ImportLine.outcome == LineOutcome.UPDATED)
        .options(selectinload(Project.answers))
    )
    for some in _some(list(rows.unique().all())):
        moved = attaching.give_back(session, run, [project.id for _line, project in some])
        for line, project in some:
            before = {name: text for name, text in (line.before or {}).items() if name != VERSION}
            _give_texts_back(project, before, ids.get(project.form_version, {}))
            _let_older_imports_be_taken_back(session, run, line, project)
            if project.submitted_at is not None:
                by_id = run.undone_by_id or project.owner_id
                revisions.keep(session, project, by_id=by_id, event=Event.UNDO_IMPORT.value)
            files = {"files": "\n".join(moved[project.id])} if project.id in moved else {}
            facts = {**before, **files}
            journal.record(session, Event.UNDO_IMPORT, actor_id=run.undone_by_id, project=project, after=facts)


def _let_older_imports_be_taken_back(session: Session, run: ImportRun, line: ImportLine, project: Project) -> None:
    """Say, to the imports that left a dossier as it is once more, that nobody has changed it since."""
    session.flush()  # its version now
    as_left = (ImportLine.project_id == project.id, ImportLine.version == (line.before or {}).get(VERSION))
    older = update(ImportLine).where(ImportLine.import_id != run.id, *as_left).values(version=project.version)
    session.execute(older.execution_options(synchronize_session=False))


def _give_texts_back(project: Project, before: Mapping[str, str], questions: Mapping[str, uuid.UUID]) -> None:
    answers = {answer.question_id: answer for answer in project.answers}
    for name, text in before.items():
        if name.startswith(PREFIX):
            answers[questions[name.removeprefix(PREFIX)]].value = text
        else:
            setattr(project, name, text)
    flag_modified(project, "title")


def _pointing_to(target: str) -> Iterator[tuple[Table, Column[object]]]:
    """Give every column that holds keys of the table `target`, children first: new tables are found by themselves."""
    for table in reversed(Base.metadata.sorted_tables):
        for column in table.columns:
            if any(key.column.table.name == target for key in column.foreign_keys):
                yield table, column


def _delete_projects(session: Session, keys: Sequence[object]) -> None:
    for table, column in _pointing_to("projects"):
        session.execute(delete(table).where(column.in_(keys)))
    session.execute(delete(Project).where(Project.id.in_(keys)).execution_options(synchronize_session=False))


def _delete_strangers(session: Session, keys: Sequence[object]) -> None:
    """Take away the accounts opened by the import that nothing else names, and by which nobody has come."""
    named = [exists().where(column == Person.id) for _table, column in _pointing_to("people")]
    statement = delete(Person).where(Person.id.in_(keys), Person.last_signed_in_at.is_(None), *(~one for one in named))
    session.execute(statement.execution_options(synchronize_session=False))


def why_not(session: Session, run: ImportRun) -> str:
    """Return why an import cannot be undone; "" when it can."""
    touched = count_touched(session, run)
    if not touched:
        return ""
    return _("Il ne s’annule plus : %(n)s de ses dossiers ont changé depuis, ou ont changé d’état par lui.", n=touched)
