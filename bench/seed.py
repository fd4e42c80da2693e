"""A call with as many dossiers as asked, read and ranked: invented, and the same at each run."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, func, insert, literal, null, select
from sqlalchemy.orm import Session

from incubator.core import migrations
from incubator.core.db import make_engine
from incubator.domain.default_form import default_questions
from incubator.domain.defaults import default_criteria
from incubator.domain.kinds import Opinion, PhaseKind, ReviewStatus, Role, Round
from incubator.domain.models import (
    Answer,
    Call,
    Criterion,
    JournalEntry,
    Organisation,
    Person,
    Phase,
    Programme,
    Project,
    Question,
    Review,
    RoleGrant,
    Score,
    Standing,
    TeamMember,
)
from incubator.domain.rules import weighted_total
from incubator.domain.states import State

CODE = "edition-bench"
READERS, DOSSIERS_A_READER, READINGS = 24, 40, 3
DEPARTMENTS = ("Autonomie", "Culture", "Éducation", "Enfance", "Insertion", "Routes", "Achats", "Informatique")
THEMES = ("Solidarités", "Mobilités", "Éducation et jeunesse", "Environnement", "Culture", "Fonctionnement interne")
STATES = (
    *[State.UNDER_REVIEW] * 33,
    *[State.SHORTLISTED, State.WAITING_LIST, State.NOT_SHORTLISTED] * 2,
    State.SUBMITTED,
)
WINNERS = 8  # as many whatever the number of dossiers: a programme accompanies no more
PARAGRAPH = "Chaque année, des familles attendent une réponse et rappellent plusieurs fois le même service. "
EVENTS = ("start_project", "submit", "accept", "send_to_readers")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

Row = dict[str, Any]  # Any: the values of a row, of every type


@dataclass(frozen=True, slots=True)
class Seeded:
    """A database ready to be measured, and what the addresses of its pages need."""

    url: str
    count: int
    secretary_id: uuid.UUID
    reader_id: uuid.UUID
    project_id: uuid.UUID


def seed(folder: Path, count: int) -> Seeded:
    """Make the database of `count` dossiers in `folder`: at least one, each with its owner and three readings."""
    url = f"sqlite:///{folder / f'bench-{count}.db'}"
    engine = make_engine(url)
    event.listen(engine, "connect", _hurry)
    migrations.upgrade(engine)
    chance = random.Random(count)
    with Session(engine.execution_options(writing=True), expire_on_commit=False) as session:
        call = _found(session, count)
        questions, criteria = _form(session, call)
        secretary, readers = _staff(session, call, count, chance)
        projects = _dossiers(session, call, count, chance)
        _answers(session, questions)
        _readings(session, [key for key, state in projects if state is not State.SUBMITTED], readers, criteria, chance)
        _follow_up(session, [key for key, state in projects if state is State.MENTORING])
        session.commit()
    _close(engine)
    given = next(key for key, state in projects if state is State.UNDER_REVIEW)
    return Seeded(url, count, secretary, readers[0], given)


def _hurry(connection: Any, _record: object) -> None:  # Any: the driver's own connection
    """What makes an everyday database safe makes this one slow: if it breaks, it is made again."""
    for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {pragma}")


def _close(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # no checkpoint inside a transaction
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()


def _found(session: Session, count: int) -> Call:
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
    session.flush()  # everything else refers to it
    return call


def _form(session: Session, call: Call) -> tuple[list[Question], list[Criterion]]:
    questions, criteria = default_questions(call), default_criteria(call)
    session.add_all([*questions, *criteria])
    session.flush()  # answers and marks refer to them
    return questions, [criterion for criterion in criteria if criterion.round is Round.COMMITTEE]


def _staff(session: Session, call: Call, count: int, chance: random.Random) -> tuple[uuid.UUID, list[uuid.UUID]]:
    roles = [
        ("Sacha Secrétaire", Role.SECRETARY),
        *((f"Lou Lecture {n}", Role.COMMITTEE_MEMBER) for n in range(max(READERS, count // DOSSIERS_A_READER))),
    ]
    people = [Person(id=_key(chance), email=f"staff{n}@bench.example", name=name) for n, (name, _) in enumerate(roles)]
    session.add_all(people)
    session.flush()  # their roles refer to them
    for person, (_name, role) in zip(people, roles, strict=True):
        session.add(RoleGrant(person_id=person.id, role=role, call_id=call.id))
    session.flush()  # before the rows below, which go around the session
    return people[0].id, [person.id for person in people[1:]]


def _dossiers(session: Session, call: Call, count: int, chance: random.Random) -> list[tuple[uuid.UUID, State]]:
    """Write the owners, the dossiers, their teams and their journal; return the dossiers' ids and states."""
    organisation = call.organisations[0]
    people: list[Row] = []
    projects: list[Row] = []
    for number in range(1, count + 1):
        at = NOON - timedelta(minutes=number)
        people.append({"id": _key(chance), "created_at": at, "email": f"agent{number}@bench.example",
                       "name": f"Alix Agent {number}", "organisation_id": organisation.id})  # fmt: skip
        projects.append({"id": _key(chance), "created_at": at, "call_id": call.id, "organisation_id": organisation.id,
                         "owner_id": people[-1]["id"], "number": number, "version": 3, "state_changed_at": at,
                         "title": f"Simplifier la démarche n° {number} des habitants", "submitted_at": at,
                         "department": _one_of(DEPARTMENTS, number), "theme": _one_of(THEMES, number),
                         "state": State.MENTORING if number <= WINNERS else _one_of(STATES, number)})  # fmt: skip
    session.execute(insert(Person), people)
    session.execute(insert(Project), projects)
    members = select(
        Project.id, Project.created_at, Project.id, Project.owner_id, literal("Alix Agent"), literal("Porteuse")
    )
    session.execute(
        insert(TeamMember).from_select(["id", "created_at", "project_id", "person_id", "name", "role"], members)
    )
    names = ["at", "actor_id", "call_id", "project_id", "event", "note", "before", "after"]
    for name in EVENTS:
        facts = (Project.submitted_at, Project.owner_id, Project.call_id, Project.id)
        acts = select(*facts, literal(name), literal(""), null(), null())
        session.execute(insert(JournalEntry).from_select(names, acts, include_defaults=False))
    return [(row["id"], row["state"]) for row in projects]


