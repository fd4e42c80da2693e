"""Who receives the e-mails about a project, and the facts they share."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.i18n import force_locale
from incubator.core.outbox import Email
from incubator.core.urls import home
from incubator.domain import queries
from incubator.domain.kinds import Role
from incubator.domain.models import (
    Call,
    Conflict,
    JournalEntry,
    Person,
    Project,
    RoleGrant,
    TeamMember,
    call_organisations,
)

Facts = dict[str, Any]  # Any: what an e-mail knows, by name
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
    """Return those who run the call, but who is of the team or stays away from the dossier."""
    staff = session.scalars(
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(call_organisations, call_organisations.c.organisation_id == RoleGrant.organisation_id)
        .where(
            RoleGrant.role.in_(STAFF),
            RoleGrant.ended_at.is_(None),
            (RoleGrant.call_id == project.call_id) | (call_organisations.c.call_id == project.call_id),
            Person.disabled_at.is_(None),
            Person.id.not_in(
                select(Conflict.person_id).where(Conflict.project_id == project.id, Conflict.lifted_at.is_(None))
            ),
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


def to_team(session: Session, name: str, project: Project, note: str, **more: Any) -> list[Email]:
    """Write the e-mail `name` to each person of the team; `more` are facts of its own (Any)."""
    call = call_of(session, project)
    return [
        Email(
            name,
            person.email,
            person.language,
            {"project": project, "call": call, "person": person, "note": note, **more},
            project.id,
        )
        for person in team_of(session, project)
    ]


def to_staff(session: Session, name: str, project: Project, note: str, **more: Any) -> list[Email]:
    """Write the e-mail `name` to each of those who run the call; `more` are facts of its own (Any)."""
    context = {"project": project, "call": call_of(session, project), "note": note, **more}
    return [
        Email(name, person.email, person.language, {**context, "person": person}, project.id)
        for person in staff_of(session, project)
    ]


def in_words(emails: list[Email], say: Callable[[], Facts]) -> list[Email]:
    """Add to each e-mail the facts that `say` puts in words, in its reader's language, on the clock of its call."""
    said = []
    for email in emails:
        with force_locale(email.language), clock.in_zone(email.context["call"].timezone):
            said.append(replace(email, context={**email.context, **say()}))
    return said


def page_of(project: Project, name: str) -> str:
    """Return the address of one of the pages of `project`; "" where nobody says where the application is."""
    return f"{home()}/projects/{project.id}/{name}" if home() else ""


def screening_has_begun(session: Session, project: Project) -> bool:
    """Tell whether those who run the call have already taken an act on the dossier."""
    acts = ("ask_information", "reconsider")
    query = select(JournalEntry.id).where(JournalEntry.project_id == project.id, JournalEntry.event.in_(acts))
    return session.scalar(query.limit(1)) is not None
