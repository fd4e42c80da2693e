"""What a dossier said each time it was handed in: kept as it was, whatever becomes of its answers and questions."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core import clock
from incubator.core.db import Base, Identified
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class Revision(Identified, Base):
    """One version of a dossier. Written once, never changed: its questions are copied with their answers."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    number: Mapped[int] = mapped_column(comment="Within the project, from 1")
    at: Mapped[datetime] = mapped_column(default=clock.now, comment="When it was handed in")
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    event: Mapped[str] = mapped_column(String(60), comment="The step by which it was handed in")
    title: Mapped[str] = mapped_column(String(120), default="")
    department: Mapped[str] = mapped_column(String(160), default="")
    theme: Mapped[str] = mapped_column(String(120), default="")
    answers: Mapped[list[Any]] = mapped_column(default=list, comment="Each question as it was asked, and its answer")

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class RevisionFile(Base):
    """A file that one version holds; as long as one does, it is not deleted."""

    __tablename__ = "revision_files"
    __table_args__ = (Index("ix_revision_files_attachment_id", "attachment_id"),)

    revision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"), primary_key=True)
    attachment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True)
