"""Finding a project or a call that this person may see; anything else is not found, whether or not it exists."""

import uuid
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Programme, Project, call_organisations


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


def find_call(session: Session, actor: Actor, code: str) -> Call:
    """Return the call if `actor` has a part in it or belongs to one of its organisations; else NoResultFound."""
    mine = set(actor.call_roles)
    return (
        session.scalars(
            select(Call)
            .where(Call.code == code, or_(Call.id.in_(mine), Call.id.in_(_calls_of(actor.organisation_id))))
            .options(
                joinedload(Call.programme).joinedload(Programme.organisation),
                selectinload(Call.organisations),
            )
        )
        .unique()
        .one()
    )


def _calls_of(organisation_id: uuid.UUID | None) -> Any:  # Any: a scalar subquery
    return select(call_organisations.c.call_id).where(call_organisations.c.organisation_id == organisation_id)


def calls_of(session: Session, actor: Actor) -> list[Call]:
    """Return every call `actor` may go to, newest first, with programme and organisation."""
    return list(
        session.scalars(
            select(Call)
            .where(or_(Call.id.in_(set(actor.call_roles)), Call.id.in_(_calls_of(actor.organisation_id))))
            .order_by(Call.opens_at.desc(), Call.code)
            .options(joinedload(Call.programme).joinedload(Programme.organisation))
        ).unique()
    )
