"""Reads of the cockpit: the cohort of a call, its figures, the way from the first dossiers to it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _
from incubator.core.paging import PAGE_SIZE, Page
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Project
from incubator.domain.states import FOLLOWED, OUT_OF_DRAFT, REACHED_PITCH, REACHED_SHORTLIST, READABLE, WON, State
from incubator.mentoring.follow_up import FollowUp
from incubator.mentoring.queries import follow_ups

STAGES: tuple[tuple[LazyString, tuple[State, ...]], ...] = (
    (_("Déposés"), OUT_OF_DRAFT),
    (_("Recevables"), (State.ADMISSIBLE, *READABLE)),
    (_("Invités au pitch"), REACHED_SHORTLIST),
    (_("Pitchs passés"), REACHED_PITCH),
    (_("Retenus"), WON),
    (_("Accompagnés"), FOLLOWED),
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The projects accompanied in a call, whoever needs somebody first, and what they amount to."""

    followed: list[FollowUp]
    to_launch: list[Project]

    @property
    def living(self) -> list[FollowUp]:
        """The projects accompanied now."""
        return [one for one in self.followed if one.living]

    @property
    def silent(self) -> list[FollowUp]:
        """The projects that have given no news for more than three weeks."""
        return [one for one in self.followed if one.silent]

    @property
    def users_met(self) -> int:
        """How many users all the projects have met."""
        return sum(one.users_met for one in self.followed)

    @property
    def days_planned(self) -> float:
        """The days of work that were promised."""
        return sum(one.days_planned for one in self.followed)

    @property
    def days_spent(self) -> float:
        """The days of work that were given."""
        return sum(one.days_spent for one in self.followed)

    def page(self, number: int, make_url: Callable[[int], str]) -> Page[FollowUp]:
        """Return one page of the projects, in the order of the cohort."""
        total = len(self.followed)
        number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
        rows = self.followed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        return Page(rows, number, PAGE_SIZE, total, make_url)


def cohort_of(session: Session, *, actor: Actor, call: Call) -> Cohort:
    """Return the cohort of `call`, without the projects the actor has a link with."""
    projects = session.scalars(
        select(Project)
        .where(Project.call_id == call.id, Project.state.in_(WON), policy.staffed_projects(actor))
        .order_by(Project.number, Project.id)
    ).all()
    followed = follow_ups(session, [project for project in projects if project.state in FOLLOWED])
    return Cohort(
        sorted(followed, key=lambda one: one.urgency),
        [project for project in projects if project.state is State.SELECTED],
    )


def funnel_of(session: Session, *, actor: Actor, call: Call) -> list[tuple[LazyString, int]]:
    """Return (stage, number of projects that reached it) from the dossiers submitted to the projects accompanied."""
    rows = session.execute(
        select(Project.state, func.count())
        .where(Project.call_id == call.id, policy.staffed_projects(actor))
        .group_by(Project.state)
    )
    counts = {state: count for state, count in rows}
    return [(label, sum(counts.get(state, 0) for state in states)) for label, states in STAGES]
