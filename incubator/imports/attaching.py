"""Files that came with lines: made answers of the dossiers written from these lines."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock, files
from incubator.core.examination import FileRefused
from incubator.core.i18n import _
from incubator.domain import attachments
from incubator.domain.attachments import Received
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.file_kinds import Verdict
from incubator.domain.models import Attachment, ImportChunk, ImportRun, Project, Question
from incubator.imports import store
from incubator.imports.columns import question_field

SHEET = -1  # where the files of a chunk of lines are kept beside it
TOLD = 200  # sentences kept in a report
Entry = dict[str, Any]  # Any: what JSON holds


def keep(session: Session, run: ImportRun, position: int, found: Mapping[int, Sequence[Entry]]) -> None:
    """Keep what came with the lines of a chunk, by number of line."""
    lines = [(number, [json.dumps(one) for one in some]) for number, some in found.items() if some]
    if lines:
        session.add(ImportChunk(import_id=run.id, sheet=SHEET, position=position, data=store.packed(lines)))


def files_at(session: Session, run: ImportRun, position: int) -> dict[int, list[Entry]]:
    """Return what came with the lines of a chunk, by number of line."""
    lines = store.chunk_at(session, run.id, SHEET, position) or []
    return {number: [json.loads(cell) for cell in cells] for number, cells in lines}


def questions_by_column(session: Session, run: ImportRun) -> dict[tuple[int, str], Question]:
    """Return the questions that the columns of an import answer with files, by version of the form and column."""
    query = select(Question).where(Question.call_id == run.call_id, Question.kind == QuestionKind.FILE)
    asked = list(session.scalars(query))
    return {
        (one.form_version, str(column)): one
        for column, name in run.columns.items()
        for one in asked
        if question_field(one) == name
    }


def would_change(session: Session, project: Project, entries: Sequence[Entry], asked: Sequence[Question]) -> bool:
    """Tell whether the files of the source are others than those that came from it."""
    there = {one.source_mark for one in _there(session, project, [question.id for question in asked])}
    return {entry["mark"] for entry in entries if "refusal" not in entry} != there


def attach(
    session: Session, run: ImportRun, project: Project, entries: Sequence[Entry], by_column: Mapping[str, Question]
) -> list[str]:
    """Make the files of a line those of its dossier; what came once and is no longer in the source is taken away.

    Return the names of those that came or went.
    """
    moved = []
    mine = [entry for entry in entries if entry["column"] in by_column]
    held = {one.source_mark: one for one in _there(session, project, [one.id for one in by_column.values()])}
    for entry in mine:
        if entry["mark"] not in held:
            refusal = entry.get("refusal") or _add(session, run, project, entry, by_column[entry["column"]])
            _tell(run, project, entry, refusal)
            moved += [] if refusal else [entry["name"]]
    wanted = {entry["mark"] for entry in mine}
    for mark, one in held.items():
        if mark not in wanted:
            one.removed_at = clock.now()
            moved.append(one.name)
    return moved


def _there(session: Session, project: Project, questions: Sequence[uuid.UUID]) -> list[Attachment]:
    query = select(Attachment).where(
        Attachment.project_id == project.id,
        Attachment.question_id.in_(questions),
        Attachment.removed_at.is_(None),
        Attachment.source_mark.is_not(None),
    )
    return list(session.scalars(query))


def _add(session: Session, run: ImportRun, project: Project, entry: Entry, question: Question) -> str:
    """Add a file to the session; return why it is not, "" when it is."""
    received = entry.get("received")
    if not received or not files.store().exists(received["storage_name"]):
        run.details = {**run.details, "files_lost": True}
        return _("il n’est plus gardé : relancez la synchronisation.")
    try:
        attachments.refuse_unfit(received["media_type"], received["size"], attachments.limits_of(question))
    except FileRefused as refusal:
        return str(refusal)
    row = attachments.row_of(
        Received(**{**received, "verdict": Verdict(received["verdict"])}),
        project=project,
        question=question,
        by_id=run.person_id or project.owner_id,
    )
    row.source_mark = entry["mark"]
    session.add(row)
    return ""


def _tell(run: ImportRun, project: Project, entry: Entry, refusal: str) -> None:
    count = int(run.details.get("files", 0)) + (not refusal)
    told = list(run.details.get("files_refused", ()))
    if refusal and len(told) < TOLD:
        words = {"number": project.reference, "name": entry["name"], "why": refusal}
        told.append([str(project.import_key), _("Dossier n° %(number)s, « %(name)s » : %(why)s", **words)])
    run.details = {**run.details, "files": count, "files_refused": told}
