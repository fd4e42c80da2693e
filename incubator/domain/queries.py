"""Finding a project or a call that this person may see; anything else is not found, whether or not it exists."""

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from incubator.core import clock
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.entry_kinds import Applicants
from incubator.domain.models import (
    Call,
    Organisation,
    Person,
    Programme,
    Project,
    RoleGrant,
    TeamMember,
    call_organisations,
)
from incubator.domain.states import ON_ITS_WAY, OUT_OF_DRAFT, State


def find_project(session: Session, actor: Actor, project_id: uuid.UUID, *options: ExecutableOption) -> Project:
    """Return the project if `actor` may see it, with its call; raise NoResultFound (a 404) otherwise."""
    return (
        session.scalars(
            select(Project)
            .where(Project.id == project_id, policy.visible_projects(actor))
            .options(joinedload(Project.call), *options)
        )
        .unique()
        .one()
    )


# Made once: most pages ask them. `reach` gives their parameters.
WITHIN_REACH = or_(
    Call.id.in_(bindparam("calls", expanding=True)),
    and_(
        Call.public,
        or_(
            Call.applicants == Applicants.EVERYBODY,
            Call.id.in_(
                select(call_organisations.c.call_id).where(
                    call_organisations.c.organisation_id == bindparam("organisation", type_=Call.id.type)
                )
            ),
        ),
    ),
)
_FIND_CALL = (
    select(Call)
    .where(Call.code == bindparam("code"), WITHIN_REACH)
    .options(joinedload(Call.programme).joinedload(Programme.organisation))
)
_CALLS_OF = select(Call).where(WITHIN_REACH).order_by(Call.opens_at.desc(), Call.code)


def takes_dossiers() -> ColumnElement[bool]:
    """Say `rules.call_is_open` of now in SQL."""
    now = clock.now()
    return and_(Call.public, Call.opens_at <= now, Call.closes_at > now)


def reach(actor: Actor) -> dict[str, Any]:  # Any: parameters of a statement
    """Return the parameters of `WITHIN_REACH`: the calls where `actor` has a part, even if they are being prepared, and
    the organisation they belong to, whose other calls they see once these are public, as those open to everybody."""
    return {"calls": list(actor.call_roles), "organisation": actor.organisation_id}


def find_call(session: Session, actor: Actor, code: str, *options: ExecutableOption) -> Call:
    """Return the call with its programme and organisation if it is within the actor's reach; else NoResultFound."""
    query = _FIND_CALL.options(*options) if options else _FIND_CALL
    return session.scalars(query, {"code": code, **reach(actor)}).one()


def find_organisation(session: Session, actor: Actor, slug: str) -> Organisation:
    """Return an organisation the actor belongs to or has a role in, with its programme; else NoResultFound."""
    mine = {*actor.organisation_roles, actor.organisation_id}
    return session.scalars(
        select(Organisation)
        .where(Organisation.slug == slug, Organisation.id.in_(mine))
        .options(joinedload(Organisation.programme))
    ).one()


def calls_of(session: Session, actor: Actor) -> list[Call]:
    """Return every call `actor` may go to, newest first."""
    return list(session.scalars(_CALLS_OF, reach(actor)))


def _in_state(state: State) -> ScalarSelect[int]:
    """Return the query of how many dossiers of the call `:call` stand in `state`, once submitted.

    State by state, ten thousand dossiers are counted in an index in 0.4 ms; grouped by state, in 0.9. Only withdrawn
    dossiers may never have been submitted: the table says so.
    """
    query = select(func.count()).where(Project.call_id == bindparam("call"), Project.state == state)
    if state is State.WITHDRAWN:
        query = query.where(Project.submitted_at.is_not(None))
    return query.scalar_subquery()


_BY_STATE = select(*(_in_state(state) for state in OUT_OF_DRAFT))
_BY_STATE_ASIDE = (
    select(Project.state, func.count())
    .where(Project.call_id == bindparam("call"), policy.RECEIVED, Project.id.in_(bindparam("aside", expanding=True)))
    .group_by(Project.state)
)


def count_by_state(session: Session, actor: Actor, call: Call) -> Counter[State]:
    """Return how many dossiers of a call that the actor runs stand in each state, but those they stay away from."""
    counts = Counter(dict(zip(OUT_OF_DRAFT, session.execute(_BY_STATE, {"call": call.id}).one(), strict=True)))
    if actor.aside:
        rows = session.execute(_BY_STATE_ASIDE, {"call": call.id, "aside": actor.aside})
        counts.subtract({state: count for state, count in rows})
    return counts


def teams(session: Session, project_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[Person, ...]]:
    """Return the people to write to about each of several projects, by address."""
    rows = session.execute(
        select(TeamMember.project_id, Person)
        .join(Person, Person.id == TeamMember.person_id)
        .where(TeamMember.project_id.in_(project_ids), Person.disabled_at.is_(None))
        .order_by(Person.email)
    )
    found: dict[uuid.UUID, tuple[Person, ...]] = {}
    for project_id, person in rows:
        found[project_id] = (*found.get(project_id, ()), person)
    return found


def concerned_by(session: Session, call: Call) -> list[Person]:
    """Return the people whom the dates of a call concern: the teams whose dossier goes on, those with a role in it."""
    teams_of_call = (
        select(TeamMember.person_id)
        .join(Project, Project.id == TeamMember.project_id)
        .where(Project.call_id == call.id, Project.state.in_(ON_ITS_WAY))
    )
    roles = select(RoleGrant.person_id).where(RoleGrant.call_id == call.id, RoleGrant.ended_at.is_(None))
    return list(
        session.scalars(
            select(Person)
            .where(or_(Person.id.in_(teams_of_call), Person.id.in_(roles)), Person.disabled_at.is_(None))
            .order_by(Person.email)
        )
    )


def call_in_letters(session: Session, call_id: uuid.UUID) -> Call:
    """Return a call with the programme and the organisation in whose name letters speak."""
    whole = joinedload(Call.programme).joinedload(Programme.organisation)
    return session.scalars(select(Call).where(Call.id == call_id).options(whole)).one()
