"""What the tests of submission start from: an organisation, its open call, an agent and their draft."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.files import FileStore
from incubator.core.outbox import OutboxEmail
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import (
    Answer,
    Call,
    Invitation,
    JournalEntry,
    Organisation,
    Person,
    Project,
    Question,
    TeamMember,
)
from incubator.domain.states import State
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


def join(session: Session, project: Project, person: Person, role: str = "") -> TeamMember:
    """Make a person a member of the team of `project`."""
    member = TeamMember(project_id=project.id, person_id=person.id, name=person.name, role=role)
    session.add(member)
    session.flush()
    return member


def people_of(session: Session, project: Project) -> set[uuid.UUID | None]:
    """Return the keys of the people of a team."""
    return set(session.scalars(select(TeamMember.person_id).where(TeamMember.project_id == project.id)))


def link_in(session: Session) -> str:
    """Return the link of the last invitation sent."""
    query = select(OutboxEmail.body).where(OutboxEmail.name == "team_invitation")
    body = session.scalars(query.order_by(OutboxEmail.created_at.desc(), OutboxEmail.id)).first() or ""
    found = re.search(r"https?://[^/]+(/invitations/\S+)", body)
    assert found
    return found.group(1)


def join_by_invitation(session: Session, sign_in: Any, world: World, person: Person) -> None:
    """Have somebody of the organisation join the team."""
    sign_in(world.owner).post(f"{world.url}/team", {"email": person.email})
    assert sign_in(person).post(link_in(session), {"answer": "accept"}).status == 200


def invitation_in(session: Session, world: World) -> Invitation:
    """Return the one invitation of the project, as the database has it."""
    return session.scalars(
        select(Invitation).where(Invitation.project_id == world.project.id).execution_options(populate_existing=True)
    ).one()


def events(session: Session) -> list[str]:
    """Return the events of the journal, oldest first."""
    return list(session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)))


@pytest.fixture
def address(world: World) -> str:
    """The address of a colleague."""
    return f"lea.martin@{world.organisation.email_domains[0]}"


def invite(world: World, sign_in: Any, email: str, **more: str) -> Any:
    """Ask somebody to join the team, as its owner."""
    return sign_in(world.owner).post(f"{world.url}/team", {"email": email, **more})


@pytest.fixture
def store(app: Flask, tmp_path: Path) -> Any:
    """A store of its own for each test."""
    before, app.extensions["files"] = app.extensions["files"], FileStore((tmp_path / "store").as_uri())
    yield
    app.extensions["files"] = before


@pytest.fixture
def plans(session: Session, world: World) -> Question:
    """A question of the call that two files answer."""
    return ask(session, world.call, "plans", QuestionKind.FILE, required=True, file_count=2, file_megabytes=1)
