"""What the tests of submission start from: an organisation, its open call, an agent and their draft."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.domain.models import Answer, Call, Organisation, Person, Project, Question
from incubator.domain.states import QuestionKind, State
from tests.factories import make_call, make_organisation, make_person, make_project

COMPLETE = {
    "title": "La première nuit",
    "department": "Autonomie",
    "theme": "Mobilités",
    "answer_problem": "Chaque année, 214 accueils en urgence.",
    "answer_audience": "Les familles d’accueil.",
    "answer_phone": "06 00 00 00 00",
}


@dataclass
class World:
    """The usual people and things; `url` is the address of the draft."""

    organisation: Organisation
    call: Call
    owner: Person
    project: Project

    @property
    def url(self) -> str:
        return f"/projects/{self.project.id}"


@pytest.fixture
def world(session: Session) -> World:
    organisation = make_organisation(session)
    call = make_call(session, organisation)
    owner = make_person(session, organisation, name="Adèle Vauquelin")
    return World(organisation, call, owner, make_project(session, call, owner=owner, state=State.DRAFT))


def ask(session: Session, call: Call, key: str, kind: QuestionKind, **values: Any) -> Question:
    """Add a question to `call`."""
    question = Question(call_id=call.id, key=key, position=10, kind=kind, label=f"Question {key} ?", **values)
    session.add(question)
    session.flush()
    return question


def answers_of(session: Session, project: Project) -> dict[str, str]:
    """Return what the database holds, by key of question."""
    query = select(Question.key, Answer.value).join(Question, Question.id == Answer.question_id)
    rows = session.execute(query.where(Answer.project_id == project.id))
    return {key: value for key, value in rows if value}
