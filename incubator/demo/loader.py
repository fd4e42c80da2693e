"""Loading the demonstration at a stage, and emptying the database before it."""

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.db import Base, continue_numbering
from incubator.demo import (
    agreements,
    authorities,
    decisions,
    dossiers,
    files,
    follow_up,
    jury_day,
    letters,
    neighbours,
    people,
    readings,
)
from incubator.demo.book import Book
from incubator.demo.content import MAIN, OTHER, key
from incubator.demo.lives import lives
from incubator.demo.moments import Moments, Stage, moments
from incubator.domain.models import (
    Agreement,
    Answer,
    Attachment,
    Call,
    CheckIn,
    Coaching,
    Conflict,
    Decision,
    Organisation,
    Person,
    Phase,
    Pitch,
    PitchCard,
    PitchScore,
    Project,
    Review,
    RoleGrant,
    Score,
    Standing,
    TeamMember,
)
from incubator.domain.search import documents

ORDER = (
    Person, Project, Agreement, RoleGrant, TeamMember, Answer, Attachment, Conflict, Review, Score, Standing, Decision,
    Pitch, PitchCard, PitchScore, Coaching, Phase, CheckIn,
)  # fmt: skip


class AlreadyLoaded(Exception):
    """The database holds an organisation already: nothing is mixed with it."""


def holds_something_else(session: Session) -> bool:
    """Tell whether the database has an organisation that is not one of the demonstration."""
    ours = [key("organisation", name) for name in (MAIN, OTHER)]
    return session.scalar(select(Organisation.id).where(Organisation.id.not_in(ours)).limit(1)) is not None


def clear(session: Session) -> None:
    """Empty every table."""
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(delete(table))
    continue_numbering(session)


def load(session: Session, stage: Stage) -> None:
    """Write the demonstration as of `stage` in an empty database; the caller commits.

    Raises AlreadyLoaded when the database is not empty. Wants an application context, for the words of the e-mails.
    """
    if session.scalar(select(func.count()).select_from(Organisation)):
        raise AlreadyLoaded
    when = moments(stage, clock.now())
    call = authorities.found(session, when)
    told = lives(when)
    book = Book()
    people.seat(book, when)
    people.hire(book, when, [life.dossier for life in told])
    dossiers.write(book, told)
    files.write(book, told)
    agreements.write(book, told, when)
    readings.write(book, told, when)
    decisions.write(book, told, when)
    jury_day.write(book, when)
    follow_up.write(book, when)
    _count(session, call, len(told), neighbours.write(book, when), when)
    book.write(session, ORDER)
    documents.rebuild(session)
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"] or "http://127.0.0.1:8000"):
        letters.write(session, told, when)
        agreements.send_letters(session, told, when)
    session.flush()  # what is wrong is said here, not at the caller's commit


def _count(session: Session, call: Call, told: int, others: int, when: Moments) -> None:
    call.last_number = told
    call.jury_closed_at = jury_day.closed_at(when)
    session.get_one(Call, key("call", "etabli-lorvan")).last_number = others
