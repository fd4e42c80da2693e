"""The questions and answers between a team and those who run its call."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.dossier_kinds import Side
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class ThreadMessage(Identified, Base):
    """One message of the thread of a dossier; `side` is who speaks: the team, or the programme.

    It is read when anybody of the other side has read it: one answer is enough, whoever gives it.
    """

    __tablename__ = "thread_messages"
    __table_args__ = (
        Index("ix_thread_messages_project_id_created_at", "project_id", "created_at"),
        Index("ix_thread_messages_side_read_at", "side", "read_at"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(enum_type(Side))
    text: Mapped[str] = mapped_column(Text)
    edited_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None] = mapped_column(comment="When somebody of the other side read it")

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(lazy="raise_on_sql")
