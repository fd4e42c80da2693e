"""Reads of follow-up: one project, a coach's projects, the cohort of a call."""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.paging import Page, paginate
from incubator.domain import policy
from incubator.domain import queries as domain_queries
from incubator.domain.actors import Actor
from incubator.domain.kinds import Role
from incubator.domain.lifecycle import END
from incubator.domain.models import (
    CheckIn,
    Coaching,
    Conflict,
    JournalEntry,
    Person,
    Phase,
    Project,
    RoleGrant,
    TeamMember,
    call_organisations,
)
from incubator.domain.states import ENDINGS, FOLLOWED, State
from incubator.mentoring.follow_up import FollowUp, is_silent

# --- who may see a follow-up -----------------------------------------------------------------------------------------


def find_followed(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return the project if `actor` may see its follow-up; raise NoResultFound (a 404) for anybody else."""
    project = domain_queries.find_project(session, actor, project_id)
    if not policy.view_follow_up(actor, project):
        raise NoResultFound
    return project


def must_be(project: Project, *states: State) -> None:
    """Raise WrongState unless `project` is in one of `states`: the page is not for now."""
    if project.state not in states:
        sentence = _("Ce projet est maintenant « %(state)s » : cette page n’est plus utile.", state=project.state.label)
        raise WrongState(sentence)


# --- one project or many: the same reads -----------------------------------------------------------------------------


def follow_ups(session: Session, projects: Iterable[Project]) -> list[FollowUp]:
    """Return how each of `projects` stands, in the same order, in four queries whatever their number."""
    projects = list(projects)
    ids = [project.id for project in projects]
    phases = _phases(session, ids)
    coaches = _coaches(session, ids)
    last = _last_check_ins(session, ids)
    sums = _sums(session, ids)
    today = clock.today()
    return [
        FollowUp(
            project,
            phases.get(project.id, []),
            coaches.get(project.id),
            last.get(project.id),
            is_silent(project, phases.get(project.id, []), last.get(project.id), today),
            *sums.get(project.id, (0, 0, 0.0, 0.0)),
        )
        for project in projects
    ]


def follow_up_of(session: Session, project: Project) -> FollowUp:
    """Return how `project` stands."""
    return follow_ups(session, [project])[0]


def check_ins_of(session: Session, project: Project, *, number: int, make_url: Callable[[int], str]) -> Page[CheckIn]:
    """Return a page of the check-ins of `project`, newest first, with their authors."""
    query = (
        select(CheckIn)
        .where(CheckIn.project_id == project.id)
        .order_by(CheckIn.on.desc(), CheckIn.created_at.desc(), CheckIn.id)
        .options(joinedload(CheckIn.author))
    )
    return paginate(session, query, number=number, make_url=make_url)


def last_check_in(session: Session, project: Project) -> CheckIn | None:
    """Return the newest check-in of `project`."""
    return _last_check_ins(session, [project.id]).get(project.id)


def ending_of(session: Session, project: Project) -> JournalEntry | None:
    """Return the journal entry of how `project` ended, with the reason; None while it has not."""
    if project.state not in ENDINGS:
        return None
    event = END[project.state].name
    return session.scalars(
        select(JournalEntry)
        .where(JournalEntry.project_id == project.id, JournalEntry.event == event)
        .order_by(JournalEntry.id.desc())
        .limit(1)
    ).one_or_none()


def phases_of(session: Session, project: Project) -> list[Phase]:
    """Return the phases of `project` in order."""
    return _phases(session, [project.id]).get(project.id, [])


def plan_version(phases: Iterable[Phase]) -> str:
    """Return a short mark of the dates of `phases`, which changes with any of them."""
    dates = "|".join(f"{p.planned_start} {p.planned_end} {p.started_on} {p.ended_on}" for p in phases)
    return hashlib.sha256(dates.encode()).hexdigest()[:16]


def _phases(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Phase]]:
    found: dict[uuid.UUID, list[Phase]] = {}
    for phase in session.scalars(
        select(Phase).where(Phase.project_id.in_(ids)).order_by(Phase.project_id, Phase.position)
    ):
        found.setdefault(phase.project_id, []).append(phase)
    return found


def _coaches(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, Person]:
    coachings = session.scalars(
        select(Coaching)
        .where(Coaching.project_id.in_(ids), Coaching.ended_on.is_(None))
        .order_by(Coaching.started_on, Coaching.created_at, Coaching.id)
        .options(joinedload(Coaching.coach))
    )
    return {coaching.project_id: coaching.coach for coaching in coachings}


def _last_check_ins(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, CheckIn]:
    rank = (
        func.row_number()
        .over(partition_by=CheckIn.project_id, order_by=(CheckIn.on.desc(), CheckIn.created_at.desc(), CheckIn.id))
        .label("rank")
    )
    ranked = select(CheckIn.id, rank).where(CheckIn.project_id.in_(ids)).subquery()
    newest = session.scalars(select(CheckIn).join(ranked, ranked.c.id == CheckIn.id).where(ranked.c.rank == 1))
    return {check_in.project_id: check_in for check_in in newest}


def _sums(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int, float, float]]:
    rows = session.execute(
        select(
            CheckIn.project_id,
            func.count(CheckIn.id),
            func.sum(CheckIn.users_met),
            func.sum(CheckIn.days_planned),
            func.sum(CheckIn.days_spent),
        )
        .where(CheckIn.project_id.in_(ids))
        .group_by(CheckIn.project_id)
    )
    return {key: (count, met, planned, spent) for key, count, met, planned, spent in rows}


# --- coaches ---------------------------------------------------------------------------------------------------------


def possible_coaches(session: Session, project: Project) -> list[tuple[Person, int]]:
    """Return, by name, those who may coach `project`, each with the number of projects they accompany now.

    They hold the role of coach on the call or on one of its organisations, and are neither of the team, nor linked
    with the project, nor its coach already.
    """
    load = (
        select(func.count(Coaching.id))
        .join(Project, Project.id == Coaching.project_id)
        .where(Coaching.coach_id == Person.id, Coaching.ended_on.is_(None), Project.state == State.MENTORING)
        .scalar_subquery()
    )
    organisations = select(call_organisations.c.organisation_id).where(call_organisations.c.call_id == project.call_id)
    named = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.COACH,
        RoleGrant.ended_at.is_(None),
        (RoleGrant.call_id == project.call_id) | RoleGrant.organisation_id.in_(organisations),
    )
    kept_away = (
        select(TeamMember.person_id)
        .where(TeamMember.project_id == project.id, TeamMember.person_id.is_not(None))
        .union(
            select(Conflict.person_id).where(Conflict.project_id == project.id, Conflict.lifted_at.is_(None)),
            select(Coaching.coach_id).where(Coaching.project_id == project.id, Coaching.ended_on.is_(None)),
        )
    )
    rows = session.execute(
        select(Person, load)
        .where(Person.id.in_(named), Person.id.not_in(kept_away), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [(person, count) for person, count in rows]


def open_coachings(session: Session, project: Project) -> list[Coaching]:
    """Return the coachings of `project` that have not ended, the oldest first."""
    return list(
        session.scalars(
            select(Coaching)
            .where(Coaching.project_id == project.id, Coaching.ended_on.is_(None))
            .order_by(Coaching.started_on, Coaching.id)
            .options(joinedload(Coaching.coach))
        )
    )


def coaching_begun_on(session: Session, project: Project, coach: Person, day: date) -> Coaching | None:
    """Return the coaching of `project` by `coach` that began on `day`, ended or not."""
    return session.scalars(
        select(Coaching).where(
            Coaching.project_id == project.id, Coaching.coach_id == coach.id, Coaching.started_on == day
        )
    ).one_or_none()


def coached_by(session: Session, actor: Actor) -> list[FollowUp]:
    """Return the projects the actor coaches, whoever needs them most first, then those that have ended."""
    projects = session.scalars(
        select(Project)
        .where(Project.id.in_(actor.coaches), Project.state.in_(FOLLOWED))
        .order_by(Project.number, Project.id)
        .options(joinedload(Project.call))
    )
    return sorted(follow_ups(session, projects), key=lambda one: one.urgency)