def _answers(session: Session, questions: list[Question]) -> None:
    for question in questions:
        if question.second_step:
            continue
        value = question.options[0]["value"] if question.options else PARAGRAPH * 4 if question.max_length else "yes"
        answers = select(Project.id, literal(question.id), literal(value[: question.max_length]))
        session.execute(insert(Answer).from_select(["project_id", "question_id", "value"], answers))


def _readings(
    session: Session,
    projects: list[uuid.UUID],
    readers: list[uuid.UUID],
    criteria: list[Criterion],
    chance: random.Random,
) -> None:
    """Write three finished readings of each dossier, their marks, and what they amount to."""
    reviews: list[Row] = []
    marks: list[tuple[str, str, int]] = []
    for project in projects:
        for reader in chance.sample(readers, READINGS):
            key, given = _key(chance), {criterion.key: chance.randint(0, 5) for criterion in criteria}
            marks += [(key.hex, criterion.id.hex, given[criterion.key]) for criterion in criteria]
            reviews.append({"id": key, "created_at": NOON, "project_id": project, "reader_id": reader, "version": 2,
                            "status": ReviewStatus.FINAL, "opinion": Opinion.RATHER_YES, "finished_at": NOON,
                            "committee_comment": PARAGRAPH, "candidate_comment": PARAGRAPH,
                            "total": weighted_total(criteria, given)})  # fmt: skip
    session.execute(insert(Review), reviews)
    # Straight to the driver: six lines a reading.
    statement = f"INSERT INTO {Score.__tablename__} (review_id, criterion_id, value) VALUES (?, ?, ?)"
    session.connection().exec_driver_sql(statement, marks)
    figures: tuple[Callable[[Any], Any], ...] = (
        func.count,
        lambda total: func.round(func.avg(total)),
        func.min,
        func.max,
    )
    standings = (
        select(
            Project.id, literal(Round.COMMITTEE.value), Project.call_id, *(figure(Review.total) for figure in figures)
        )
        .join(Review, Review.project_id == Project.id)
        .group_by(Project.id)
    )
    names = ["project_id", "round", "call_id", "count", "mean", "low", "high"]
    session.execute(insert(Standing).from_select(names, standings))


def _follow_up(session: Session, projects: list[uuid.UUID]) -> None:
    """Write the plan of each winner."""
    day = NOON.date()
    plan = [
        {
            "project_id": project,
            "kind": kind,
            "position": position,
            "planned_start": day + timedelta(days=30 * position),
            "planned_end": day + timedelta(days=30 * position + 29),
            "started_on": None if position else day,
        }
        for project in projects
        for position, kind in enumerate(PhaseKind)
    ]
    session.execute(insert(Phase), plan)


def _one_of(values: tuple[Any, ...], number: int) -> Any:  # Any: texts or states
    return values[number % len(values)]


def _key(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
