"""Reads of the ranking of a call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from incubator.core.paging import Page, paginate
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Decision, Project, Standing
from incubator.domain.states import READABLE, Round, State

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
