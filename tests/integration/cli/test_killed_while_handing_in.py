"""The server killed outright while dossiers are handed in: each one is in, wholly and once, or not at all."""

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

import psutil
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from incubator.accounts.operations import make_sign_in_link
from incubator.core.db import make_engine
from incubator.core.outbox import OutboxEmail
from incubator.domain.models import JournalEntry, Person, Project
from incubator.domain.states import State
from tests.factories import make_call, make_organisation, make_project
from tests.integration.cli.test_serve import TOKEN, ready
from tests.programs import Programs, free_port, wait_until

NO_ANSWER = (OSError, HTTPException)  # refused, cut before the first word, or in the middle
DELAYS = (0.0, 0.01, 0.02, 0.04)  # seconds between pressing the button and the kill


@pytest.fixture
def engine(installed: Programs) -> Iterator[Engine]:
    engine = make_engine(installed.settings["DATABASE_URL"])
    yield engine
    engine.dispose()


def drafts(engine: Engine) -> list[tuple[uuid.UUID, str]]:
    with Session(engine) as session:
        organisation = make_organisation(session)
        call = make_call(session, organisation)
        call.themes = ["Solidarités"]
        found = [make_project(session, call, state=State.DRAFT) for _delay in DELAYS]
        session.flush()
        told = [(one.id, _door(session, one)) for one in found]
        session.commit()
    return told


def _door(session: Session, project: Project) -> str:
    return make_sign_in_link(session, email=session.get_one(Person, project.owner_id).email)


class Agent:
    """Somebody at the button."""

    def __init__(self, address: str, link: str, project_id: uuid.UUID) -> None:
        self.url = f"{address}/projects/{project_id}/submit"
        self.browser: OpenerDirector = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
        page = self.open(link)
        token = TOKEN.search(page)
        if token:  # the link opens on a button: mail scanners open links too
            self.open(link, {"csrf_token": token[1]})
        self.token = TOKEN.search(self.open(self.url))

    def open(self, url: str, form: dict[str, str] | None = None) -> str:
        data = urlencode(form).encode() if form is not None else None
        with self.browser.open(Request(url, data, {"Referer": url}), timeout=20) as answer:
            return str(answer.read().decode())

    def press(self) -> None:
        assert self.token
        with contextlib.suppress(*NO_ANSWER):  # the server may die under it
            self.open(self.url, {"csrf_token": self.token[1]})


def state_of(engine: Engine, project_id: uuid.UUID) -> tuple[State, int, int]:
    """Return where a dossier stands, and how many lines of journal and receipts say it was handed in."""
    with Session(engine) as session:
        entries = select(func.count()).where(JournalEntry.project_id == project_id, JournalEntry.event == "submit")
        receipts = select(func.count()).where(OutboxEmail.about == project_id)
        state = session.get_one(Project, project_id).state
        return state, session.scalar(entries) or 0, session.scalar(receipts) or 0


def kill_the_workers(program: int) -> None:
    """Kill the processes that answer, without the one that watches them and starts others."""
    for process in psutil.Process(program).children(recursive=True):
        parent = process.parent()
        if parent is not None and all("gunicorn" in " ".join(one.cmdline()) for one in (process, parent)):
            process.kill()


def test_dossier_is_in_wholly_and_once_or_not_at_all(installed: Programs, engine: Engine) -> None:
    told = drafts(engine)
    with installed.running("serve", PORT=str(free_port())) as program:
        address = ready(program)
        agents = [Agent(address, f"{address}/sign-in/link/{secret}", project_id) for project_id, secret in told]
        for delay, agent, (project_id, _secret) in zip(DELAYS, agents, told, strict=True):
            pressing = threading.Thread(target=agent.press)
            pressing.start()
            time.sleep(delay)
            kill_the_workers(program.pid)
            pressing.join()
            assert state_of(engine, project_id) in [(State.DRAFT, 0, 0), (State.SUBMITTED, 1, 1)]
            wait_until(lambda agent=agent: _answers(agent), "the server on its feet again")
            agent.press()
            assert state_of(engine, project_id) == (State.SUBMITTED, 1, 1)


def _answers(agent: Agent) -> bool:
    try:
        agent.open(agent.url)
    except NO_ANSWER:
        return False
    return True
