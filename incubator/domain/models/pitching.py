"""The jury day: the order of the pitches, and each juror's card."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.kinds import PitchStatus
from incubator.domain.models.call import Criterion
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class Pitch(Identified, Base):
    """One project's place in the running order of the jury day."""

    __tablename__ = "pitches"
    __table_args__ = (UniqueConstraint("call_id", "position"),)

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), unique=True)
    position: Mapped[int]
    starts_at: Mapped[datetime]
    status: Mapped[PitchStatus] = mapped_column(enum_type(PitchStatus), default=PitchStatus.WAITING)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    cards: Mapped[list["PitchCard"]] = relationship(back_populates="pitch", lazy="raise_on_sql")


class PitchCard(Identified, Base):
    """One juror's marks for one pitch; `total` in thousandths of a point once sent."""

    __tablename__ = "pitch_cards"
    __table_args__ = (
        UniqueConstraint("pitch_id", "juror_id"),
        CheckConstraint("locked_at IS NULL OR total IS NOT NULL", name="locked_has_a_total"),
    )

    pitch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pitches.id"))
    juror_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    favourite: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[int | None]
    locked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    pitch: Mapped[Pitch] = relationship(back_populates="cards", lazy="raise_on_sql")
    juror: Mapped[Person] = relationship(lazy="raise_on_sql")
    scores: Mapped[list["PitchScore"]] = relationship(
        back_populates="card", lazy="raise_on_sql", cascade="all, delete-orphan"
    )


class PitchScore(Base):
    """One mark, 0 to 5, for one criterion of one juror's card."""

    __tablename__ = "pitch_scores"
    __table_args__ = (CheckConstraint("value BETWEEN 0 AND 5", name="on_the_scale"),)

    card_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pitch_cards.id"), primary_key=True)
    criterion_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("criteria.id"), primary_key=True)
    value: Mapped[int]

    card: Mapped[PitchCard] = relationship(back_populates="scores", lazy="raise_on_sql")
    criterion: Mapped[Criterion] = relationship(lazy="raise_on_sql")
