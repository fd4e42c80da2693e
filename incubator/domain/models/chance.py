"""Second chances: a dossier carried over into another call, or shown another way."""

import uuid

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.chance_kinds import RedirectionKind
from incubator.domain.models.person import Person


class Carryover(Identified, Base):
    """Where a dossier comes from. What it was called is copied: the former one may be in another export."""

    __tablename__ = "carryovers"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), unique=True, comment="The new dossier")
    former_id: Mapped[uuid.UUID] = mapped_column(index=True, comment="The former dossier, perhaps of another export")
    former_number: Mapped[int]
    former_call: Mapped[str] = mapped_column(String(160), comment="Title of its call")


class Redirection(Identified, Base):
    """A service or a training that those who run the call show to the team of a dossier that stops."""

    __tablename__ = "redirections"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(160), comment="The service or the training")
    about: Mapped[str] = mapped_column(String(600), default="", comment="What it does")
    contact: Mapped[str] = mapped_column(String(300), default="", comment="Whom to write to, or a link")
    note: Mapped[str] = mapped_column(Text, default="", comment="Why, and how to begin")

    author: Mapped[Person] = relationship(lazy="raise_on_sql")


class UsualRedirection(Identified, Base):
    """What an organisation usually proposes to teams whose dossier stops: chosen then, copied into a redirection."""

    __tablename__ = "usual_redirections"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[RedirectionKind] = mapped_column(enum_type(RedirectionKind), default=RedirectionKind.SERVICE)
    name: Mapped[str] = mapped_column(String(160))
    about: Mapped[str] = mapped_column(String(600), default="", comment="What it does")
    contact: Mapped[str] = mapped_column(String(300), default="", comment="Whom to write to, or a link")
