"""People, their roles, and the links they sign in with."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.kinds import Role
from incubator.domain.models.organisation import Organisation


class Person(Identified, Base):
    """Somebody with an address. What they may do is in their roles and their projects, never here."""

    __tablename__ = "people"

    email: Mapped[str] = mapped_column(String(254), unique=True, comment="Lower case")
    name: Mapped[str] = mapped_column(String(120), default="")
    job: Mapped[str] = mapped_column(String(160), default="")
    department: Mapped[str] = mapped_column(String(160), default="")
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    scheme: Mapped[str] = mapped_column(String(5), default="auto", comment="auto, light or dark")
    last_signed_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", lazy="raise_on_sql", foreign_keys="RoleGrant.person_id"
    )


class RoleGrant(Identified, Base):
    """One role of one person, in one scope: an organisation, a call or a project; none for the installation."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN call_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN project_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="one_scope",
        ),
        Index("ix_role_grants_person_id", "person_id"),
        Index("ix_role_grants_call_id_role", "call_id", "role"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    call_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("calls.id"))
    project_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("projects.id"), index=True)
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="grants", lazy="raise_on_sql", foreign_keys=[person_id])


class SignInLink(Identified, Base):
    """A single-use link: only the hash of its secret is kept."""

    __tablename__ = "sign_in_links"

    email: Mapped[str] = mapped_column(String(254), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    next_url: Mapped[str] = mapped_column(String(500), default="")
