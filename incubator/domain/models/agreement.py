"""The manager's agreement: who was asked to release how much time, and what they answered."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core import clock
from incubator.core.db import Base, Identified, enum_type
from incubator.domain.dossier_kinds import AGREEMENT_AWAITED, AgreementStatus
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class Agreement(Identified, Base):
    """One request to one manager, who needs no account: the link they were sent is all they have.

    A project has at most one that awaits an answer; those before it are kept.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        CheckConstraint("days > 0", name="days_are_positive"),
        Index("ix_agreements_project_id_asked_at", "project_id", "asked_at"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    manager_name: Mapped[str] = mapped_column(String(120))
    manager_email: Mapped[str] = mapped_column(String(254), comment="Lower case; need not be somebody known here")
    days: Mapped[float] = mapped_column(comment="Days a week asked")
    starts_on: Mapped[date] = mapped_column(comment="First day asked")
    ends_on: Mapped[date] = mapped_column(comment="Last day asked")
    message: Mapped[str] = mapped_column(Text, default="", comment="From the agent to the manager")
    status: Mapped[AgreementStatus] = mapped_column(enum_type(AgreementStatus), default=AgreementStatus.ASKED)
    days_agreed: Mapped[float | None] = mapped_column(comment="Days a week agreed")
    agreed_from: Mapped[date | None] = mapped_column(comment="First day agreed")
    agreed_until: Mapped[date | None] = mapped_column(comment="Last day agreed")
    comment: Mapped[str] = mapped_column(Text, default="", comment="From the manager: reason, condition, question")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(comment="When the link stops to serve")
    secret_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, comment="Digest of the link's secret", info={"secret": True}
    )

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    asked_by: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def awaits(self) -> bool:
        """Whether the manager may still answer, were their link still good."""
        return self.status in AGREEMENT_AWAITED

    @property
    def is_expired(self) -> bool:
        """Whether an answer is awaited by a link that no longer serves."""
        return self.awaits and self.expires_at <= clock.now()

    @property
    def last_sent_at(self) -> datetime:
        """When the manager was written to last."""
        return self.reminded_at or self.asked_at
