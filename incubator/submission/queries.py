"""Reads of submission."""

import uuid
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from incubator.core.paging import Page, paginate
from incubator.domain import information, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.lifecycle import ASK_INFORMATION, STEPS
from incubator.domain.models import Call, JournalEntry, Person, Project, Question, TeamMember
from incubator.domain.needs import reason_is_given
from incubator.domain.queries import find_call, find_project, takes_dossiers
from incubator.domain.states import REFUSED, State
from incubator.submission.loading import load_form

# Where a team reads why on its dossier; requests for information have a notice of their own.
TOLD_WHY = (*REFUSED, State.SHORTLISTED, State.WAITING_LIST, State.SELECTED, State.RESERVE)


def dossier(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return the project with all its pages show: call, questions, answers, team, organisation, owner.

    Raises NoResultFound for what the actor may not see.
    """
    project = find_project(
        session,
        actor,
        project_id,
        joinedload(Project.call).joinedload(Call.programme),
        joinedload(Project.organisation),
        joinedload(Project.owner),
        selectinload(Project.members).joinedload(TeamMember.person),
    )
    load_form(session, project)
    return information.load_open(session, project)


def texts(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return the project with what its form needs: call, questions, answers, organisation.

    Raises NoResultFound for what the actor may not see.
    """
    project = find_project(
        session,
        actor,
        project_id,
        joinedload(Project.call),
        selectinload(Project.questions),
        joinedload(Project.organisation),
        selectinload(Project.answers),
    )
    return information.load_open(session, project)


def my_projects(
    session: Session, *, actor: Actor, number: int = 1, make_url: Callable[[int], str] | None = None
) -> Page[Project]:
    """Return a page of the projects of the actor's teams with their calls, the last moved first."""
    query = (
        select(Project)
        .where(Project.id.in_(actor.team_of))
        .order_by(Project.state_changed_at.desc(), Project.id)
        .options(joinedload(Project.call))
    )
    return paginate(session, query, number=number, make_url=make_url)


def call_to_propose(session: Session, actor: Actor, code: str) -> Call:
    """Return the call with its organisations, whose agents may propose; NoResultFound as `find_call`."""
    return find_call(session, actor, code, selectinload(Call.organisations))


def open_calls(session: Session, *, actor: Actor) -> list[Call]:
    """Return the calls that take dossiers from the actor at this instant, the first to close first."""
    query = select(Call).where(takes_dossiers(), policy.proposable_calls(actor))
    return list(session.scalars(query.order_by(Call.closes_at, Call.code)))


def questions_of(session: Session, call: Call) -> list[Question]:
    """Return the questions of the form in use in `call`, in order."""
    asked = select(Question).where(Question.call_id == call.id, Question.form_version == call.form_version)
    return list(session.scalars(asked.order_by(Question.position, Question.key)))


def my_drafts(session: Session, *, actor: Actor, call: Call) -> list[Project]:
    """Return the drafts of the actor's teams in `call`, the newest first."""
    return list(
        session.scalars(
            select(Project)
            .where(Project.call_id == call.id, Project.id.in_(actor.team_of), Project.state == State.DRAFT)
            .order_by(Project.number.desc())
        )
    )


def lock_person(session: Session, person_id: uuid.UUID) -> Person:
    """Return a person, locked until the end of the transaction (on SQLite, writers queue anyway)."""
    return session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()


def untouched_draft(session: Session, *, owner: Person, call: Call) -> Project | None:
    """Return the draft that `owner` started in `call` and has not written in yet."""
    return session.scalars(
        select(Project)
        .where(
            Project.call_id == call.id,
            Project.owner_id == owner.id,
            Project.state == State.DRAFT,
            Project.version == 1,
            Project.title == "",
        )
        .order_by(Project.number)
        .limit(1)
    ).one_or_none()


def last_save(session: Session, project: Project) -> JournalEntry | None:
    """Return the last time somebody wrote in the dossier, with who."""
    return _last(session, project, Event.EDIT_PROJECT, Event.WRITE_PROJECT)


def reason_of_state(session: Session, project: Project) -> str:
    """Return the reason that was given when the dossier came where it stands, where one is always given."""
    steps = [step.name for step in STEPS if step.target is project.state and reason_is_given in step.needs]
    found = _last(session, project, *steps) if steps and project.state in TOLD_WHY else None
    return found.note if found is not None else ""


def last_request(session: Session, project: Project) -> JournalEntry | None:
    """Return the last time the team of the call asked for more; its note says what."""
    return _last(session, project, ASK_INFORMATION.name)


def _last(session: Session, project: Project, *events: str) -> JournalEntry | None:
    return session.scalars(
        select(JournalEntry)
        .where(JournalEntry.project_id == project.id, JournalEntry.event.in_([str(event) for event in events]))
        .order_by(JournalEntry.id.desc())
        .limit(1)
        .options(joinedload(JournalEntry.actor))
    ).one_or_none()
