"""The tables of an export: which rows belong to a call, in which order they can be put back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from incubator.core.db import Base
from incubator.domain.models import (
    Answer,
    Call,
    CheckIn,
    Coaching,
    Conflict,
    Criterion,
    Decision,
    JournalEntry,
    Organisation,
    Person,
    Phase,
    Pitch,
    PitchCard,
    PitchScore,
    Programme,
    Project,
    Question,
    Review,
    RoleGrant,
    Score,
    Standing,
    TeamMember,
    call_organisations,
)


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One file of an export: its rows are those for which `belongs` is true."""

    file: str
    table: Table
    belongs: ColumnElement[bool]


def tables_of(call_id: Any) -> list[ExportedTable]:  # Any: the key of a call
    """Return the tables of an export of the call, parents before children."""

    def table(model: type[Base]) -> Table:
        found = model.__table__
        assert isinstance(found, Table)
        return found

    organisations = select(call_organisations.c.organisation_id).where(call_organisations.c.call_id == call_id)
    projects = select(Project.id).where(Project.call_id == call_id)
    reviews = select(Review.id).where(Review.project_id.in_(projects))
    cards = select(PitchCard.id).join(Pitch, Pitch.id == PitchCard.pitch_id).where(Pitch.call_id == call_id)
    grants = (
        (RoleGrant.call_id == call_id)
        | RoleGrant.organisation_id.in_(organisations)
        | RoleGrant.project_id.in_(projects)
    )
    people = Person.id.in_(
        select(Project.owner_id).where(Project.call_id == call_id).union(
            select(TeamMember.person_id).where(TeamMember.project_id.in_(projects), TeamMember.person_id.is_not(None)),
            select(RoleGrant.person_id).where(grants),
            select(Review.reader_id).where(Review.project_id.in_(projects)),
            select(PitchCard.juror_id).where(PitchCard.id.in_(cards)),
            select(Coaching.coach_id).where(Coaching.project_id.in_(projects)),
            select(Conflict.person_id).where(Conflict.project_id.in_(projects)),
            select(Conflict.declared_by_id).where(Conflict.project_id.in_(projects)),
            select(Decision.prepared_by_id).where(Decision.project_id.in_(projects)),
            select(CheckIn.author_id).where(CheckIn.project_id.in_(projects)),
            select(JournalEntry.actor_id).where(JournalEntry.call_id == call_id, JournalEntry.actor_id.is_not(None)),
        )
    )  # fmt: skip
    return [
        ExportedTable("organisations", table(Organisation), Organisation.id.in_(organisations)),
        ExportedTable("programmes", table(Programme), Programme.organisation_id.in_(organisations)),
        ExportedTable("people", table(Person), people),
        ExportedTable("calls", table(Call), Call.id == call_id),
        ExportedTable("call_organisations", call_organisations, call_organisations.c.call_id == call_id),
        ExportedTable("questions", table(Question), Question.call_id == call_id),
        ExportedTable("criteria", table(Criterion), Criterion.call_id == call_id),
        ExportedTable("projects", table(Project), Project.call_id == call_id),
        ExportedTable("roles", table(RoleGrant), grants),
        ExportedTable("team_members", table(TeamMember), TeamMember.project_id.in_(projects)),
        ExportedTable("answers", table(Answer), Answer.project_id.in_(projects)),
        ExportedTable("conflicts", table(Conflict), Conflict.project_id.in_(projects)),
        ExportedTable("reviews", table(Review), Review.project_id.in_(projects)),
        ExportedTable("scores", table(Score), Score.review_id.in_(reviews)),
        ExportedTable("standings", table(Standing), Standing.call_id == call_id),
        ExportedTable("decisions", table(Decision), Decision.project_id.in_(projects)),
        ExportedTable("pitches", table(Pitch), Pitch.call_id == call_id),
        ExportedTable("pitch_cards", table(PitchCard), PitchCard.id.in_(cards)),
        ExportedTable("pitch_scores", table(PitchScore), PitchScore.card_id.in_(cards)),
        ExportedTable("coachings", table(Coaching), Coaching.project_id.in_(projects)),
        ExportedTable("phases", table(Phase), Phase.project_id.in_(projects)),
        ExportedTable("check_ins", table(CheckIn), CheckIn.project_id.in_(projects)),
        ExportedTable("journal", table(JournalEntry), JournalEntry.call_id == call_id),
    ]
