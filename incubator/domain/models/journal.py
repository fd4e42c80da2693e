"""The journal: every act, who, when, what, before, after."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core import clock
from incubator.core.db import Base
from incubator.domain.models.person import Person


class JournalEntry(Base):
    """One act. Written once, never changed; `event` is the name of a lifecycle step or of an `Event`.

    A spell of writing, saved every few seconds, is one act: its line is replaced until it ends.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_project_id_id", "project_id", "id"),
        Index("ix_journal_call_id_id", "call_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), comment="Empty: the application itself")
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    call_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("calls.id"))
    project_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("projects.id"))
    event: Mapped[str] = mapped_column(String(60))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    note: Mapped[str] = mapped_column(Text, default="")

    actor: Mapped[Person | None] = relationship(lazy="raise_on_sql")
