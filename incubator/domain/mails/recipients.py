"""Who receives the e-mails about a project, and the facts they share."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain import queries
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Person, Project, RoleGrant, TeamMember, call_organisations

STAFF = (Role.PROGRAMME_MANAGER, Role.SECRETARY)


def team_of(session: Session, project: Project) -> list[Person]:
    """Return the people of the team who have an account in use."""
    return list(
        session.scalars(
            select(Person)
            .join(TeamMember, TeamMember.person_id == Person.id)
            .where(TeamMember.project_id == project.id, Person.disabled_at.is_(None))
            .order_by(Person.email)
        )
    )


def staff_of(session: Session, project: Project) -> list[Person]:
    """Return those who run the call, but who is of the team."""
    staff = session.scalars(
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(call_organisations, call_organisations.c.organisation_id == RoleGrant.organisation_id)
        .where(
            RoleGrant.role.in_(STAFF),
            RoleGrant.ended_at.is_(None),
            (RoleGrant.call_id == project.call_id) | (call_organisations.c.call_id == project.call_id),
            Person.id.not_in(
                select(TeamMember.person_id).where(
                    TeamMember.project_id == project.id, TeamMember.person_id.is_not(None)
                )
            ),
        )
        .distinct()
        .order_by(Person.email)
    )
    return list(staff)


def call_of(session: Session, project: Project) -> Call:
    """Return the call of `project`, with those in whose name letters speak."""
    return queries.call_in_letters(session, project.call_id)


def to_team(session: Session, name: str, project: Project, note: str) -> list[Email]:
    """Write the e-mail `name` to each person of the team."""
    call = call_of(session, project)
    return [
        Email(
            name,
            person.email,
            person.language,
            {"project": project, "call": call, "person": person, "note": note},
            project.id,
        )
        for person in team_of(session, project)
    ]
