"""The last ten minutes before the closing, in one: every agent writes, checks and hands in a dossier.

`python -m bench.rush [--agents 300] [--seconds 60] [--postgresql]` prints what it found, and fails when an answer was
an error or when anything typed was lost.
"""

import argparse
import html
import os
import random
import re
import sys
import tempfile
import threading
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.seed import DEPARTMENTS, NOON, PARAGRAPH, THEMES, Seeded
from bench.servers import APPLICATION, Server, Visitor
from incubator.core import clock, migrations
from incubator.core.db import make_engine
from incubator.core.outbox import OutboxEmail
from incubator.domain.default_form import default_questions
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Answer, Call, Organisation, Person, Programme, Project, Question, TeamMember
from incubator.domain.states import State

AGENTS, SECONDS = 300, 60
SPELLS = 4  # saves while typing, by each agent
ROOM = 20  # seconds left to the last agent to begin
TYPED = "answer_problem"


@dataclass(frozen=True, slots=True)
class Rush:
    """What the rush was and found; times in milliseconds, of every answer and of handing in alone."""

    engine: str
    agents: int
    seconds: int
    requests: int
    p50: float
    p95: float
    submit_p95: float
    worst: float
    errors: tuple[str, ...]
    lost: tuple[str, ...]


def rush(engine: str, url: str, folder: Path, agents: int = AGENTS, seconds: int = SECONDS) -> Rush:
    """Seed `url`, serve it with two workers, let the agents come, and look at what was kept."""
    drafts, call_id = seed_drafts(url, agents)
    chance = random.Random(agents)
    seeded = Seeded(url, agents, drafts[0][0], drafts[0][0], drafts[0][1])
    times: list[tuple[str, float]] = []
    errors: list[str] = []
    with Server(APPLICATION, seeded, folder, "/sign-in") as server:
        visitors = [Visitor(server.port) for _ in drafts]
        for visitor, (person_id, _project_id) in zip(visitors, drafts, strict=True):
            visitor.become(person_id)
        _close_in(url, call_id, seconds)
        threads = [
            threading.Thread(
                target=_agent,
                args=(visitor, project_id, chance.uniform(0, seconds - ROOM), random.Random(number), times, errors),
            )
            for number, (visitor, (_, project_id)) in enumerate(zip(visitors, drafts, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    every = sorted(one for _what, one in times)
    handed_in = sorted(one for what, one in times if what == "submit")
    return Rush(
        engine=engine,
        agents=agents,
        seconds=seconds,
        requests=len(every),
        p50=_share(every, 0.5),
        p95=_share(every, 0.95),
        submit_p95=_share(handed_in, 0.95),
        worst=every[-1],
        errors=tuple(errors),
        lost=tuple(_lost(url, call_id, agents)),
    )


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _agent(
    visitor: Visitor,
    project_id: uuid.UUID,
    wait: float,
    chance: random.Random,
    times: list[tuple[str, float]],
    errors: list[str],
) -> None:
    time.sleep(wait)
    page, before = f"/projects/{project_id}", ""

    def timed(what: str, method: str, path: str, form: dict[str, str] | None = None) -> None:
        began = time.perf_counter()
        status = visitor.ask(method, path, urlencode(form) if form is not None else None)
        times.append((what, 1000 * (time.perf_counter() - began)))
        if status != 200:
            errors.append(f"{what}: {status}")

    try:
        timed("edit", "GET", f"{page}/edit/all")
        token, version = value_of(visitor, "csrf_token"), value_of(visitor, "version")
        for spell in range(SPELLS):
            time.sleep(chance.uniform(0.3, 1.5))
            text = PARAGRAPH * (spell + 1) + str(project_id)
            form = {"csrf_token": token, "version": version, TYPED: text, f"was-{TYPED}": before}
            timed("autosave", "POST", f"{page}/autosave", form)
            before = text
        timed("check", "GET", f"{page}/submit")
        timed("submit", "POST", f"{page}/submit", {"csrf_token": value_of(visitor, "csrf_token")})
    except (OSError, ValueError) as error:
        errors.append(repr(error))


def value_of(visitor: Visitor, name: str) -> str:
    """Return the value of a hidden field of the page in hand; ValueError when it has none."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', visitor.body.decode())
    if found is None:
        raise ValueError(f"{visitor.path} has no {name}")
    return html.unescape(found[1])


def seed_drafts(url: str, agents: int) -> tuple[list[tuple[uuid.UUID, uuid.UUID]], uuid.UUID]:
    """Make a call and its drafts, all answered but one question; return (owner, project) of each, and the call."""
    engine = make_engine(url)
    migrations.upgrade(engine)
    with Session(engine.execution_options(writing=True), expire_on_commit=False) as session:
        call = _call(session)
        questions = default_questions(call)
        session.add_all(questions)
        session.flush()
        drafts = [_draft(session, call, number, questions) for number in range(1, agents + 1)]
        call.last_number = agents
        session.commit()
        found, call_id = [(one.owner_id, one.id) for one in drafts], call.id
    engine.dispose()
    return found, call_id


def _call(session: Session) -> Call:
    organisation = Organisation(name="Rush", short_name="Rush", slug="rush", email_domains=["rush.example"])
    programme = Programme(organisation=organisation, name="Rush")
    now = clock.now()
    call = Call(
        programme=programme,
        code="rush",
        title="Rush",
        opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(days=1),
        screening_until=now.date() + timedelta(days=10),
        committee_on=now.date() + timedelta(days=20),
        jury_on=now.date() + timedelta(days=30),
        mentoring_from=now.date() + timedelta(days=40),
        themes=list(THEMES),
        organisations=[organisation],
    )
    session.add(call)
    session.flush()
    return call


def _draft(session: Session, call: Call, number: int, questions: list[Question]) -> Project:
    house = call.organisations[0].id
    owner = Person(email=f"agent{number}@rush.example", name=f"Agent {number}", organisation_id=house)
    session.add(owner)
    session.flush()
    project = Project(
        call_id=call.id,
        organisation_id=house,
        owner_id=owner.id,
        number=number,
        title=f"Projet {number}",
        department=DEPARTMENTS[number % len(DEPARTMENTS)],
        theme=THEMES[number % len(THEMES)],
        state=State.DRAFT,
        state_changed_at=NOON,
        created_at=NOON,
    )
    session.add(project)
    session.flush()
    session.add(TeamMember(project_id=project.id, person_id=owner.id, name=owner.name))
    session.add_all(
        Answer(project_id=project.id, question_id=one.id, value=_answer(one))
        for one in questions
        if one.required and one.key != TYPED.removeprefix("answer_")
    )
    return project


def _answer(question: Question) -> str:
    if question.kind is QuestionKind.CHOICE:
        return str(question.options[0]["value"])
    return {QuestionKind.YES_NO: "yes", QuestionKind.NUMBER: "3", QuestionKind.DATE: "2026-03-02"}.get(
        question.kind, PARAGRAPH[: question.max_length or None].strip()
    )


def _close_in(url: str, call_id: uuid.UUID, seconds: int) -> None:
    engine = make_engine(url)
    with Session(engine.execution_options(writing=True)) as session:
        session.get_one(Call, call_id).closes_at = clock.now() + timedelta(seconds=seconds)
        session.commit()
    engine.dispose()


def _lost(url: str, call_id: uuid.UUID, agents: int) -> list[str]:
    """Say what is missing: a dossier that is not handed in, a last sentence that is not kept, a receipt not written."""
    engine = make_engine(url)
    with Session(engine) as session:
        projects = select(Project.id).where(Project.call_id == call_id)
        handed_in = session.scalar(
            select(func.count()).where(Project.call_id == call_id, Project.state == State.SUBMITTED)
        )
        rows = session.execute(
            select(Answer.project_id, Answer.value)
            .join(Question, Question.id == Answer.question_id)
            .where(Question.key == TYPED.removeprefix("answer_"), Answer.project_id.in_(projects))
        )
        kept = sum(value == PARAGRAPH * SPELLS + str(project_id) for project_id, value in rows)
        receipts = session.scalar(select(func.count()).select_from(OutboxEmail))
    engine.dispose()
    found = (("handed in", handed_in), ("last sentences kept", kept), ("receipts", receipts))
    return [f"{what}: {count} of {agents}" for what, count in found if count != agents]


def as_text(found: Rush) -> str:
    """Return what was found, in one line."""
    errors = f"{len(found.errors)} errors {sorted(set(found.errors))[:3] or ''}".strip()
    return (
        f"{found.engine}: {found.agents} agents in {found.seconds} s, {found.requests} requests, "
        f"p50 {found.p50:.0f} ms, p95 {found.p95:.0f} ms, handing in p95 {found.submit_p95:.0f} ms, "
        f"worst {found.worst:.0f} ms; {errors}; lost: {', '.join(found.lost) or 'nothing'}"
    )


def main() -> int:
    """Run the rush; 1 when there was an error or something was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.rush", description=__doc__)
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--postgresql", action="store_true", help="on a private PostgreSQL server, as the tests")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rush-")))
        os.environ["INSTANCE_PATH"] = str(folder)
        engine, url = "SQLite", f"sqlite:///{folder / 'rush.db'}"
        if options.postgresql:
            from tests.postgres import Postgres

            engine, url = "PostgreSQL", stack.enter_context(Postgres()).url()
        found = rush(engine, url, folder, options.agents, options.seconds)
    print(as_text(found))
    return 1 if found.errors or found.lost else 0


if __name__ == "__main__":
    sys.exit(main())
