"""Reads of the assignment: which dossiers want readers, who may read them, how much each already has."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from incubator.core.paging import Page, paginate
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.kinds import ReviewStatus, Role
from incubator.domain.models import Call, Conflict, Person, Project, Review, RoleGrant, TeamMember, call_organisations
from incubator.domain.states import READABLE, State
from incubator.selection.proposal import Dossier, Proposal, propose, same_department

ASSIGNABLE = (State.ADMISSIBLE, State.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class Load:
    """What a committee member has been given in a call, and how much of it is done."""

    person: Person
    given: int
    finished: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A committee member beside one dossier; `bar` is "team", "conflict" or "" when they may read it."""

    person: Person
    load: int
    same_department: bool
    bar: str


def members(session: Session, call_id: uuid.UUID) -> Sequence[Person]:
    """Return the committee of a call, named on it or on one of its organisations, by name."""
    seats = (
        select(RoleGrant.person_id)
        .outerjoin(call_organisations, call_organisations.c.organisation_id == RoleGrant.organisation_id)
        .where(
            RoleGrant.role == Role.COMMITTEE_MEMBER,
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.call_id == call_id, call_organisations.c.call_id == call_id),
        )
    )
    return session.scalars(
        select(Person).where(Person.id.in_(seats), Person.disabled_at.is_(None)).order_by(Person.name, Person.email)
    ).all()


def loads(session: Session, *, actor: Actor, call_id: uuid.UUID, people: Sequence[Person]) -> list[Load]:
    """Return the load of each of `people`, counting the dossiers the actor may know of."""
    rows = session.execute(
        select(
            Review.reader_id,
            func.count(),
            func.sum(case((Review.status == ReviewStatus.FINAL, 1), else_=0)),
        )
        .join(Project, Project.id == Review.project_id)
        .where(Project.call_id == call_id, policy.staffed_projects(actor), Project.state.in_(READABLE))
        .where(Review.status != ReviewStatus.ABSTAINED)
        .group_by(Review.reader_id)
    )
    counts = {reader_id: (given, int(finished)) for reader_id, given, finished in rows}
    return [Load(person, *counts.get(person.id, (0, 0))) for person in people]


def _to_assign(actor: Actor, call: Call) -> tuple[ColumnElement[bool], ...]:
    return Project.call_id == call.id, policy.staffed_projects(actor), Project.state.in_(ASSIGNABLE)


def _lacks_readers(call: Call) -> ColumnElement[bool]:
    active = (
        select(func.count())
        .where(Review.project_id == Project.id, Review.status != ReviewStatus.ABSTAINED)
        .scalar_subquery()
    )
    return active < call.readings_wanted


def dossiers(
    session: Session, *, actor: Actor, call: Call, lacking: bool, number: int, make_url: Callable[[int], str]
) -> Page[Project]:
    """Return a page of the dossiers to be read, by number; with `lacking`, those without enough readers."""
    query = select(Project).where(*_to_assign(actor, call)).order_by(Project.number, Project.id)
    if lacking:
        query = query.where(_lacks_readers(call))
    return paginate(session, query, number=number, make_url=make_url)


def count_lacking(session: Session, *, actor: Actor, call: Call) -> int:
    """Count the dossiers without enough readers."""
    return session.scalar(select(func.count(Project.id)).where(*_to_assign(actor, call), _lacks_readers(call))) or 0


def readings_by_project(session: Session, project_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Review]]:
    """Return the readings of each project, by name of reader, with their readers."""
    rows = session.scalars(
        select(Review)
        .join(Person, Person.id == Review.reader_id)
        .where(Review.project_id.in_(list(project_ids)))
        .order_by(Person.name, Person.email)
        .options(joinedload(Review.reader))
    )
    found: dict[uuid.UUID, list[Review]] = {}
    for review in rows:
        found.setdefault(review.project_id, []).append(review)
    return found


def bars(session: Session, projects: Sequence[Project]) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    """Return, for each project, who may not read it and why: "team" or "conflict"."""
    ids = [project.id for project in projects]
    barred: dict[uuid.UUID, dict[uuid.UUID, str]] = {project.id: {project.owner_id: "team"} for project in projects}
    conflicts = select(Conflict.project_id, Conflict.person_id).where(
        Conflict.project_id.in_(ids), Conflict.lifted_at.is_(None)
    )
    for project_id, person_id in session.execute(conflicts):
        barred[project_id].setdefault(person_id, "conflict")
    team = select(TeamMember.project_id, TeamMember.person_id).where(TeamMember.project_id.in_(ids))
    for project_id, member_id in session.execute(team):
        if member_id is not None:
            barred[project_id][member_id] = "team"
    return barred


def candidates(session: Session, *, actor: Actor, project: Project, readings: Sequence[Review]) -> list[Candidate]:
    """Return the committee members who do not read `project` yet, the least loaded first."""
    reading = {review.reader_id for review in readings if review.status is not ReviewStatus.ABSTAINED}
    people = [person for person in members(session, project.call_id) if person.id not in reading]
    barred = bars(session, [project])[project.id]
    found = [
        Candidate(load.person, load.given, same_department(project, load.person), barred.get(load.person.id, ""))
        for load in loads(session, actor=actor, call_id=project.call_id, people=people)
    ]
    return sorted(found, key=lambda one: (one.bar != "", one.load, one.person.name, one.person.email))


def proposal(session: Session, *, actor: Actor, call: Call) -> Proposal:
    """Return the draft that gives every dossier the actor works on the readers it lacks."""
    people = members(session, call.id)
    projects = session.scalars(
        select(Project).where(*_to_assign(actor, call), _lacks_readers(call)).order_by(Project.number, Project.id)
    ).all()
    readings = readings_by_project(session, (project.id for project in projects))
    barred = bars(session, projects)
    counts = {load.person.id: load.given for load in loads(session, actor=actor, call_id=call.id, people=people)}
    return propose(
        [_dossier(project, readings.get(project.id, []), barred[project.id]) for project in projects],
        people,
        wanted=call.readings_wanted,
        loads=counts,
    )


def _dossier(project: Project, readings: Sequence[Review], barred: Iterable[uuid.UUID]) -> Dossier:
    readers = tuple(review.reader for review in readings if review.status is not ReviewStatus.ABSTAINED)
    return Dossier(project, readers, frozenset(barred) | {review.reader_id for review in readings})
