"""E-mails as rows of the same transaction as the act they tell of, delivered afterwards, retried, never lost.

A worker claims a row, commits the claim, sends, and commits the result. A worker killed before the server has taken
the message leaves a claim that runs out, and the message goes later. Killed in the instant between the server's
answer and the second commit, it leaves a message that goes again under the same Message-ID, by which mail systems
know a copy: see docs/decisions on the outbox.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from flask import current_app
from jinja2 import Environment
from sqlalchemy import Index, String, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from incubator.core import clock
from incubator.core.db import Base, Identified, enum_type
from incubator.core.i18n import force_locale

CLAIM = timedelta(minutes=5)
FIRST_RETRY = timedelta(minutes=1)
MAX_ATTEMPTS = 10
ATTEMPTS_WITH_FILE = 3


class MailStatus(StrEnum):
    """How far an e-mail is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"  # for the digest of the day
    GATHERED = "gathered"  # left within a digest
    UNWANTED = "unwanted"  # the person switched this kind off


@dataclass(frozen=True, slots=True)
class Email:
    """One message to one person: `name` is the folder of its words under templates/emails."""

    name: str
    to: str
    language: str
    context: dict[str, Any] = field(default_factory=dict)
    about: uuid.UUID | None = None
    attachment: str = ""  # kind and key of what is made when it leaves, as « revision:<key> »
    once: str | None = None  # two messages never carry the same: what is sent by itself is sent once


@dataclass(frozen=True, slots=True)
class File:
    """What goes with a message."""

    name: str
    mimetype: str
    content: bytes


# By kind: reads what a file is made of, and returns how to make it once nothing is locked any more.
MakeFile = Callable[[Session, uuid.UUID], Callable[[], File]]
FILES: dict[str, MakeFile] = {}


class Letterhead(Protocol):
    """What the application adds to every message; core does not know how letters are signed."""

    def own_words(self, email: Email) -> tuple[str, str] | None:
        """Return the subject and the body that somebody wrote in the place of ours."""

    def finish(self, row: "OutboxEmail", email: Email) -> None:
        """Complete a written message: where to answer, how to have no more of them, when it leaves."""


class OutboxEmail(Identified, Base):
    """A written message, waiting or gone."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_status_available_at", "status", "available_at"),
        Index("ix_outbox_about", "about"),
        Index("ix_outbox_created_at", "created_at"),
        Index("ix_outbox_once", "once", unique=True),
    )

    name: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    about: Mapped[uuid.UUID | None] = mapped_column(comment="What it is about: the id of a project")
    attachment: Mapped[str] = mapped_column(String(80), default="", comment="Kind and key of what goes with it")
    status: Mapped[MailStatus] = mapped_column(enum_type(MailStatus), default=MailStatus.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    unsubscribe: Mapped[str] = mapped_column(String(500), default="", comment="Address by which to have no more")
    once: Mapped[str | None] = mapped_column(String(200), comment="What is sent by itself is sent once")


def write(email: Email) -> OutboxEmail:
    """Return `email` in its reader's language, as it would leave, without putting it anywhere."""
    letterhead: Letterhead | None = current_app.extensions.get("letterhead")
    zone = getattr(email.context.get("call"), "timezone", None)  # the dates of a call, on its clock
    with force_locale(email.language), clock.in_zone(zone):
        subject, body = (letterhead.own_words(email) if letterhead else None) or default_words(email)
        row = OutboxEmail(
            name=email.name,
            recipient=email.to,
            language=email.language,
            subject=re.sub(r"[ \t\r\n]+", " ", subject).strip(),  # one line; its unbreakable spaces stay
            body=re.sub(r"\n{3,}", "\n\n", body).strip() + "\n",
            about=email.about,
            attachment=email.attachment,
            once=email.once,
            status=MailStatus.WAITING,
        )
        if letterhead:
            letterhead.finish(row, email)
    return row


def default_words(email: Email, filters: Mapping[str, Callable[..., Any]] | None = None) -> tuple[str, str]:
    """Return the subject and the body of our own templates, in the language in use; `filters` stand in for ours."""
    # Not `render_template`: what surrounds a page (menu, call in hand) has no place in a letter, and costs queries.
    environment: Environment = current_app.jinja_env
    if filters:
        environment = environment.overlay()
        environment.filters = {**environment.filters, **filters}
    subject, body = (environment.get_template(f"emails/{email.name}/{part}.txt") for part in ("subject", "body"))
    return subject.render(email.context), body.render(email.context)


