"""Loading the demonstration at a stage, and emptying the database before it."""

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.db import Base, continue_numbering
from incubator.demo import (
    agreements,
    around,
    authorities,
    decisions,
    doors,
    dossiers,
    files,
    follow_up,
    jury_day,
    letters,
    meetings,
    neighbours,
    people,
    readings,
    requests,
    wording,
)
from incubator.demo.acts import Stagehand
from incubator.demo.book import Book
from incubator.demo.content import MAIN, OTHER, key
from incubator.demo.lives import Life, lives
from incubator.demo.moments import Moments, Stage, moments
from incubator.domain.models import (
    AccessCode,
    AccessUse,
    Agreement,
    Answer,
    Attachment,
    Call,
    CheckIn,
    Coaching,
    Conflict,
    Decision,
    Deposit,
    InformationRequest,
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
    Pitch, PitchCard, PitchScore, Coaching, Phase, CheckIn, AccessCode, AccessUse, Deposit, InformationRequest,
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
    _write(book, told, when)
    _count(session, call, len(told), neighbours.write(book, when), when)
    book.write(session, ORDER)
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"] or "http://127.0.0.1:8000"):
        wording.write_text(session, book, when)
        with session.no_autoflush:  # what the e-mails say is written already
            letters.write(session, told, when)
            agreements.send_letters(session, told, when)
            doors.send_code(session, when)
        requests.close(session, told)
        with Stagehand(session, book) as hand:
            around.play(hand, told, when)
            meetings.play(hand, told, when)
            wording.play_form(hand, when)
    book.write_acts(session)
    documents.rebuild(session)
    session.flush()  # what is wrong is said here, not at the caller's commit


def _write(book: Book, told: list[Life], when: Moments) -> None:
    people.seat(book, when)
    people.hire(book, when, [life.dossier for life in told])
    dossiers.write(book, told, when)
    files.write(book, told)
    doors.write(book, told, when)
    agreements.write(book, told, when)
    requests.write(book, told)
    readings.write(book, told, when)
    decisions.write(book, told, when)
    jury_day.write(book, when)
    follow_up.write(book, when)


def _count(session: Session, call: Call, told: int, others: int, when: Moments) -> None:
    call.last_number = told
    call.jury_closed_at = jury_day.closed_at(when)
    session.get_one(Call, key("call", "etabli-lorvan")).last_number = others
