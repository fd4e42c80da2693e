"""A project whose agent asks their manager, and those who stand around."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.outbox import OutboxEmail
from incubator.domain.kinds import Role
from incubator.domain.models import Agreement, Call, JournalEntry, Organisation, Person, Project
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import Page, PageClient

MANAGER = "claire.responsable@ailleurs.example"
FIELDS = {
    "manager_name": "Claire Aubry",
    "manager_email": MANAGER,
    "days": "1.5",
    "starts_on": make.day(60).isoformat(),
    "ends_on": make.day(240).isoformat(),
    "message": "Je garde l’accueil du lundi.",
}
SECRET = "Turlututu, pas cette année."


@dataclass
class World:
    """A call, a project in it, its owner, a secretary, a reader, a juror, a visitor without an account."""

    session: Session
    organisation: Organisation
    call: Call
    project: Project
    owner: Person
    staff: Person
    reader: Person
    juror: Person
    visitor: PageClient
    sign_in: Callable[[Person], PageClient]

    @property
    def url(self) -> str:
        return f"/projects/{self.project.id}/agreement"

    def ask(self, by: Person | None = None, **fields: str) -> Page:
        """Send a request as its form does."""
        return self.sign_in(by or self.owner).post(f"{self.url}/ask", {**FIELDS, "send": "1", **fields})

    def asked(self, **fields: str) -> str:
        """Send a request, and return the manager's link."""
        assert self.ask(**fields).status == 200
        return self.link(fields.get("manager_email", MANAGER))

    def answer(self, link: str, chosen: str, **fields: str) -> Page:
        """Answer by a link, as the form of this answer does."""
        return self.visitor.post(
            link, {"answer": chosen, **{f"{chosen}-{name}": text for name, text in fields.items()}}
        )

    def link(self, to: str = MANAGER) -> str:
        """Return the path of the last link sent to `to`."""
        body = self.mails(to)[-1].body
        found = re.search(r"http://localhost(/agreement/\S+)", body)
        assert found is not None, body
        return found[1]

    def mails(self, to: str) -> list[OutboxEmail]:
        """Return what was written to `to`, oldest first."""
        self.session.expire_all()
        query = select(OutboxEmail).where(OutboxEmail.recipient == to)
        return list(self.session.scalars(query.order_by(OutboxEmail.created_at, OutboxEmail.id)))

    def requests(self) -> list[Agreement]:
        """Return the requests of the project, oldest first."""
        self.session.expire_all()
        query = select(Agreement).where(Agreement.project_id == self.project.id)
        return list(self.session.scalars(query.order_by(Agreement.asked_at, Agreement.id)))

    def journal(self) -> list[JournalEntry]:
        """Return what the journal says of the project, oldest first."""
        self.session.expire_all()
        query = select(JournalEntry).where(JournalEntry.project_id == self.project.id)
        return list(self.session.scalars(query.order_by(JournalEntry.id)))


@pytest.fixture
def build(session: Session, visitor: PageClient, sign_in: Callable[[Person], PageClient]) -> Callable[..., World]:
    """Make a world whose project stands at a state, in a call with these settings."""

    def built(state: State = State.SUBMITTED, **settings: Any) -> World:
        organisation = make.make_organisation(session, contact_email="programme@departement.example")
        call = make.make_call(session, organisation, **settings)
        project = make.make_project(
            session, call, state=state, title="Les dossiers du soir",
            answers={"problem": "Trois cents familles attendent. Personne ne sait pourquoi.", "audience": "Wombat."},
        )  # fmt: skip
        reader, juror = make.make_person(session), make.make_person(session)
        make.assign_reader(session, project, reader)
        make.grant(session, reader, Role.COMMITTEE_MEMBER, call)
        make.grant(session, juror, Role.JUROR, call)
        owner, staff = session.get_one(Person, project.owner_id), make.make_staff(session, call)
        session.commit()
        return World(session, organisation, call, project, owner, staff, reader, juror, visitor, sign_in)

    return built


@pytest.fixture
def world(build: Callable[..., World]) -> World:
    return build()
