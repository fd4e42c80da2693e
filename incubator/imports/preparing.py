"""What happens to an import between its arrival and its start, whoever asks: a person, a terminal, or the daily run."""

import uuid

from sqlalchemy.orm import Session

from incubator.core import clock, jobs
from incubator.domain import journal
from incubator.domain.events import Event
from incubator.domain.import_kinds import ImportSource, ImportStatus
from incubator.domain.models import Call, ImportMapping, ImportRun
from incubator.imports import columns, queries, store, values


def arrive(
    session: Session, *, call: Call, filename: str, arrived: store.Arrived, person_id: uuid.UUID | None = None
) -> ImportRun:
    """Return the new import of a file that was read: its first sheet with lines, its columns guessed."""
    first = next(index for index, sheet in enumerate(arrived.sheets) if sheet["rows"])
    run = ImportRun(
        call_id=call.id, person_id=person_id, source=ImportSource.FILE, filename=filename[-200:],
        sheets=arrived.sheets, sheet=first, details=dict(arrived.details),
    )  # fmt: skip
    session.add(run)
    session.flush()
    store.keep(session, run.id, arrived.chunks)
    suggest(session, run)
    return run


def suggest(session: Session, run: ImportRun, saved: ImportMapping | None = None) -> None:
    """Fill in the columns and options of an import: as a saved mapping says, the rest as the titles suggest."""
    questions = queries.questions_of(session, run.call_id)
    found = run.sheets[run.sheet]["columns"]
    run.total = run.sheets[run.sheet]["rows"]
    run.columns = columns.guess(found, questions, saved.columns if saved else None)
    run.options = {"state": "source" if "state" in run.columns.values() else "submitted", "receipts": False}
    run.options |= dict(saved.options) if saved else {}
    lines = store.chunk_at(session, run.id, run.sheet, 0) or []
    position = columns.fields_by_position(run).get("submitted_at")
    if position is not None and "dates" not in run.options:
        samples = values.samples_of(lines, position, at_most=50)
        run.options = {**run.options, "dates": values.guess_dates(samples)}


def begin(session: Session, run: ImportRun) -> None:
    """Queue the writing of an import and say so in the journal."""
    run.status, run.message = ImportStatus.RUNNING, ""
    run.confirmed_at = run.confirmed_at or clock.now()
    run.job_id = jobs.queue(session, "import", about=run.id, total=run.total).id
    after = {"import": str(run.id), "source": run.source.value, "file": run.filename, "lines": run.total}
    journal.record(session, Event.START_IMPORT, actor_id=run.person_id, call_id=run.call_id, after=after)
