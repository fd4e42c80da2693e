"""The long work of imports, done by the worker: writing lines batch by batch, taking an import back, tidying."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from incubator.core import clock, jobs
from incubator.core.i18n import force_locale
from incubator.core.jobs import Job, JobStatus, Task
from incubator.domain import journal
from incubator.domain.actors import load_actor
from incubator.domain.events import Event
from incubator.domain.import_kinds import KEPT, NOT_STARTED, UNDOABLE, ImportSource, ImportStatus
from incubator.domain.models import Call, ImportChunk, ImportLine, ImportRun
from incubator.imports import attaching, columns, queries, store, undoing, writing
from incubator.imports.plan import Planner

PATIENCE = timedelta(days=7)  # for columns to be chosen, for a start to be confirmed


def write_lines(task: Task) -> None:
    """Write the lines of an import, each batch in a transaction with how far it is: nothing is written twice."""
    with task.new_session() as session:
        run = session.get_one(ImportRun, task.about)
        call, language = queries.call_to_fill(session, run.call_id), queries.language_of(session, run)
        planner = planner_of(session, run)
        written = select(ImportLine.key, ImportLine.number).where(ImportLine.import_id == run.id)
        planner.seen = {key: number for key, number in session.execute(written)}
        session.commit()
    with force_locale(language):
        while _write_batch(task, call, planner):
            if task.stopping.is_set():
                raise jobs.Interrupted
        _withdraw_gone(task)


def _write_batch(task: Task, call: Call, planner: Planner) -> bool:
    """Write one chunk of lines; False when there is none left."""
    with task.new_session() as session:
        run = session.get_one(ImportRun, task.about)
        position = int(run.details.get("next_chunk", 0))
        lines = store.chunk_at(session, run.id, run.sheet, position)
        if lines is None:
            return False
        planned, attached = planner.plan(session, lines), attaching.files_at(session, run, position)
        writing.write(session, run, call, planner.ids, planned, attached)
        run.details = {**run.details, "next_chunk": position + 1}
        done = run.created + run.updated + run.unchanged + run.refused
        session.flush()
        task.advance(session, done=done, total=run.total)
        session.commit()
    return True


def _withdraw_gone(task: Task) -> None:
    """Withdraw the dossiers that were deleted in their source, in one transaction; they are never erased."""
    with task.new_session() as session:
        run = session.get_one(ImportRun, task.about)
        gone = list(dict.fromkeys(run.details.get("gone", ())))
        if gone:
            writing.withdraw(session, run, gone)
            run.details = {**run.details, "gone": []}
            task.advance(session, done=task.done)
            session.commit()


def planner_of(session: Session, run: ImportRun) -> Planner:
    """Return what reads the lines of an import, for the person who asked for it."""
    actor = load_actor(session, run.person_id) if run.person_id else None
    return Planner(
        call_id=run.call_id,
        questions=queries.questions_of(session, run.call_id),
        ids=queries.question_ids(session, run.call_id),
        positions=columns.fields_by_position(run),
        options=run.options,
        width=len(run.labels),
        aside=actor.aside if actor else frozenset(),
        strict=run.source is ImportSource.FILE and run.details.get("format") == "csv",
    )


def note_end(session: Session, job: Job) -> None:
    """Note how the writing of an import ended, with its figures in the journal."""
    run = session.get_one(ImportRun, job.about)
    ends = {JobStatus.DONE: ImportStatus.DONE, JobStatus.CANCELLED: ImportStatus.CANCELLED}
    run.status = ends.get(job.status, ImportStatus.FAILED)
    run.finished_at, run.message = clock.now(), job.last_error
    link = queries.link_followed_by(session, run)
    if link is not None and job.status is JobStatus.DONE and not run.details.get("files_lost"):  # else asked again
        link.since = str(run.details.get("newest") or link.since)
    names = ("created", "updated", "unchanged", "refused", "withdrawn")
    after = {"import": str(run.id), "status": run.status.value, **{name: getattr(run, name) for name in names}}
    journal.record(session, Event.FINISH_IMPORT, actor_id=run.person_id, call_id=run.call_id, after=after)


def take_back(task: Task) -> None:
    """Take an import back, in one transaction."""
    with task.new_session() as session:
        run = session.get_one(ImportRun, task.about)
        with force_locale(queries.language_of(session, run)):
            undoing.undo(session, run)
        run.status, run.undone_at = ImportStatus.UNDONE, clock.now()
        task.advance(session, done=run.total, total=run.total)
        session.commit()


def note_end_of_undo(session: Session, job: Job) -> None:
    """Say why an import could not be taken back."""
    run = session.get_one(ImportRun, job.about)
    if job.status is not JobStatus.DONE:
        run.status, run.message = ImportStatus.DONE, job.last_error


def tidy(session: Session) -> None:
    """Take away the lines of imports over for a month, or begun and left for a week: they hold personal data."""
    over = ImportRun.status.in_((*UNDOABLE, ImportStatus.UNDONE)) & (ImportRun.finished_at < clock.now() - KEPT)
    left = ImportRun.status.in_(NOT_STARTED) & (ImportRun.created_at < clock.now() - PATIENCE)
    held = ImportRun.id.in_(select(ImportChunk.import_id))
    runs = list(session.scalars(select(ImportRun).where(held, or_(over, left))))
    store.forget(session, [run.id for run in runs])
    for run in runs:
        if run.status in NOT_STARTED:
            run.status, run.finished_at = ImportStatus.CANCELLED, clock.now()
