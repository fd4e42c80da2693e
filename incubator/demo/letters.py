"""The e-mails the demonstration would have sent, written by the same templates, at the time they would have left."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from incubator.core import clock, outbox
from incubator.core.outbox import Email, MailStatus
from incubator.demo.content import CALL_ID, key, read
from incubator.demo.lives import Life, Lived, readings_assigned_at
from incubator.demo.moments import Moments, Stage, at
from incubator.demo.readings import assign
from incubator.domain import lifecycle, mails
from incubator.domain.kinds import Role, Round
from incubator.domain.models import Call, Decision, Person, Project

Maker = Callable[[Session, Project, str], list[Email]]


def write(session: Session, told: list[Life], when: Moments) -> None:
    """Write the mails that the steps so far have sent."""
    query = select(Project).where(Project.call_id == CALL_ID).options(joinedload(Project.call))
    projects = {project.id: project for project in session.scalars(query)}
    decisions = {(one.project_id, one.round): one for one in session.scalars(select(Decision))}
    for life in told:
        _of_dossier(session, life, projects[life.dossier.id], decisions)
    if when.stage.reached(Stage.COMMITTEE):
        _to_readers(session, told, when)
    if when.stage.reached(Stage.MENTORING):
        _to_coaches(session, projects, when)


def _of_dossier(
    session: Session, life: Life, project: Project, decisions: dict[tuple[uuid.UUID, Round], Decision]
) -> None:
    for lived in life.steps:
        then = _then(project, lived)
        if lived.step in lifecycle.DECISION_STEPS.values():
            of_jury = life.took(lifecycle.PITCH) is not None and lived.step.sources & {lifecycle.PITCH.target}
            decision = decisions[project.id, Round.JURY if of_jury else Round.COMMITTEE]
            send(session, mails.decision_letters(session, then, decision), lived.at)
        for make in lived.step.sends:
            send(session, make(session, then, lived.note), lived.at)


def _then(project: Project, lived: Lived) -> Project:
    """Return the project as it was after a step; the database keeps what it is now."""
    columns = {column.key: getattr(project, column.key) for column in inspect(Project).column_attrs}
    then = Project(**columns | {"state": lived.step.target, "state_changed_at": lived.at})
    set_committed_value(then, "call", project.call)  # without making it one of the session
    return then


def send(session: Session, emails: list[Email], moment: datetime) -> None:
    """Write `emails` as they were at `moment`, and gone a minute later."""
    with clock.moved_to(moment):
        rows = [outbox.queue(session, email) for email in emails]
    for row in rows:
        row.status, row.attempts = MailStatus.SENT, 1
        row.created_at = row.available_at = moment
        row.sent_at = moment + timedelta(minutes=1)


def _to_readers(session: Session, told: list[Life], when: Moments) -> None:
    counts = Counter(reader.id for _life, readers in assign(told) for reader in readers)
    people = session.scalars(select(Person).where(Person.id.in_(counts)).order_by(Person.email))
    call = session.scalars(select(Call).where(Call.id == CALL_ID).options(joinedload(Call.programme))).one()
    emails = mails.readings_assigned(session, call, [(person, counts[person.id]) for person in people])
    send(session, emails, readings_assigned_at(when) + timedelta(minutes=1))


def _to_coaches(session: Session, projects: dict[uuid.UUID, Project], when: Moments) -> None:
    slugs = [one["slug"] for one in read("people")["person"] if Role.COACH.value in one["roles"]]
    for story in read("follow-up")["follow"]:
        coach = session.get_one(Person, key("person", slugs[story["coach"] - 1]))
        emails = mails.coach_assigned(session, projects[key("project", story["slug"])], coach)
        send(session, emails, at(when.mentoring_from, 9, 46))
