"""Two dossiers side by side: linked by those who run the call, or made one with the agreement of both teams."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.core import clock
from incubator.core.db import Base, Identified, enum_type
from incubator.domain.link_kinds import LinkKind, MergeStatus
from incubator.domain.models.person import Person
from incubator.domain.models.project import Project


class ProjectLink(Identified, Base):
    """A link between two dossiers, seen from both; `project_id` comes before `other_id`, so that there is one row."""

    __tablename__ = "project_links"
    __table_args__ = (
        UniqueConstraint("project_id", "other_id"),
        Index("ix_project_links_other_id", "other_id"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[LinkKind] = mapped_column(enum_type(LinkKind))
    note: Mapped[str] = mapped_column(Text, default="", comment="For those who run the call")
    linked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    linked_by: Mapped[Person] = relationship(lazy="raise_on_sql")


class MergeProposal(Identified, Base):
    """A proposal to make one dossier of two: it is done once both owners have agreed, and nothing moves before."""

    __tablename__ = "merge_proposals"
    __table_args__ = (
        CheckConstraint("kept_id <> absorbed_id", name="two_projects"),
        Index("ix_merge_proposals_kept_id", "kept_id"),
        Index("ix_merge_proposals_absorbed_id", "absorbed_id"),
    )

    kept_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), comment="The dossier that stays")
    absorbed_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), comment="The one that joins it")
    note: Mapped[str] = mapped_column(Text, default="", comment="From those who run the call to both teams")
    proposed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    status: Mapped[MergeStatus] = mapped_column(enum_type(MergeStatus), default=MergeStatus.PROPOSED)
    kept_agreed_at: Mapped[datetime | None] = mapped_column(comment="When the owner of the one that stays agreed")
    absorbed_agreed_at: Mapped[datetime | None] = mapped_column(comment="When the owner of the other agreed")
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(comment="When it was done, refused or cancelled")
    reason: Mapped[str] = mapped_column(String(1000), default="", comment="Why it was refused")

    kept: Mapped[Project] = relationship(lazy="raise_on_sql", foreign_keys=[kept_id])
    absorbed: Mapped[Project] = relationship(lazy="raise_on_sql", foreign_keys=[absorbed_id])
    proposed_by: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def is_open(self) -> bool:
        """Whether an answer still counts."""
        return self.status is MergeStatus.PROPOSED and clock.now() < self.expires_at