def queue(session: Session, email: Email, *, not_before: datetime | None = None) -> OutboxEmail:
    """Write `email` and put it in the outbox, in the transaction in hand; it does not leave before `not_before`."""
    row = write(email)
    if not_before is not None:
        row.available_at = not_before
    session.add(row)
    return row


def withdraw(session: Session, *, about: uuid.UUID, not_before: datetime) -> bool:
    """Take back the messages about something that were to wait until `not_before`; False when one has left already.

    None is then taken back.
    """
    rows = session.scalars(
        select(OutboxEmail).where(OutboxEmail.about == about, OutboxEmail.available_at == not_before).with_for_update()
    ).all()
    if any(row.status in (MailStatus.SENT, MailStatus.GATHERED) or row.attempts for row in rows):
        return False
    for row in rows:
        session.delete(row)
    return True


def cancel(session: Session, *, about: uuid.UUID, name: str) -> None:
    """Take back the messages `name` about something that have not left."""
    session.execute(
        delete(OutboxEmail).where(
            OutboxEmail.about == about,
            OutboxEmail.name == name,
            OutboxEmail.status == MailStatus.WAITING,
            OutboxEmail.attempts == 0,
        )
    )


def claim(session: Session, *, limit: int) -> list[uuid.UUID]:
    """Take up to `limit` messages that are due, for five minutes, in one statement; return their ids.

    Two workers never take the same row: on PostgreSQL rows taken by another are skipped, on SQLite writers queue.
    """
    now = clock.now()
    due = (
        select(OutboxEmail.id)
        .where(
            OutboxEmail.status == MailStatus.WAITING,
            OutboxEmail.available_at <= now,
            or_(OutboxEmail.claimed_until.is_(None), OutboxEmail.claimed_until < now),
        )
        .order_by(OutboxEmail.created_at, OutboxEmail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(OutboxEmail)
        .where(OutboxEmail.id.in_(due.scalar_subquery()))
        .values(claimed_until=now + CLAIM, attempts=OutboxEmail.attempts + 1)
        .returning(OutboxEmail.id)
        .execution_options(synchronize_session=False)
    )
    return list(session.scalars(statement))


def revive(session: Session) -> int:
    """Make the messages that were given up wait again, as new; return how many."""
    given_up = update(OutboxEmail).where(OutboxEmail.status == MailStatus.FAILED)
    revived = given_up.values(status=MailStatus.WAITING, attempts=0, available_at=clock.now(), claimed_until=None)
    statement = revived.returning(OutboxEmail.id).execution_options(synchronize_session=False)
    return len(session.scalars(statement).all())


def deliver(new_session: Callable[[], Session], send: Callable[..., None], *, limit: int = 50) -> tuple[int, int]:
    """Send what is due, one message at a time; return how many left and how many failed.

    `send` is given the message and its files. What the server refuses is retried with growing pauses (1, 2, 4…
    minutes), ten times in all.
    """
    sent = failed = 0
    with new_session() as session:
        ids = claim(session, limit=limit)
        session.commit()
    for key in ids:
        with new_session() as session:
            email = session.get_one(OutboxEmail, key)
            try:
                send(email, *_files_of(session, email))
            except Exception as error:
                session.rollback()
                failed += 1
                email.last_error = f"{type(error).__name__}: {error}"[:2000]
                email.available_at = clock.now() + FIRST_RETRY * 2 ** (email.attempts - 1)
                email.status = MailStatus.FAILED if email.attempts >= MAX_ATTEMPTS else MailStatus.WAITING
                current_app.logger.warning("mail %s not delivered: %s", email.id, email.last_error)
            else:
                sent += 1
                email.status = MailStatus.SENT
                email.sent_at = clock.now()
                email.last_error = ""
            email.claimed_until = None
            session.commit()
    return sent, failed


def _files_of(session: Session, email: OutboxEmail) -> list[File]:
    """Make what goes with `email`, in its reader's language; end the transaction, so that nothing is locked after.

    A file that cannot be made holds the message back twice; then it leaves without: the words matter more.
    """
    try:
        with force_locale(email.language):
            make = _read_for_file(session, email.attachment) if email.attachment else None
            session.commit()  # nothing is locked while the file is made, nor while the mail server is spoken to
            return [make()] if make is not None else []
    except Exception:
        if email.attempts < ATTEMPTS_WITH_FILE:
            raise
        session.rollback()
        current_app.logger.exception("mail %s leaves without its file", email.id)
        return []


def _read_for_file(session: Session, attachment: str) -> Callable[[], File]:
    kind, _colon, key = attachment.partition(":")
    return FILES[kind](session, uuid.UUID(key))
