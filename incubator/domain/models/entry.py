"""How a dossier comes in otherwise: by an access code, or through a correspondent."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core import clock
from incubator.core.db import Base, Identified
from incubator.domain.models.call import Call
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class AccessCode(Identified, Base):
    """Lets a few people propose in a call although it is closed, or not addressed to them, until an instant."""

    __tablename__ = "access_codes"
    __table_args__ = (CheckConstraint("places > 0", name="serves_somebody"), Index("ix_access_codes_call", "call_id"))

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True, comment="What people type, in capitals")
    note: Mapped[str] = mapped_column(String(240), comment="For whom and why, for those who run the call")
    email: Mapped[str] = mapped_column(String(254), default="", comment="Where it was sent, lower case; empty: nowhere")
    places: Mapped[int] = mapped_column(default=1, comment="How many people it serves")
    valid_until: Mapped[datetime] = mapped_column(comment="Until when it serves, and the dossier may be handed in")
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = mapped_column(comment="When somebody ended it before its time")

    call: Mapped[Call] = relationship(lazy="raise_on_sql")
    made_by: Mapped[Person] = relationship(lazy="raise_on_sql")
    uses: Mapped[list["AccessUse"]] = relationship(
        back_populates="code", lazy="raise_on_sql", order_by="AccessUse.created_at"
    )

    @property
    def places_left(self) -> int:
        """How many people it still serves; `uses` must be loaded."""
        return self.places - len(self.uses)

    @property
    def serves(self) -> bool:
        """Whether somebody new may use it now; `uses` must be loaded."""
        return self.ended_at is None and clock.now() < self.valid_until and self.places_left > 0


class AccessUse(Identified, Base):
    """Who used a code, and for which dossier."""

    __tablename__ = "access_uses"
    __table_args__ = (UniqueConstraint("code_id", "person_id"),)

    code_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("access_codes.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))

    code: Mapped[AccessCode] = relationship(back_populates="uses", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    project: Mapped[Project] = relationship(lazy="raise_on_sql")


class Deposit(Base):
    """An agent without e-mail or computer, for whom a correspondent writes and hands in the dossier."""

    __tablename__ = "deposits"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), comment="The correspondent")
    agent_job: Mapped[str] = mapped_column(String(160), default="")
    reach: Mapped[str] = mapped_column(String(240), comment="How to reach the agent: telephone, office, schedule")
    informed_at: Mapped[datetime] = mapped_column(
        default=clock.now, comment="When the correspondent said the agent was told what is done with their data"
    )

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql")
