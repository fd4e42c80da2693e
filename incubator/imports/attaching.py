"""Files that came with lines: made answers of the dossiers written from these lines."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core import clock, files
from incubator.core.examination import FileRefused
from incubator.core.i18n import _
from incubator.domain import attachments
from incubator.domain.attachments import Received
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.file_kinds import Verdict
from incubator.domain.models import Attachment, ImportChunk, ImportFile, ImportRun, Project, Question
from incubator.imports import store
from incubator.imports.columns import question_field
from incubator.imports.tables import packed

SHEET = -1  # where the files of a chunk of lines are kept beside it
TOLD = 200  # sentences kept in a report
Entry = dict[str, Any]  # Any: what JSON holds


@dataclass
class Moved:
    """The files that came into a dossier, and those that were taken out of it."""

    came: list[Attachment] = field(default_factory=list)
    gone: list[Attachment] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.came or self.gone)

    @property
    def names(self) -> str:
        """Their names, one a line."""
        return attachments.names([*self.came, *self.gone])


def keep(session: Session, run: ImportRun, position: int, found: Mapping[int, Sequence[Entry]]) -> None:
    """Keep what came with the lines of a chunk, by number of line."""
    lines = [(number, [json.dumps(one) for one in some]) for number, some in found.items() if some]
    if lines:
        session.add(ImportChunk(import_id=run.id, sheet=SHEET, position=position, data=packed(lines)))


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
) -> Moved:
    """Make the files of a line those of its dossier; what came once and is no longer in the source is taken away."""
    moved = Moved()
    mine = [entry for entry in entries if entry["column"] in by_column]
    held = {one.source_mark: one for one in _there(session, project, [one.id for one in by_column.values()])}
    for entry in mine:
        if entry["mark"] not in held:
            question, refusal = by_column[entry["column"]], str(entry.get("refusal") or "")
            new = refusal or _add(session, run, project, entry, question)
            if isinstance(new, Attachment):
                moved.came.append(new)
            _tell(run, project, entry, "" if isinstance(new, Attachment) else new)
    wanted = {entry["mark"] for entry in mine}
    for mark, one in held.items():
        if mark not in wanted:
            one.removed_at, one.waits = clock.now(), False
            moved.gone.append(one)
    return moved


def _there(session: Session, project: Project, questions: Sequence[uuid.UUID]) -> list[Attachment]:
    query = select(Attachment).where(
        Attachment.project_id == project.id,
        Attachment.question_id.in_(questions),
        Attachment.removed_at.is_(None),
        Attachment.source_mark.is_not(None),
    )
    return list(session.scalars(query))


def _add(session: Session, run: ImportRun, project: Project, entry: Entry, question: Question) -> Attachment | str:
    """Add a file to the session and return it; why it is not, when it is not."""
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
    return row


def remember(session: Session, run: ImportRun, moved: Moved) -> None:
    """Keep which files an import moved in a dossier that was there, for it to be taken back."""
    session.flush()  # keys of those that came
    session.add_all(ImportFile(import_id=run.id, attachment_id=one.id, came=True) for one in moved.came)
    session.add_all(ImportFile(import_id=run.id, attachment_id=one.id, came=False) for one in moved.gone)
    run.details = {**run.details, "files_gone": int(run.details.get("files_gone", 0)) + len(moved.gone)}


def give_back(session: Session, run: ImportRun, keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Take out of these dossiers the files that an import put in, and put back those it took out.

    Return the names of the files that moved, by key of dossier.
    """
    query = (
        select(Attachment, ImportFile.came)
        .join(ImportFile, ImportFile.attachment_id == Attachment.id)
        .where(ImportFile.import_id == run.id, Attachment.project_id.in_(keys))
        .order_by(Attachment.name, Attachment.id)
    )
    moved: dict[uuid.UUID, list[str]] = {}
    for one, came in session.execute(query):
        one.removed_at, one.waits = clock.now() if came else None, False
        moved.setdefault(one.project_id, []).append(one.name)
    return moved


def to_give_back(session: Session, run: ImportRun) -> tuple[int, int, int]:
    """Return how many files would go if an import were taken back, come back, and are no longer kept."""
    query = select(ImportFile.came, func.count()).where(ImportFile.import_id == run.id).group_by(ImportFile.came)
    counts = {came: count for came, count in session.execute(query)}
    back = counts.get(False, 0)
    return counts.get(True, 0), back, int(run.details.get("files_gone", 0)) - back


def _tell(run: ImportRun, project: Project, entry: Entry, refusal: str) -> None:
    count = int(run.details.get("files", 0)) + (not refusal)
    told = list(run.details.get("files_refused", ()))
    if refusal and len(told) < TOLD:
        words = {"number": project.reference, "name": entry["name"], "why": refusal}
        told.append([str(project.import_key), _("Dossier n° %(number)s, « %(name)s » : %(why)s", **words)])
    run.details = {**run.details, "files": count, "files_refused": told}
