"""Follow-up: coaches, phases, check-ins."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.kinds import PhaseKind
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class Coaching(Identified, Base):
    """A coach beside a project, from one day to another."""

    __tablename__ = "coachings"
    __table_args__ = (
        UniqueConstraint("project_id", "coach_id", "started_on"),
        Index("ix_coachings_coach_id", "coach_id"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    coach_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    coach: Mapped[Person] = relationship(lazy="raise_on_sql")
    project: Mapped[Project] = relationship(lazy="raise_on_sql")


class Phase(Identified, Base):
    """A phase of a project: planned dates beside real ones."""

    __tablename__ = "phases"
    __table_args__ = (
        UniqueConstraint("project_id", "position"),
        CheckConstraint("planned_start <= planned_end", name="planned_in_order"),
        CheckConstraint("started_on IS NULL OR ended_on IS NULL OR started_on <= ended_on", name="lived_in_order"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[PhaseKind] = mapped_column(enum_type(PhaseKind))
    position: Mapped[int]
    planned_start: Mapped[date]
    planned_end: Mapped[date]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    comment: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship(lazy="raise_on_sql")


class CheckIn(Identified, Base):
    """What the team says every two weeks, in three minutes. Days are days of work."""

    __tablename__ = "check_ins"
    __table_args__ = (
        Index("ix_check_ins_project_id_on", "project_id", "on"),
        CheckConstraint("mood BETWEEN 1 AND 5", name="mood_on_the_scale"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    on: Mapped[date]
    learned: Mapped[str] = mapped_column(Text)
    users_met: Mapped[int] = mapped_column(default=0)
    days_planned: Mapped[float] = mapped_column(default=0.0)
    days_spent: Mapped[float] = mapped_column(default=0.0)
    blocker: Mapped[str] = mapped_column(Text, default="")
    blocker_owner: Mapped[str] = mapped_column(String(160), default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    next_step_on: Mapped[date | None]
    mood: Mapped[int]

    author: Mapped[Person] = relationship(lazy="raise_on_sql")
    project: Mapped[Project] = relationship(lazy="raise_on_sql")
