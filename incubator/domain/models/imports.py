"""Imports: a file or a synchronisation, its lines, the mappings kept for the next one."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.import_kinds import AT_WORK, ImportSource, ImportStatus, LineOutcome
from incubator.domain.models.call import Call
from incubator.domain.models.person import Person


class ImportRun(Identified, Base):
    """One import into one call: what came, how it was read, what was done, by whom."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_call_id_created_at", "call_id", "created_at"),)

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), comment="Empty: the daily run")
    source: Mapped[ImportSource] = mapped_column(enum_type(ImportSource))
    status: Mapped[ImportStatus] = mapped_column(enum_type(ImportStatus), default=ImportStatus.TO_MAP)
    filename: Mapped[str] = mapped_column(String(200), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="How it was read; where a fetch is")
    sheets: Mapped[list[Any]] = mapped_column(default=list, comment="name, columns (key, label), rows of each sheet")
    sheet: Mapped[int] = mapped_column(default=0, comment="Which of them is imported")
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="Field by column")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="state, dates, receipts")
    total: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[uuid.UUID | None] = mapped_column(comment="The work in hand or last done")
    message: Mapped[str] = mapped_column(Text, default="", comment="Why it stopped")
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    call: Mapped[Call] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    undone_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[undone_by_id])

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has something to do for it."""
        return self.status in AT_WORK

    @property
    def labels(self) -> list[str]:
        """The titles of the columns of the sheet in hand."""
        return [str(column["label"]) for column in self.sheets[self.sheet]["columns"]] if self.sheets else []


class ImportLine(Base):
    """What became of one line: the dossier it made or changed, or why it was refused. `before` serves to undo."""

    __tablename__ = "import_lines"
    # Without them, a dossier or an account taken away would have every line looked at.
    __table_args__ = (
        Index("ix_import_lines_project_id", "project_id"),
        Index("ix_import_lines_person_id", "person_id"),
    )

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, comment="As a spreadsheet shows it")
    outcome: Mapped[LineOutcome] = mapped_column(enum_type(LineOutcome))
    project_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("projects.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), comment="Account it opened")
    before: Mapped[dict[str, Any] | None] = mapped_column(comment="The values it replaced")
    version: Mapped[int] = mapped_column(default=0, comment="Of the dossier once written")
    key: Mapped[str] = mapped_column(String(120), default="", comment="Identity of the dossier in the source")
    sentence: Mapped[str] = mapped_column(Text, default="", comment="Why it was refused")


class ImportFile(Base):
    """A file that an import put in a dossier that was there, or took out of one: taken back, it goes or comes back."""

    __tablename__ = "import_files"
    __table_args__ = (Index("ix_import_files_attachment_id", "attachment_id"),)

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    attachment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True)
    came: Mapped[bool] = mapped_column(comment="Put in by the import; else taken out by it")


class ImportChunk(Base):
    """Some lines of a file, as they were read: kept until some weeks after the import, then taken away."""

    __tablename__ = "import_chunks"

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    sheet: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, comment="Compressed JSON: [number, [cell, …]] of each line")


class ImportMapping(Identified, Base):
    """Which column holds what, kept under a name by an organisation: columns are found again by their titles."""

    __tablename__ = "import_mappings"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(80))
    columns: Mapped[dict[str, Any]] = mapped_column(comment="Field by title of column")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)


class DemarcheLink(Identified, Base):
    """The procedure of Démarches Simplifiées that feeds a call. Its token is in the environment, never here."""

    __tablename__ = "demarche_links"

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"), unique=True)
    address: Mapped[str] = mapped_column(String(200))
    number: Mapped[int] = mapped_column(comment="Of the procedure")
    daily: Mapped[bool] = mapped_column(default=False)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="Field by identifier of column")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    since: Mapped[str] = mapped_column(String(40), default="", comment="Last change seen, as the source writes it")
    asked_at: Mapped[datetime | None] = mapped_column(comment="Last time a run was asked")

    call: Mapped[Call] = relationship(lazy="raise_on_sql")
