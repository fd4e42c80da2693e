"""What people and organisations choose about e-mails."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from incubator.core import clock
from incubator.core.db import Base, enum_type
from incubator.domain.mail_kinds import MailPace


class MailText(Base):
    """The words an organisation gives to one e-mail in one language, in the place of ours."""

    __tablename__ = "mail_texts"

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True, comment="Of the e-mail")
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, comment="With {variables}")
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class MailPreference(Base):
    """How a person receives what they may do without; no row means everything, at once."""

    __tablename__ = "mail_preferences"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    pace: Mapped[MailPace] = mapped_column(enum_type(MailPace), default=MailPace.AT_ONCE)
    off: Mapped[list[Any]] = mapped_column(default=list, comment="Categories switched off")
