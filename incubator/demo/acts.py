"""Acts that the people of the demonstration take by the operations themselves, each at its own moment of the past.

What the operations write is completed before it is stored: keys that are the same at each load, e-mails that have left,
and the journal, kept for the book, which writes it as time went.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import event, select
from sqlalchemy.orm import Session, joinedload, selectinload

from incubator.core import clock
from incubator.core.db import Identified
from incubator.core.outbox import MailStatus, OutboxEmail
from incubator.demo.book import Book
from incubator.demo.content import CALL_ID, key
from incubator.domain.actors import Actor, load_actor
from incubator.domain.models import Call, JournalEntry, Programme, Project

KEPT = ("organisation_id", "call_id", "project_id", "actor_id", "event", "before", "after", "note")


class Stagehand:
    """Lets acts be taken while it is entered: `with stagehand.acting(somebody, then) as actor`."""

    def __init__(self, session: Session, book: Book) -> None:
        """Act in `session`, and keep the journal in `book`."""
        self.session = session
        self._book = book
        self._actors: dict[uuid.UUID, Actor] = {}
        self._projects: dict[uuid.UUID, Project] = {}
        self._made = 0

    def __enter__(self) -> Self:
        """Begin to complete what is written."""
        event.listen(self.session, "before_flush", self._complete)
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave the session as it was found."""
        event.remove(self.session, "before_flush", self._complete)

    @contextmanager
    def acting(self, person_id: uuid.UUID, moment: datetime) -> Iterator[Actor]:
        """Let a person act at `moment`; what they wrote is stored as of then."""
        with clock.moved_to(moment):
            yield self._actor(person_id)
            self.session.flush()

    def call(self) -> Call:
        """Return the call of the demonstration."""
        return next(iter(self._loaded().values())).call

    def project(self, slug: str) -> Project:
        """Return a dossier, with all that operations ask of it."""
        return self._loaded()[key("project", slug)]

    def _loaded(self) -> dict[uuid.UUID, Project]:
        if not self._projects:
            call = joinedload(Project.call)
            whole = select(Project).where(Project.call_id == CALL_ID).options(
                call.joinedload(Call.programme).joinedload(Programme.organisation),
                call.selectinload(Call.organisations),
                joinedload(Project.owner),
                joinedload(Project.organisation),
                selectinload(Project.members),
            )  # fmt: skip
            self._projects = {project.id: project for project in self.session.scalars(whole)}
        return self._projects

    def _actor(self, person_id: uuid.UUID) -> Actor:
        if person_id not in self._actors:
            actor = load_actor(self.session, person_id)
            assert actor is not None, "everybody of the demonstration has an account"
            self._actors[person_id] = actor
        return self._actors[person_id]

    def _complete(self, session: Session, *_how: Any) -> None:  # Any: what the event says beside
        for one in list(session.new):
            if isinstance(one, JournalEntry):
                session.expunge(one)
                self._book.acts.append({**{name: getattr(one, name) for name in KEPT}, "at": clock.now()})
                continue
            if isinstance(one, OutboxEmail):
                one.status, one.attempts = MailStatus.SENT, 1
                one.available_at, one.sent_at = clock.now(), clock.now() + timedelta(minutes=1)
            if isinstance(one, Identified) and one.id is None:
                self._made += 1
                one.id = key("act", self._made)
