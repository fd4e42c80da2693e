"""Importing candidates from a file at the terminal: the same reading and writing as the pages of imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from incubator.core import clock
from incubator.domain.import_kinds import ImportStatus, LineOutcome
from incubator.domain.models import Call, ImportRun, Question
from incubator.imports import preparing, running, store, writing
from incubator.imports.columns import FIELDS, question_field
from incubator.imports.tables import Unreadable


@dataclass
class Report:
    """What an import did, or would do."""

    understood: dict[str, Any]
    mapping: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    lines: int = 0
    created: int = 0
    updated: int = 0
    already_there: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "mapping": self.mapping,
            "ignored_columns": self.ignored,
            "created": self.created,
            "updated": self.updated,
            "already_there": self.already_there,
            "errors": [{"line": line, "message": message} for line, message in self.errors],
        }


def load_call(session: Session, code: str) -> Call:
    """Return the call `code` with what an import needs; NoResultFound when there is none."""
    return session.scalars(
        select(Call).where(Call.code == code).options(selectinload(Call.questions), selectinload(Call.organisations))
    ).one()


def import_projects(session: Session, *, call: Call, file: Path, given: Mapping[str, str] | None = None) -> Report:
    """Import the lines of `file` as submitted projects of `call`; a bad line is reported and left out whole.

    A project already imported (same id, else same content) is brought up to date, so a second run duplicates nothing.
    Raises ValueError with a sentence when the file or `given` (column → field) cannot be used. Nothing is committed.
    """
    run = _arrive(session, call, file)
    _obey(run, call.questions, given or {})
    labels = run.labels
    report = Report(
        understood=run.details,
        mapping={label: _short(run.columns[label]) for label in labels if run.columns.get(label)},
        ignored=[label for label in labels if not run.columns.get(label)],
        lines=run.total,
    )
    planner = running.planner_of(session, run)
    for lines in store.chunks_of(session, run.id, run.sheet):
        planned = planner.plan(session, lines)
        report.errors += [(one.number, one.reasons) for one in planned if one.outcome is LineOutcome.REFUSED]
        writing.write(session, run, call, planner.ids, planned)
    run.status, run.finished_at = ImportStatus.DONE, clock.now()
    store.forget(session, [run.id])
    report.created, report.updated, report.already_there = run.created, run.updated, run.unchanged
    return report


def _arrive(session: Session, call: Call, file: Path) -> ImportRun:
    try:
        arrived = store.Arrived(file.read_bytes())
    except Unreadable as error:
        raise ValueError(str(error.sentence)) from error
    run = preparing.arrive(session, call=call, filename=file.name, arrived=arrived)
    run.status, run.confirmed_at = ImportStatus.RUNNING, clock.now()
    return run


def _obey(run: ImportRun, questions: list[Question], given: Mapping[str, str]) -> None:
    """Choose the columns as `given` says; ValueError for one that is not there, or when nothing leads to the title."""
    fields = {name: name for name in FIELDS} | {"author": "name"}
    fields |= {question.key: question_field(question) for question in questions}
    for column, name in given.items():
        if column not in run.labels:
            raise ValueError(f"il n’y a pas de colonne « {column} » ; le fichier a : {', '.join(run.labels)}.")
        if name not in fields:
            raise ValueError(f"il n’y a pas de champ « {name} » ; l’appel a : {', '.join(sorted(fields))}.")
    wanted = {column: fields[name] for column, name in given.items()}
    guessed = {column: name for column, name in run.columns.items() if name not in wanted.values()}
    run.columns = {**guessed, **wanted}
    if "title" not in run.columns.values():
        known = ", ".join(run.labels)
        raise ValueError(f"aucune colonne ne tient le titre ; dites laquelle par --map COLONNE=title ({known}).")


def _short(name: str) -> str:
    """Return a field as the option --map writes it."""
    return name.removeprefix("question:")
