"""A call with as many dossiers as asked, read and ranked: invented, and the same at each run."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from incubator.core import migrations
from incubator.core.db import make_engine
from incubator.domain.defaults import default_criteria, default_questions
from incubator.domain.models import (
    Answer,
    Call,
    Criterion,
    JournalEntry,
    Organisation,
    Person,
    Programme,
    Project,
    Question,
    Review,
    RoleGrant,
    Score,
    Standing,
    TeamMember,
)
from incubator.domain.rules import mean_of, weighted_total
from incubator.domain.states import Opinion, ReviewStatus, Role, Round, State

CODE = "edition-bench"
READERS, READINGS = 24, 3
BATCH = 1000
DEPARTMENTS = ("Autonomie", "Culture", "Éducation", "Enfance", "Insertion", "Routes", "Achats", "Informatique")
THEMES = ("Solidarités", "Mobilités", "Éducation et jeunesse", "Environnement", "Culture", "Fonctionnement interne")
STATES = (*[State.UNDER_REVIEW] * 17, State.SHORTLISTED, State.WAITING_LIST, State.NOT_SHORTLISTED)
PARAGRAPH = "Chaque année, des familles attendent une réponse et rappellent plusieurs fois le même service. "
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

Row = dict[str, Any]  # Any: the values of a row, of every type


@dataclass(frozen=True, slots=True)
class Seeded:
    """A database ready to be measured, and what the addresses of its pages need."""

    url: str
    count: int
    secretary_id: uuid.UUID
    project_id: uuid.UUID


def seed(folder: Path, count: int) -> Seeded:
    """Make the database of `count` dossiers in `folder`."""
    url = f"sqlite:///{folder / f'bench-{count}.db'}"
    engine = make_engine(url)
    migrations.upgrade(engine)
    chance = random.Random(count)
    with Session(engine.execution_options(writing=True), expire_on_commit=False) as session:
        call, organisation = _found(session, count)
        questions, criteria = _form(session, call)
        secretary, readers = _staff(session, call, chance)
        first: uuid.UUID | None = None
        for batch in _batches(count):
            rows = [row for n in batch for row in _dossier(n, call, organisation, questions, criteria, readers, chance)]
            first = first or next(row["id"] for model, row in rows if model is Project)
            _write(session, rows)
        session.commit()
    with engine.connect() as connection:  # a file of its own, without a journal beside it
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    if first is None:
        raise ValueError("A bench without dossiers measures nothing.")
    return Seeded(url, count, secretary, first)


def _batches(count: int) -> Iterator[range]:
    return (range(start, min(start + BATCH, count + 1)) for start in range(1, count + 1, BATCH))


def _write(session: Session, rows: list[tuple[type, Row]]) -> None:
    tables: dict[type, list[Row]] = {}
    for model, row in rows:
        tables.setdefault(model, []).append(row)
    for model in (Person, Project, TeamMember, Answer, Review, Score, Standing, JournalEntry):
        session.execute(insert(model.__table__), tables[model])  # type: ignore[attr-defined]  # every model has a table


def _found(session: Session, count: int) -> tuple[Call, Organisation]:
    organisation = Organisation(
        slug="bench", name="Conseil départemental du Banc", short_name="Banc", departments=list(DEPARTMENTS)
    )
    session.add(organisation)
    session.flush()  # the programme refers to it
    programme = Programme(organisation_id=organisation.id, name="L’Établi", tagline="Vos idées rendent service.")
    session.add(programme)
    session.flush()  # the call refers to it
    call = Call(
        programme_id=programme.id,
        code=CODE,
        title="Édition du banc",
        opens_at=NOON - timedelta(days=30),
        closes_at=NOON,
        screening_until=(NOON + timedelta(days=10)).date(),
        committee_on=(NOON + timedelta(days=40)).date(),
        jury_on=(NOON + timedelta(days=60)).date(),
        mentoring_from=(NOON + timedelta(days=80)).date(),
        themes=list(THEMES),
        last_number=count,
    )
    call.organisations = [organisation]
    session.add(call)
    session.flush()  # everything below refers to it
    return call, organisation


def _form(session: Session, call: Call) -> tuple[list[Question], list[Criterion]]:
    questions, criteria = default_questions(call), default_criteria(call)
    session.add_all([*questions, *criteria])
    session.flush()  # answers and marks refer to them
    return questions, [criterion for criterion in criteria if criterion.round is Round.COMMITTEE]


def _staff(session: Session, call: Call, chance: random.Random) -> tuple[uuid.UUID, list[uuid.UUID]]:
    roles = [("Sacha Secrétaire", Role.SECRETARY), *((f"Lou Lecture {n}", Role.COMMITTEE_MEMBER) for n in range(READERS))]
    people = [Person(id=_key(chance), email=f"staff{n}@bench.example", name=name) for n, (name, _) in enumerate(roles)]
    session.add_all(people)
    session.flush()  # their roles refer to them
    for person, (_name, role) in zip(people, roles, strict=True):
        session.add(RoleGrant(person_id=person.id, role=role, call_id=call.id))
    session.flush()  # before the bulk inserts
    return people[0].id, [person.id for person in people[1:]]


def _dossier(
    number: int,
    call: Call,
    organisation: Organisation,
    questions: list[Question],
    criteria: list[Criterion],
    readers: list[uuid.UUID],
    chance: random.Random,
) -> Iterator[tuple[type, Row]]:
    """Yield every row of one dossier: its own owner, its answers, its readings and what they amount to."""
    owner, project = _key(chance), _key(chance)
    at = NOON - timedelta(minutes=number)
    yield Person, {"id": owner, "created_at": at, "email": f"agent{number}@bench.example", "name": f"Alix Agent {number}",
                   "job": "Cheffe de projet", "organisation_id": organisation.id}  # fmt: skip
    state, department = STATES[number % len(STATES)], DEPARTMENTS[number % len(DEPARTMENTS)]
    yield Project, {"id": project, "created_at": at, "call_id": call.id, "organisation_id": organisation.id,
                    "owner_id": owner, "number": number, "title": f"Simplifier la démarche n° {number} des habitants",
                    "department": department, "theme": THEMES[number % len(THEMES)], "state": state,
                    "submitted_at": at, "state_changed_at": at, "mission": "", "version": 3}  # fmt: skip
    yield TeamMember, {"id": _key(chance), "created_at": at, "project_id": project, "person_id": owner,
                       "name": f"Alix Agent {number}", "role": "Porteuse"}  # fmt: skip
    for question in questions:
        value = question.options[0]["value"] if question.options else PARAGRAPH * (3 if question.max_length else 0) or "yes"
        yield Answer, {"project_id": project, "question_id": question.id, "value": value[: question.max_length]}
    for event in ("start_project", "edit_project", "submit", "accept"):
        yield JournalEntry, {"at": at, "actor_id": owner, "call_id": call.id, "project_id": project, "event": event,
                             "organisation_id": None, "before": None, "after": None, "note": ""}  # fmt: skip
    totals = []
    for reader in chance.sample(readers, READINGS):
        marks = {criterion.key: chance.randint(0, 5) for criterion in criteria}
        totals.append(weighted_total(criteria, marks) or 0)
        yield from _reading(project, reader, criteria, marks, totals[-1], at, _key(chance))
    yield Standing, {"project_id": project, "round": Round.COMMITTEE, "call_id": call.id, "count": len(totals),
                     "mean": mean_of(totals), "low": min(totals), "high": max(totals)}  # fmt: skip


def _reading(
    project: uuid.UUID,
    reader: uuid.UUID,
    criteria: list[Criterion],
    marks: dict[str, int],
    total: int,
    at: datetime,
    key: uuid.UUID,
) -> Iterator[tuple[type, Row]]:
    yield Review, {"id": key, "created_at": at, "project_id": project, "reader_id": reader, "status": ReviewStatus.FINAL,
                   "opinion": Opinion.RATHER_YES, "committee_comment": PARAGRAPH, "candidate_comment": PARAGRAPH,
                   "total": total, "finished_at": at, "version": 2}  # fmt: skip
    for criterion in criteria:
        yield Score, {"review_id": key, "criterion_id": criterion.id, "value": marks[criterion.key]}


def _key(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
