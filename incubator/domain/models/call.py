"""Calls: the editions of a programme, with their questions and the grids projects are judged by."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core import clock
from incubator.core.db import Base, Identified, enum_type
from incubator.domain.dossier_kinds import AgreementMoment, AnswerMoment, QuestionKind
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Round
from incubator.domain.models.organisation import Organisation, Programme

call_organisations = Table(
    "call_organisations",
    Base.metadata,
    Column("call_id", ForeignKey("calls.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id"), primary_key=True, index=True),
)


class Call(Identified, Base):
    """One edition: its dates, its places, its questions. Two organisations may run one together."""

    __tablename__ = "calls"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),)

    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programmes.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    title_en: Mapped[str] = mapped_column(String(160), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    timezone: Mapped[str] = mapped_column(String(60), default=clock.DEFAULT_ZONE, comment="Whose clock tells its dates")
    screening_until: Mapped[date]
    committee_on: Mapped[date]
    jury_on: Mapped[date]
    mentoring_from: Mapped[date]
    pitch_places: Mapped[int] = mapped_column(default=15)
    winner_places: Mapped[int] = mapped_column(default=8)
    readings_wanted: Mapped[int] = mapped_column(default=3)
    agreement_required: Mapped[AgreementMoment] = mapped_column(
        enum_type(AgreementMoment), default=AgreementMoment.NEVER, comment="When the manager must have agreed"
    )
    agreement_days: Mapped[int] = mapped_column(default=30, comment="How long a manager's link serves")
    screening_persons: Mapped[int] = mapped_column(default=1, comment="How many must agree on admissibility")
    applicants: Mapped[Applicants] = mapped_column(
        enum_type(Applicants), default=Applicants.AGENTS, comment="Who may propose"
    )
    days_offered: Mapped[float | None] = mapped_column(comment="Days a week offered to a winner; empty: not said")
    themes: Mapped[list[Any]] = mapped_column(default=list)
    last_number: Mapped[int] = mapped_column(default=0, comment="Number given to the last project")
    jury_closed_at: Mapped[datetime | None] = mapped_column(comment="When the chair closed the scoring of the jury day")
    grace_minutes: Mapped[int] = mapped_column(default=0, comment="Past the closing, for dossiers begun before it")
    public: Mapped[bool] = mapped_column(default=True, comment="False while the edition is being prepared")
    form_version: Mapped[int] = mapped_column(default=1, comment="Version of the form that new dossiers answer")

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")
    organisations: Mapped[list[Organisation]] = relationship(
        secondary=call_organisations, lazy="raise_on_sql", order_by=Organisation.name
    )
    # The form in use; a version in preparation, or that older dossiers answered, is asked for by its number.
    questions: Mapped[list["Question"]] = relationship(
        primaryjoin="and_(Question.call_id == Call.id, Question.form_version == Call.form_version)",
        lazy="raise_on_sql",
        order_by="Question.position",
        viewonly=True,
    )
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="call", lazy="raise_on_sql", order_by="Criterion.position"
    )


class Question(Identified, Base):
    """One question of one version of a call's form; the same question keeps its key from version to version."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("call_id", "form_version", "key"),)

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    form_version: Mapped[int] = mapped_column(default=1)
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(enum_type(QuestionKind))
    label: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text, default="")
    help: Mapped[str] = mapped_column(Text, default="")
    help_en: Mapped[str] = mapped_column(Text, default="")
    example: Mapped[str] = mapped_column(Text, default="", comment="An answer to imitate, shown beside the field")
    example_en: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[list[Any]] = mapped_column(default=list, comment="value, label, label_en of each choice")
    section: Mapped[str] = mapped_column(String(120), default="", comment="Title of the page that asks it")
    section_en: Mapped[str] = mapped_column(String(120), default="")
    second_step: Mapped[bool] = mapped_column(default=False, comment="Asked of projects invited to pitch, not before")
    required: Mapped[bool] = mapped_column(default=False)
    needed_from: Mapped[AnswerMoment] = mapped_column(
        enum_type(AnswerMoment), default=AnswerMoment.SUBMISSION, comment="When a required one must be answered"
    )
    max_length: Mapped[int | None] = mapped_column(comment="In characters")
    max_items: Mapped[int | None] = mapped_column(comment="Choices at most, or people of a team")
    team_only: Mapped[bool] = mapped_column(default=False, comment="Hidden from readers")
    identifying: Mapped[bool] = mapped_column(default=False, comment="Hidden at blind reading")
    file_kinds: Mapped[list[Any]] = mapped_column(default=list, comment="Kinds of file it takes; empty: all of them")
    file_megabytes: Mapped[int | None] = mapped_column(comment="Most that one file weighs")
    file_count: Mapped[int | None] = mapped_column(comment="Most files in the answer")
    personal: Mapped[bool] = mapped_column(default=False, comment="Its answers are personal data")

    call: Mapped[Call] = relationship(lazy="raise_on_sql")


class Criterion(Identified, Base):
    """One line of a grid: a weight, and the words that anchor the points 1, 3 and 5 of the scale 0 to 5."""

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint("call_id", "round", "key"),
        CheckConstraint("weight > 0", name="weight_is_positive"),
    )

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    round: Mapped[Round] = mapped_column(enum_type(Round))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    label_en: Mapped[str] = mapped_column(String(200), default="")
    weight: Mapped[int] = mapped_column(comment="In per cent of the grid")
    anchors: Mapped[dict[str, Any]] = mapped_column(default=dict, comment='{"1": {"fr": …, "en": …}, "3": …, "5": …}')
    question_keys: Mapped[list[Any]] = mapped_column(default=list, comment="Answers this criterion judges")

    call: Mapped[Call] = relationship(back_populates="criteria", lazy="raise_on_sql")
