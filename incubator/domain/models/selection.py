"""Selection: conflicts, readings, marks, standings and decisions."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.kinds import ConflictKind, Opinion, Outcome, ReviewStatus, Round
from incubator.domain.models.call import Criterion
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class Conflict(Identified, Base):
    """A link that keeps a person away from a dossier, in every page and every figure, until it is lifted."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("person_id", "project_id"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    kind: Mapped[ConflictKind] = mapped_column(enum_type(ConflictKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    declared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    lifted_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])


class Review(Identified, Base):
    """One reader's reading of one dossier. `total` is the weighted mean of the marks, in thousandths of a point."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("project_id", "reader_id"),
        Index("ix_reviews_reader_id_status", "reader_id", "status"),
        CheckConstraint("status <> 'final' OR total IS NOT NULL", name="final_has_a_total"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    reader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    status: Mapped[ReviewStatus] = mapped_column(enum_type(ReviewStatus), default=ReviewStatus.ASSIGNED)
    opinion: Mapped[Opinion | None] = mapped_column(enum_type(Opinion))
    committee_comment: Mapped[str] = mapped_column(Text, default="")
    candidate_comment: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[int | None]
    finished_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    reader: Mapped[Person] = relationship(lazy="raise_on_sql")
    scores: Mapped[list["Score"]] = relationship(
        back_populates="review", lazy="raise_on_sql", cascade="all, delete-orphan"
    )


class Score(Base):
    """One mark, 0 to 5, for one criterion of one reading."""

    __tablename__ = "scores"
    __table_args__ = (CheckConstraint("value BETWEEN 0 AND 5", name="on_the_scale"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    criterion_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("criteria.id"), primary_key=True)
    value: Mapped[int]

    review: Mapped[Review] = relationship(back_populates="scores", lazy="raise_on_sql")
    criterion: Mapped[Criterion] = relationship(lazy="raise_on_sql")


class Standing(Base):
    """What the marks of one round say of a project; recomputed in the transaction that changes a mark.

    Kept so that a ranking of ten thousand projects is read in order from an index. Thousandths of a point.
    """

    __tablename__ = "standings"
    __table_args__ = (
        Index("ix_standings_call_id_round", "call_id", "round"),  # to count
        Index("ix_standings_call_id_round_mean", "call_id", "round", "mean", "project_id"),  # to rank
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    round: Mapped[Round] = mapped_column(enum_type(Round), primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    count: Mapped[int]
    mean: Mapped[int]
    low: Mapped[int]
    high: Mapped[int]

    project: Mapped[Project] = relationship(lazy="raise_on_sql")


class Decision(Identified, Base):
    """What a round decides for a project: prepared quietly, published with all the others."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("project_id", "round"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    round: Mapped[Round] = mapped_column(enum_type(Round))
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    rank: Mapped[int | None] = mapped_column(comment="Place on the waiting or reserve list")
    reason: Mapped[str] = mapped_column(Text, default="")
    feedback: Mapped[str] = mapped_column(Text, default="", comment="What the candidate reads beside the reason")
    prepared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
