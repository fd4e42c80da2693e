"""Opening a draft: its number, its team, its first line in the journal."""

import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import journal, relations
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Call, Person, Project, TeamMember


def open_draft(session: Session, *, actor: Actor, call: Call, owner: Person) -> Project:
    """Open a draft of `owner` in `call`; its programme and organisations must be loaded. Nothing is checked here."""
    project = Project(
        call_id=call.id,
        organisation_id=_house_of(owner, call),
        owner_id=owner.id,
        number=_next_number(session, call),
        department=owner.department,
        form_version=call.form_version,
        state_changed_at=clock.now(),
    )
    session.add(project)
    session.flush()  # the team and the journal need the project's key
    session.add(TeamMember(project_id=project.id, person_id=owner.id, name=owner.name, role=owner.job))
    journal.record(
        session, Event.CREATE_PROJECT, actor_id=actor.person_id, project=project, after={"number": project.number}
    )
    return project


def _house_of(owner: Person, call: Call) -> uuid.UUID:
    """Return the organisation a project belongs to: its owner's if it runs the call, else the one that hosts them."""
    if owner.organisation_id is not None and relations.runs_with_others(owner.organisation_id, call):
        return owner.organisation_id
    return call.programme.organisation_id


def _next_number(session: Session, call: Call) -> int:
    """Take the next number of `call` in one statement, so that two people never get the same."""
    statement = (
        update(Call)
        .where(Call.id == call.id)
        .values(last_number=Call.last_number + 1)
        .returning(Call.last_number)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(statement).one()
