"""The project: the one aggregate, from the first draft to measured impact."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from incubator.core.db import Base, Identified, enum_type
from incubator.domain.models.call import Call, Question
from incubator.domain.models.organisation import Organisation
from incubator.domain.models.person import Person
from incubator.domain.states import State

if TYPE_CHECKING:
    from incubator.domain.models.screening import InformationRequest


class Project(Identified, Base):
    """A dossier and everything that becomes of it. `state` is changed by `lifecycle.move` alone."""

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        UniqueConstraint("call_id", "import_key"),
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name="submitted_at_once_submitted"
        ),
        # Counting reads an index alone, and a narrow one: it must leave room for the page in the processor's cache.
        Index("ix_projects_call_id_state", "call_id", "state"),
        Index("ix_projects_call_id_state_number", "call_id", "state", "number", "submitted_at", "id"),
        Index("ix_projects_call_id_theme", "call_id", "theme"),
        Index("ix_projects_call_id_department", "call_id", "department"),
    )

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int] = mapped_column(comment="Within the call, from 1")
    title: Mapped[str] = mapped_column(String(120), default="")
    department: Mapped[str] = mapped_column(String(160), default="")
    theme: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[State] = mapped_column(enum_type(State), default=State.DRAFT)
    submitted_at: Mapped[datetime | None]
    state_changed_at: Mapped[datetime]
    mission: Mapped[str] = mapped_column(String(240), default="", comment="One sentence for the public page")
    import_key: Mapped[str | None] = mapped_column(String(120), comment="Identity in the file it was imported from")
    form_version: Mapped[int] = mapped_column(default=1, comment="Version of the form that it answers")
    open_until: Mapped[datetime | None] = mapped_column(comment="Until when an access code lets it be handed in")
    carried_by: Mapped[str] = mapped_column(
        String(120), default="", comment="Name of the agent, when a correspondent holds the dossier for them"
    )
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(index=True, comment="The dossier it joined")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    call: Mapped[Call] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person] = relationship(lazy="raise_on_sql")
    members: Mapped[list["TeamMember"]] = relationship(
        back_populates="project", lazy="raise_on_sql", order_by="TeamMember.created_at"
    )
    answers: Mapped[list["Answer"]] = relationship(back_populates="project", lazy="raise_on_sql")
    # The questions of its own version of the form, whatever the call has asked since.
    questions: Mapped[list[Question]] = relationship(
        primaryjoin=lambda: (
            (foreign(Question.call_id) == Project.call_id) & (foreign(Question.form_version) == Project.form_version)
        ),
        lazy="raise_on_sql",
        order_by=Question.position,
        viewonly=True,
        uselist=True,
    )
    # What its team is asked to complete, the newest first; loaded only where the team writes.
    open_requests: Mapped[list["InformationRequest"]] = relationship(
        primaryjoin="and_(InformationRequest.project_id == Project.id, InformationRequest.closed_at.is_(None))",
        lazy="raise_on_sql",
        order_by="InformationRequest.created_at.desc()",
        viewonly=True,
    )

    @property
    def reference(self) -> str:
        """What people quote."""
        return reference_of(self.number)

    @property
    def carrier(self) -> str:
        """Who carries it, by name; `owner` must be loaded."""
        return self.carried_by or self.owner.name or self.owner.email


def reference_of(number: int) -> str:
    """Return the number of a dossier as people quote it: three figures or more."""
    return f"{number:03d}"


class TeamMember(Identified, Base):
    """Somebody of the team; the owner is one of them. `person_id` is empty for a name given in the dossier only."""

    __tablename__ = "team_members"
    __table_args__ = (UniqueConstraint("project_id", "person_id"), Index("ix_team_members_person_id", "person_id"))

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[str] = mapped_column(String(160), default="")

    project: Mapped[Project] = relationship(back_populates="members", lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Answer(Base):
    """What the team answered to one question, as text whatever the kind of question."""

    __tablename__ = "answers"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    value: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship(back_populates="answers", lazy="raise_on_sql")
    question: Mapped[Question] = relationship(lazy="raise_on_sql")
