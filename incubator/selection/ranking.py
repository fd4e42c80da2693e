"""Reads of the ranking of a call, and of the letters that will tell of it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import outbox
from incubator.core.outbox import OutboxEmail
from incubator.core.paging import Page, paginate
from incubator.domain import mails, policy
from incubator.domain.actors import Actor
from incubator.domain.decisions import DECIDABLE
from incubator.domain.models import Call, Decision, Person, Project, Standing, TeamMember
from incubator.domain.states import READABLE, Outcome, Round, State

WIDE_SPREAD = 2000
LETTERS_A_PAGE = 10
Urls = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of the ranking; `decision` is prepared or published."""

    place: int
    project: Project
    standing: Standing
    decision: Decision | None

    @property
    def is_wide(self) -> bool:
        """Two points or more between the lowest and the highest reader: worth a talk."""
        return self.standing.high - self.standing.low >= WIDE_SPREAD


def _ranked(actor: Actor, call: Call) -> Any:  # Any: a select of three entities
    return (
        select(Project, Standing, Decision)
        .join(Standing, (Standing.project_id == Project.id) & (Standing.round == Round.COMMITTEE))
        .outerjoin(Decision, (Decision.project_id == Project.id) & (Decision.round == Round.COMMITTEE))
        .where(Standing.call_id == call.id, policy.staffed_projects(actor), Project.state.in_(READABLE))
        .order_by(Standing.mean.desc(), Project.number, Project.id)
    )


def ranking(session: Session, *, actor: Actor, call: Call, number: int, make_url: Urls) -> Page[Rank]:
    """Return a page of the projects with at least one finished reading, best mean first, then by number."""
    page = paginate(session, _ranked(actor, call), number=number, make_url=make_url, scalars=False)
    ranks = [Rank(page.first + index, *row) for index, row in enumerate(page.items)]
    return Page(ranks, page.number, page.size, page.total, page.make_url)


def whole_ranking(session: Session, *, actor: Actor, call: Call) -> list[Rank]:
    """Return the whole ranking, to draw a line in it."""
    return [Rank(place, *row) for place, row in enumerate(session.execute(_ranked(actor, call)), start=1)]


def tie_at_the_line(session: Session, *, actor: Actor, call: Call) -> bool:
    """Tell whether the last place for the pitch and the next have the same mean."""
    if call.pitch_places < 1:
        return False
    around = session.execute(_ranked(actor, call).offset(call.pitch_places - 1).limit(2)).all()
    return len(around) == 2 and around[0][1].mean == around[1][1].mean


def not_yet_read(session: Session, *, actor: Actor, call: Call) -> Page[Project]:
    """Return the first dossiers given to the committee that nobody has finished reading, by number, and their count."""
    marked = select(Standing.project_id).where(Standing.call_id == call.id, Standing.round == Round.COMMITTEE)
    query = (
        select(Project)
        .where(Project.call_id == call.id, policy.staffed_projects(actor), Project.state == State.UNDER_REVIEW)
        .where(Project.id.not_in(marked))
        .order_by(Project.number, Project.id)
    )
    return paginate(session, query, number=1)


def next_to_write(session: Session, *, actor: Actor, call: Call) -> Project | None:
    """Return the best ranked dossier whose decision or its reason is still to be written."""
    row = session.execute(
        _ranked(actor, call)
        .where(Project.state == State.UNDER_REVIEW, or_(Decision.id.is_(None), Decision.reason == ""))
        .limit(1)
    ).first()
    return None if row is None else row[0]


def hidden_from(session: Session, *, actor: Actor, call: Call) -> int:
    """Count the call's dossiers that the actor stays away from, because of a conflict or as a member of the team."""
    query = select(func.count()).where(
        Project.call_id == call.id, Project.id.in_(actor.conflicts | actor.team_of), Project.state != State.DRAFT
    )
    return session.scalar(query) or 0


# --- decisions and letters ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, written for the person who carries the project, and who else receives it."""

    decision: Decision
    project: Project
    email: OutboxEmail
    recipients: tuple[Person, ...]


def _prepared(actor: Actor, call: Call) -> tuple[ColumnElement[bool], ...]:
    return (
        Project.call_id == call.id,
        Decision.round == Round.COMMITTEE,
        Decision.published_at.is_(None),
        Project.state.in_(DECIDABLE[Round.COMMITTEE]),
        policy.staffed_projects(actor),
    )


def letters(session: Session, *, actor: Actor, call: Call, number: int, make_url: Urls) -> Page[Letter]:
    """Return a page of the prepared letters as the projects' owners would read them, by number of dossier.

    `call.programme` must be loaded: the letters speak in its name.
    """
    query = (
        select(Decision)
        .join(Project, Project.id == Decision.project_id)
        .where(*_prepared(actor, call))
        .order_by(Project.number, Project.id)
        .options(joinedload(Decision.project).joinedload(Project.owner))
    )
    page = paginate(session, query, number=number, size=LETTERS_A_PAGE, make_url=make_url)
    teams = _teams(session, [decision.project_id for decision in page.items])
    items = [_letter(call, decision, teams.get(decision.project_id, ())) for decision in page.items]
    return Page(items, page.number, page.size, page.total, page.make_url)


def _letter(call: Call, decision: Decision, recipients: tuple[Person, ...]) -> Letter:
    project = decision.project
    email = outbox.write(mails.decision_letter(call, project, project.owner, decision))
    return Letter(decision, project, email, recipients)


def _teams(session: Session, project_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[Person, ...]]:
    rows = session.execute(
        select(TeamMember.project_id, Person)
        .join(Person, Person.id == TeamMember.person_id)
        .where(TeamMember.project_id.in_(project_ids), Person.disabled_at.is_(None))
        .order_by(Person.email)
    )
    teams: dict[uuid.UUID, tuple[Person, ...]] = {}
    for project_id, person in rows:
        teams[project_id] = (*teams.get(project_id, ()), person)
    return teams


def prepared_counts(session: Session, *, actor: Actor, call: Call) -> dict[Outcome, int]:
    """Count the prepared decisions that the actor may see, by outcome."""
    rows = session.execute(
        select(Decision.outcome, func.count())
        .join(Project, Project.id == Decision.project_id)
        .where(*_prepared(actor, call))
        .group_by(Decision.outcome)
    )
    return {outcome: count for outcome, count in rows}


def letters_to_send(session: Session, *, actor: Actor, call: Call) -> int:
    """Count the letters that publication would send for the dossiers the actor may see."""
    query = (
        select(func.count())
        .select_from(Decision)
        .join(Project, Project.id == Decision.project_id)
        .join(TeamMember, TeamMember.project_id == Project.id)
        .join(Person, Person.id == TeamMember.person_id)
        .where(*_prepared(actor, call), Person.disabled_at.is_(None))
    )
    return session.scalar(query) or 0
