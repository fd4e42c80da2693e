"""How a team grows: invitations, and the help it looks for."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.dossier_kinds import InvitationStatus
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class Invitation(Identified, Base):
    """Somebody asked, by e-mail, to join a team: one row an address, used again when they are asked again.

    Only the hash of the link's secret is kept; it never leaves in an export.
    """

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("project_id", "email"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    email: Mapped[str] = mapped_column(String(254), comment="Lower case")
    role: Mapped[str] = mapped_column(String(160), default="", comment="What the person would do in the team")
    message: Mapped[str] = mapped_column(Text, default="")
    invited_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    status: Mapped[InvitationStatus] = mapped_column(enum_type(InvitationStatus), default=InvitationStatus.PENDING)
    secret_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info={"secret": True})
    sent_at: Mapped[datetime] = mapped_column(comment="Last sent")
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(comment="Accepted, declined or cancelled")

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    invited_by: Mapped[Person] = relationship(lazy="raise_on_sql")


class HelpWanted(Base):
    """What help the team of a draft looks for: shown to the agents of its organisation as long as it is a draft."""

    __tablename__ = "help_wanted"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    sentence: Mapped[str] = mapped_column(String(240))
    asked_at: Mapped[datetime]

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
