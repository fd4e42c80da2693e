"""Long work done apart from pages: rows of a table, each taken by one worker at a time, resumed where it was left.

A worker claims a row for a minute and renews the claim in the transaction of each batch it writes. Killed, it leaves a
claim that runs out: another takes the job again from the last batch that was committed. A worker that only slept writes
nothing more: its number of attempt is no longer that of the row. See docs/decisions on jobs.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Event

from flask import current_app
from sqlalchemy import Index, String, Text, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from incubator.core import clock
from incubator.core.db import Base, Identified, enum_type

CLAIM = timedelta(minutes=1)
FIRST_RETRY = timedelta(minutes=1)
MAX_ATTEMPTS = 5
STEP = 0.5  # seconds of sleep at once


class JobStatus(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Identified, Base):
    """One piece of work, waiting, in hand or over."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_status_available_at", "status", "available_at"), Index("ix_jobs_about", "about"))

    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[uuid.UUID] = mapped_column(comment="What it works on: the key of an import")
    status: Mapped[JobStatus] = mapped_column(enum_type(JobStatus), default=JobStatus.WAITING)
    done: Mapped[int] = mapped_column(default=0, comment="How many of `total` are done and committed")
    total: Mapped[int] = mapped_column(default=0, comment="0 as long as nobody knows")
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be done."""
        return self.status in (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED)


class Cancelled(Exception):
    """Somebody asked to stop this job."""


class Interrupted(Exception):
    """The worker itself is asked to stop: the job goes on later, from its last batch."""


class Lost(Exception):
    """Another worker has taken the job: nothing more may be written."""


class Refused(Exception):
    """A failure that trying again would not mend; its sentence is for a person."""


@dataclass
class Task:
    """A job in hand."""

    id: uuid.UUID
    about: uuid.UUID
    attempt: int
    done: int
    new_session: Callable[[], Session]
    stopping: Event

    def advance(self, session: Session, *, done: int, total: int | None = None) -> None:
        """Note in the transaction of `session` how far the work is, and keep the job for another minute.

        Raises Lost or Cancelled; the batch in hand is then not kept.
        """
        values = {"done": done, "claimed_until": clock.now() + CLAIM} | ({} if total is None else {"total": total})
        statement = (
            update(Job)
            .where(Job.id == self.id, Job.attempts == self.attempt, Job.status == JobStatus.RUNNING)
            .values(values)
            .returning(Job.cancel_asked)
            .execution_options(synchronize_session=False)
        )
        cancel_asked = session.execute(statement).scalar()
        if cancel_asked is None:
            raise Lost
        if cancel_asked:
            raise Cancelled
        self.done = done

    def pause(self, seconds: float) -> None:
        """Wait without losing the job, unless the worker or the job is stopped meanwhile."""
        left = seconds
        while left > 0:
            if self.stopping.wait(min(STEP, left)):
                raise Interrupted
            left -= STEP
            if int(left) % 20 == 0:
                self.keep()

    def keep(self) -> None:
        """Keep the job for another minute; raises Lost, Cancelled or Interrupted."""
        if self.stopping.is_set():
            raise Interrupted
        with self.new_session() as session:
            self.advance(session, done=self.done)
            session.commit()


@dataclass(frozen=True, slots=True)
class Work:
    """What is done for one kind of job; `ended` notes its end, in the same transaction, where people look for it."""

    run: Callable[[Task], None]
    ended: Callable[[Session, Job], None]


def register(kind: str, work: Work) -> None:
    """Say what is done for jobs of this kind."""
    _WORKS[kind] = work


def every_hour(queue_due: Callable[[Session], None]) -> None:
    """Have `queue_due` called by the worker every hour: it queues what is due and takes away what is out of date."""
    if queue_due not in _HOURLY:
        _HOURLY.append(queue_due)


_WORKS: dict[str, Work] = {}
_HOURLY: list[Callable[[Session], None]] = []


def queue(session: Session, kind: str, *, about: uuid.UUID, total: int = 0) -> Job:
    """Ask for some work, in the transaction in hand."""
    job = Job(kind=kind, about=about, total=total)
    session.add(job)
    session.flush()  # whoever asks keeps its key
    return job


def cancel(session: Session, job: Job) -> None:
    """Stop a job: at once if nobody has it in hand, else at the end of its batch."""
    if job.status is JobStatus.WAITING:
        _end(session, job, JobStatus.CANCELLED, "")
    elif job.status is JobStatus.RUNNING:
        job.cancel_asked = True


def claim(session: Session) -> uuid.UUID | None:
    """Take the job that waits for longest, for a minute, in one statement; None when there is none."""
    now = clock.now()
    due = (
        select(Job.id)
        .where(
            Job.status.in_((JobStatus.WAITING, JobStatus.RUNNING)),
            Job.available_at <= now,
            or_(Job.claimed_until.is_(None), Job.claimed_until < now),
        )
        .order_by(Job.available_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(Job)
        .where(Job.id.in_(due.scalar_subquery()))
        .values(claimed_until=now + CLAIM, attempts=Job.attempts + 1, status=JobStatus.RUNNING)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(statement).one_or_none()


def run_next(new_session: Callable[[], Session], stopping: Event | None = None) -> bool:
    """Do the job that waits for longest; False when there is none."""
    with new_session() as session:
        key = claim(session)
        session.commit()
        if key is None:
            return False
        job = session.get_one(Job, key)
        task = Task(job.id, job.about, job.attempts, job.done, new_session, stopping or Event())
        session.commit()
    _finish(task, *_outcome(task, job.kind))
    return True


def queue_what_is_due(new_session: Callable[[], Session]) -> None:
    """Call what asked to be called every hour."""
    for queue_due in _HOURLY:
        with new_session() as session:
            queue_due(session)
            session.commit()


def _outcome(task: Task, kind: str) -> tuple[JobStatus | None, str]:
    """Do the work; return how it ended (None: it is another's), with what to tell."""
    if task.attempt > MAX_ATTEMPTS:
        return JobStatus.FAILED, "interrupted again and again"
    try:
        _WORKS[kind].run(task)
    except Lost:
        return None, ""
    except Interrupted:
        return JobStatus.WAITING, ""
    except Cancelled:
        return JobStatus.CANCELLED, ""
    except Refused as error:
        return JobStatus.FAILED, str(error)
    except Exception as error:
        current_app.logger.exception("job %s (%s) was not finished", task.id, kind)
        status = JobStatus.FAILED if task.attempt >= MAX_ATTEMPTS else JobStatus.WAITING
        return status, f"{type(error).__name__}: {error}"[:2000]
    return JobStatus.DONE, ""


def _finish(task: Task, status: JobStatus | None, error: str) -> None:
    if status is None:
        return
    with task.new_session() as session:
        mine = select(Job).where(Job.id == task.id, Job.attempts == task.attempt, Job.status == JobStatus.RUNNING)
        job = session.scalars(mine.with_for_update()).one_or_none()
        if job is None:
            return
        if status is JobStatus.WAITING:
            job.status, job.last_error, job.claimed_until = status, error, None
            if error:
                job.available_at = clock.now() + FIRST_RETRY * 2 ** (job.attempts - 1)
            else:
                job.attempts -= 1  # nothing failed: the worker was asked to stop
        else:
            _end(session, job, status, error)
        session.commit()


def _end(session: Session, job: Job, status: JobStatus, error: str) -> None:
    job.status, job.last_error, job.finished_at, job.claimed_until = status, error, clock.now(), None
    _WORKS[job.kind].ended(session, job)
