"""Files that a team attaches to its dossier; what they hold is in the store of files, not here."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.file_kinds import FileKind, Verdict, kind_of
from incubator.domain.models.call import Question
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class Attachment(Identified, Base):
    """One file. Removed, it can be put back for a day; then row and file go, unless a version holds it."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_is_positive"),
        Index("ix_attachments_project_id_created_at", "project_id", "created_at"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    question_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("questions.id"), comment="The question it answers; empty: the dossier as a whole"
    )
    name: Mapped[str] = mapped_column(String(160), comment="As it was given, cleaned; its ending is that of its type")
    media_type: Mapped[str] = mapped_column(String(100), comment="By what it holds")
    size: Mapped[int] = mapped_column(comment="In bytes")
    sha256: Mapped[str] = mapped_column(String(64))
    storage_name: Mapped[str] = mapped_column(String(40), unique=True, comment="In the store of files")
    preview_name: Mapped[str | None] = mapped_column(String(40), unique=True, comment="Of its small image, in WebP")
    uploaded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    verdict: Mapped[Verdict] = mapped_column(enum_type(Verdict), default=Verdict.NOT_SCANNED)
    removed_at: Mapped[datetime | None]
    source_mark: Mapped[str | None] = mapped_column(
        String(64), comment="By what its source is known again; empty: none"
    )
    waits: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="The next version handed in changes it: puts it in if it is removed, else takes it out",
    )

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    question: Mapped[Question | None] = relationship(lazy="raise_on_sql")
    uploaded_by: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def kind(self) -> FileKind:
        """What people call such a file."""
        return kind_of(self.media_type)

    @property
    def short_kind(self) -> str:
        """Its ending in capitals, as people say it: PDF, DOCX."""
        return self.kind.media_types[self.media_type].lstrip(".").upper()
