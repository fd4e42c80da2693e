"""A call whose programme manager imports dossiers, and a worker for the time of a test."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import jobs
from incubator.core.db import db
from incubator.core.files import FileStore
from incubator.domain.kinds import Role
from incubator.domain.models import Answer, Call, ImportRun, Organisation, Person, Project, Question
from incubator.imports.demarches import addresses, client
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.imports.demarches import TOKEN, Instance

HEADER = "ID;Titre;Nom;Prénom;Email;Direction;Quel problème ?"
VELOS = ["1", "Vélos", "Roux", "Ana", "Ana@Agents.example", "Routes", "300 chutes"]
HAIES = ["2", "Haies", "", "", "", "", "Trop hautes"]


@dataclass
class Desk:
    """Where a programme manager imports."""

    session: Session
    organisation: Organisation
    call: Call
    manager: Person
    client: PageClient

    def upload(self, content: str | bytes, name: str = "dossiers.csv") -> Page:
        """Send a file; the answer is the page of its columns, or the refusal."""
        data = content.encode() if isinstance(content, str) else content
        return self.client.post(f"/calls/{self.call.code}/imports", {"file": (BytesIO(data), name)})

    def run(self) -> ImportRun:
        """Return the last import."""
        self.session.expire_all()
        query = select(ImportRun).order_by(ImportRun.created_at.desc(), ImportRun.id)
        return self.session.scalars(query).first()  # type: ignore[return-value]

    def choose(self, page: Page, **changes: str) -> Page:
        """Send the form of the columns as it is, but for `changes` (by title of column, or by name of field)."""
        form = page.soup.select_one("form:has([name=state])")
        assert form is not None, page.text
        data = {select["name"]: chosen(select) for select in form.select("select")}
        data |= {radio["name"]: radio["value"] for radio in form.select("input[type=radio][checked]")}
        labels = self.run().labels
        for name, value in changes.items():
            data[f"column_{labels.index(name)}" if name in labels else name] = value
        return self.client.post(page.url, data)

    def start(self) -> Page:
        """Confirm, let the worker work, and read the report."""
        self.client.post(f"/imports/{self.run().id}/start")
        work()
        return self.client.get(f"/imports/{self.run().id}")

    def bring(self, content: str | bytes, name: str = "dossiers.csv", **changes: str) -> Page:
        """Import a whole file, columns as they are guessed."""
        self.choose(self.upload(content, name), **changes)
        return self.start()

    def projects(self) -> list[Project]:
        """Return the dossiers of the call, by number."""
        self.session.expire_all()
        query = select(Project).where(Project.call_id == self.call.id).order_by(Project.number)
        return list(self.session.scalars(query))

    def answer(self, project: Project, key: str) -> str | None:
        """Return an answer."""
        query = select(Answer.value).join(Question).where(Answer.project_id == project.id, Question.key == key)
        return self.session.scalar(query)


def chosen(select) -> str:  # type: ignore[no-untyped-def]
    option = select.select_one("option[selected]") or select.select_one("option")
    return str(option["value"])


def work() -> None:
    """Do the jobs that wait, as the worker does."""
    while jobs.run_next(lambda: db.new_session(writing=True)):
        pass


@pytest.fixture
def desk(session: Session, sign_in: Callable[..., PageClient]) -> Desk:
    organisation = make.make_organisation(session)
    call = make.make_call(session, organisation)
    manager = make.make_staff(session, organisation, Role.PROGRAMME_MANAGER)
    session.commit()
    return Desk(session, organisation, call, manager, sign_in(manager))


def lines(rows: Sequence[Sequence[str]], header: str = HEADER) -> str:
    """Return a CSV of offices."""
    return "\n".join([header, *(";".join(row) for row in rows)]) + "\n"


@pytest.fixture
def instance(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    found = Instance()
    monkeypatch.setenv(addresses.token_name(desk.call.code), TOKEN)
    monkeypatch.setattr(client, "PER_MINUTE", 1_000_000)
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def _store(app: Flask, tmp_path: Path) -> Iterator[None]:
    before, app.extensions["files"] = app.extensions["files"], FileStore((tmp_path / "store").as_uri())
    yield
    app.extensions["files"] = before
