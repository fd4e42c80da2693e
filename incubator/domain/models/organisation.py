"""Organisations and the programme each of them runs."""

import uuid
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified


class Organisation(Identified, Base):
    """A public authority. Several live on one installation; nothing leaks between them."""

    __tablename__ = "organisations"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    short_name: Mapped[str] = mapped_column(String(60))
    email_domains: Mapped[list[Any]] = mapped_column(default=list, comment="Domains whose addresses may sign in")
    departments: Mapped[list[Any]] = mapped_column(default=list, comment="Names of its departments")
    timezone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    accent: Mapped[str] = mapped_column(String(7), default="#0f5c63", comment="Main colour, checked for contrast")
    second: Mapped[str] = mapped_column(String(7), default="#7a4e1d", comment="Second colour, checked for contrast")
    logo_digest: Mapped[str] = mapped_column(String(64), default="", comment="Sum of the logo, empty for initials")
    logo_type: Mapped[str] = mapped_column(String(20), default="", comment="Media type of the logo")
    logo: Mapped[str] = mapped_column(
        Text, default="", deferred=True, deferred_raiseload=True, comment="The logo itself, in base 64"
    )
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    accessibility_statement: Mapped[str] = mapped_column(Text, default="")
    legal_notice: Mapped[str] = mapped_column(Text, default="")
    privacy_notice: Mapped[str] = mapped_column(Text, default="")

    programme: Mapped["Programme"] = relationship(back_populates="organisation", lazy="raise_on_sql")


class Programme(Identified, Base):
    """The incubator of an organisation."""

    __tablename__ = "programmes"

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    tagline: Mapped[str] = mapped_column(String(240), default="")
    tagline_en: Mapped[str] = mapped_column(String(240), default="")
    presentation: Mapped[str] = mapped_column(Text, default="")
    presentation_en: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship(back_populates="programme", lazy="raise_on_sql")
