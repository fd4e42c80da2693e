"""What writing a dossier reads: asked every few seconds by each person who writes.

The statements are made once; making them takes longer than running them.
"""

import uuid
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from incubator.domain import information
from incubator.domain.actors import Actor
from incubator.domain.models import Answer, JournalEntry, Person, Project, Question

MANY_ENTRIES = 50
_DOSSIER = (
    select(Project)
    .where(Project.id == bindparam("project"))
    .options(joinedload(Project.call), joinedload(Project.organisation))
)
_ASKED_AND_ANSWERED = (
    select(Question, Answer)
    .outerjoin(Answer, and_(Answer.question_id == Question.id, Answer.project_id == bindparam("project")))
    .where(Question.call_id == bindparam("call"), Question.form_version == bindparam("version"))
    .order_by(Question.position, Question.key)
)
_ASKED = (
    select(Question)
    .where(Question.call_id == bindparam("call"), Question.form_version == bindparam("version"))
    .order_by(Question.position, Question.key)
)
_ANSWERS = select(Answer).where(Answer.project_id == bindparam("project")).order_by(Answer.question_id)
_ENTRIES = (
    select(
        JournalEntry.id,
        JournalEntry.at,
        JournalEntry.event,
        JournalEntry.before,
        JournalEntry.after,
        JournalEntry.actor_id,
        Person.name,
        Person.email,
    )  # fmt: skip
    .outerjoin(Person, Person.id == JournalEntry.actor_id)
    .where(JournalEntry.project_id == bindparam("project"), JournalEntry.at >= bindparam("moment"))
    .order_by(JournalEntry.id.desc())
    .limit(MANY_ENTRIES)
)


class Entry(NamedTuple):
    """A line of the journal of a dossier, with who."""

    id: int
    at: datetime
    event: str
    before: dict[str, Any] | None  # Any: what JSON holds
    after: dict[str, Any] | None
    actor_id: uuid.UUID | None
    name: str | None
    email: str | None


def own_texts(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return a project of the actor's teams with its call, organisation, questions and their answers.

    Raises NoResultFound for any other: only its team writes in a dossier.
    """
    if project_id not in actor.team_of:
        raise NoResultFound
    project = session.scalars(_DOSSIER, {"project": project_id}).one()
    asked = {"project": project.id, "call": project.call_id, "version": project.form_version}
    rows = session.execute(_ASKED_AND_ANSWERED, asked).all()
    set_committed_value(project, "questions", [question for question, _answer in rows])
    set_committed_value(project, "answers", [answer for _question, answer in rows if answer is not None])
    return information.load_open(session, project)


def load_form(session: Session, project: Project) -> None:
    """Load the questions of the project's version of the form, and every answer, even to what is no longer asked."""
    asked = session.scalars(_ASKED, {"call": project.call_id, "version": project.form_version})
    set_committed_value(project, "questions", asked.all())
    set_committed_value(project, "answers", session.scalars(_ANSWERS, {"project": project.id}).all())


def entries_since(session: Session, project: Project, moment: datetime) -> list[Entry]:
    """Return the last things that happened to the dossier since `moment`, the newest first."""
    return [Entry(*row) for row in session.execute(_ENTRIES, {"project": project.id, "moment": moment})]
