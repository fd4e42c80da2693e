"""A call on its jury day: a secretary, a chair, two jurors, projects to hear."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import rules, standings
from incubator.domain.kinds import Outcome, PitchStatus, Role, Round
from incubator.domain.models import (
    Call,
    Criterion,
    Decision,
    JournalEntry,
    Person,
    Pitch,
    PitchCard,
    PitchScore,
    Project,
)
from incubator.domain.states import State
from tests import factories as make


@dataclass
class Jury:
    """Builders around one call; each flushes."""

    session: Session
    call: Call
    secretary: Person
    chair: Person
    jurors: list[Person] = field(default_factory=list)

    @property
    def day_url(self) -> str:
        return f"/calls/{self.call.code}/jury-day"

    def url(self, tail: str) -> str:
        return f"/calls/{self.call.code}/{tail}"

    def project(self, state: State = State.SHORTLISTED, **values: object) -> Project:
        """A project of an owner of its own; no place in the order."""
        return make.make_project(self.session, self.call, state=state, **values)

    def pitch(self, status: PitchStatus = PitchStatus.WAITING, project: Project | None = None) -> Project:
        """A project with the next place in the order."""
        state = State.PITCHED if status is PitchStatus.CLOSED else State.SHORTLISTED
        project = project or self.project(state)
        position = len(self.pitches()) + 1
        starts_at = clock.now() + timedelta(minutes=10 * position)
        self.session.add(
            Pitch(call_id=self.call.id, project_id=project.id, position=position, starts_at=starts_at, status=status)
        )
        self.session.flush()
        return project

    def pitches(self) -> list[Pitch]:
        """The pitches of the call as they are in the database, in order."""
        query = select(Pitch).where(Pitch.call_id == self.call.id).order_by(Pitch.position)
        return list(self.session.scalars(query.execution_options(populate_existing=True)))

    def order(self) -> list[int]:
        """The numbers of the projects, in the running order."""
        query = select(Project.number).join(Pitch, Pitch.project_id == Project.id).where(Pitch.call_id == self.call.id)
        return list(self.session.scalars(query.order_by(Pitch.position)))

    def pitch_of(self, project: Project) -> Pitch:
        query = select(Pitch).where(Pitch.project_id == project.id).execution_options(populate_existing=True)
        return self.session.scalars(query).one()

    def juror(self, name: str) -> Person:
        person = make.grant(self.session, make.make_person(self.session, name=name), Role.JUROR, self.call)
        self.jurors.append(person)
        return person

    def card(self, project: Project, juror: Person, *marks: int, favourite: bool = False, notes: str = "") -> PitchCard:
        """A card that was sent."""
        criteria = self.criteria()
        given = {criterion.key: mark for criterion, mark in zip(criteria, marks, strict=True)}
        card = PitchCard(
            pitch_id=self.pitch_of(project).id,
            juror_id=juror.id,
            favourite=favourite,
            notes=notes,
            total=rules.weighted_total(criteria, given),
            locked_at=clock.now(),
            scores=[PitchScore(criterion_id=criterion.id, value=given[criterion.key]) for criterion in criteria],
        )
        self.session.add(card)
        standings.refresh(self.session, project, Round.JURY)
        self.session.flush()
        return card

    def criteria(self) -> list[Criterion]:
        query = select(Criterion).where(Criterion.call_id == self.call.id, Criterion.round == Round.JURY)
        return list(self.session.scalars(query.order_by(Criterion.position)))

    def heard(self, *marks: tuple[int, int], **values: object) -> Project:
        """A project whose pitch is closed, with a card of each juror in turn."""
        project = self.pitch(PitchStatus.CLOSED, self.project(State.PITCHED, **values))
        for juror, pair in zip(self.jurors, marks, strict=False):
            self.card(project, juror, *pair)
        return project

    def close_day(self) -> None:
        self.call.jury_closed_at = clock.now()
        self.session.flush()

    def decide(self, project: Project, outcome: Outcome, **values: object) -> Decision:
        """A decision that is not published, with its reason."""
        decision = Decision(
            project_id=project.id,
            round=Round.JURY,
            outcome=outcome,
            prepared_by_id=self.secretary.id,
            **{"reason": "Un motif clair.", "feedback": "Un retour utile.", **values},
        )
        self.session.add(decision)
        self.session.flush()
        return decision

    def journal(self, subject: Project | None = None) -> list[JournalEntry]:
        """What was recorded about a project, or about the call itself, oldest first."""
        query = select(JournalEntry).where(JournalEntry.call_id == self.call.id).order_by(JournalEntry.id)
        key = subject.id if subject else None
        return [entry for entry in self.session.scalars(query) if entry.project_id == key]

    def events(self, subject: Project | None = None) -> list[str]:
        return [entry.event for entry in self.journal(subject)]


@pytest.fixture
def jury(session: Session) -> Jury:
    call = make.make_call(session, make.make_organisation(session), opens_in=-60, closes_in=-46, winner_places=2)
    session.refresh(call, ["programme"])  # the letters speak in its name
    chair = make.grant(session, make.make_person(session, name="Colette Chair"), Role.CHAIR, call)
    jury = Jury(session, call, make.make_staff(session, call), chair)
    jury.jurors = [chair]
    jury.juror("Adèle Juge")
    jury.juror("Bruno Juge")
    return jury
