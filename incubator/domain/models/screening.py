"""Screening: checks and opinions, requests to a team, tags, notes, call-backs; how each person left the worklist."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project
from incubator.domain.screening_kinds import CheckAnswer, TagTone, Verdict


class SavedView(Identified, Base):
    """The filters of a worklist under a name: its author's own, or shared with those who run the call."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("call_id", "person_id", "name"),)

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(60))
    filters: Mapped[dict[str, Any]] = mapped_column(comment="As in the address of the worklist")
    shared: Mapped[bool] = mapped_column(default=False, comment="With all those who run the call")


class DefaultView(Base):
    """The view that opens a worklist for a person who asks for nothing else."""

    __tablename__ = "default_views"

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    view_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("saved_views.id"), index=True)


class ScreeningAct(Identified, Base):
    """One press of a button on one or several dossiers: enough to take it back while its mails wait."""

    __tablename__ = "screening_acts"
    __table_args__ = (Index("ix_screening_acts_call_id", "call_id"),)

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(40))
    items: Mapped[list[Any]] = mapped_column(comment="What was done to each dossier, and the mails that tell of it")
    undone_at: Mapped[datetime | None]


class Tag(Identified, Base):
    """A word that those who run a call put on its dossiers."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("call_id", "name"),)

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    name: Mapped[str] = mapped_column(String(40))
    tone: Mapped[TagTone] = mapped_column(enum_type(TagTone), default=TagTone.NEUTRAL)


class ProjectTag(Base):
    """A tag on a dossier."""

    __tablename__ = "project_tags"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    tag_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tags.id"), primary_key=True, index=True)


class PrivateNote(Identified, Base):
    """What those who run the call write among themselves about a dossier."""

    __tablename__ = "private_notes"
    __table_args__ = (Index("ix_private_notes_project_id", "project_id"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    edited_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship(lazy="raise_on_sql")
    project: Mapped[Project] = relationship(lazy="raise_on_sql")


class CallBack(Identified, Base):
    """A call to make: asked for by the team, or planned by those who run the call."""

    __tablename__ = "call_backs"
    __table_args__ = (Index("ix_call_backs_project_id_done_at", "project_id", "done_at"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    by_team: Mapped[bool] = mapped_column(default=False, comment="Asked for by the team")
    subject: Mapped[str] = mapped_column(Text, default="", comment="What it is about, and when the team can be reached")
    phone: Mapped[str] = mapped_column(String(40), default="")
    planned_at: Mapped[datetime | None] = mapped_column(comment="When the team is told it will be called")
    caller_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), comment="Who will call")
    done_at: Mapped[datetime | None] = mapped_column(comment="When the call was made, or cancelled")
    note: Mapped[str] = mapped_column(Text, default="", comment="What was said, for those who run the call")
    cancelled_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="Who cancelled it; empty: it was made, or is awaited"
    )

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    asked_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[asked_by_id])
    caller: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[caller_id])
    cancelled_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[cancelled_by_id])


class InformationRequest(Identified, Base):
    """What a team was asked to complete: which answers, by when, and what they said before."""

    __tablename__ = "information_requests"
    __table_args__ = (Index("ix_information_requests_project_id_closed_at", "project_id", "closed_at"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    message: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[Any]] = mapped_column(default=list, comment="Keys of what may be changed; empty: everything")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="What these answers said, by key")
    due_on: Mapped[date | None]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(comment="When the team sent its dossier back")

    asked_by: Mapped[Person] = relationship(lazy="raise_on_sql")
    project: Mapped[Project] = relationship(lazy="raise_on_sql")


class ChecklistItem(Identified, Base):
    """One thing to check before a dossier of a call is declared admissible."""

    __tablename__ = "checklist_items"
    __table_args__ = (Index("ix_checklist_items_call_id", "call_id"),)

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(160))
    label_en: Mapped[str] = mapped_column(String(160), default="")
    help: Mapped[str] = mapped_column(Text, default="")
    help_en: Mapped[str] = mapped_column(Text, default="")


class ChecklistAnswer(Base):
    """What one person answered to one check of one dossier."""

    __tablename__ = "checklist_answers"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("checklist_items.id"), primary_key=True, index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    answer: Mapped[CheckAnswer] = mapped_column(enum_type(CheckAnswer))


class ScreeningOpinion(Base):
    """What one person thinks of the admissibility of a dossier, where the call wants several to agree."""

    __tablename__ = "screening_opinions"
    __table_args__ = (CheckConstraint("verdict = 'admit' OR reason <> ''", name="rejection_has_a_reason"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(enum_type(Verdict))
    reason: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
