"""What the first page shows besides the tasks: own projects and open calls."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Organisation, Programme, Project
from incubator.domain.states import Role


def only_programme(session: Session) -> Programme | None:
    """Return the programme of this installation, with its organisation, when there is exactly one."""
    found = session.scalars(
        select(Programme).order_by(Programme.name, Programme.id).limit(2).options(joinedload(Programme.organisation))
    ).all()
    return found[0] if len(found) == 1 else None


def managed_organisation(session: Session, actor: Actor) -> Organisation | None:
    """Return the organisation whose settings the actor manages, the first by name; None when there is none."""
    managed = actor.organisations_as(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)
    if not managed:
        return None
    query = select(Organisation).where(Organisation.id.in_(managed)).order_by(Organisation.name, Organisation.id)
    return session.scalars(query.limit(1)).one()


def my_projects(session: Session, actor: Actor) -> list[Project]:
    """Return the projects of the actor's teams and those they coach, the last changed first."""
    return list(
        session.scalars(
            select(Project)
            .where(Project.id.in_(actor.team_of | actor.coaches))
            .order_by(Project.state_changed_at.desc(), Project.id)
            .options(joinedload(Project.call))
        )
    )


def open_calls(session: Session, actor: Actor, calls: list[Call]) -> list[Call]:
    """Return, of `calls`, those where the actor may start a project today."""
    now = clock.now()
    mine = [call for call in calls if call.opens_at <= now < call.closes_at]
    if not mine or actor.organisation_id is None:
        return []
    loaded = session.scalars(
        select(Call)
        .where(
            Call.id.in_([call.id for call in mine]), Call.organisations.any(Organisation.id == actor.organisation_id)
        )
        .order_by(Call.closes_at, Call.code)
    )
    return list(loaded)
