"""The demonstration in the database: each stage loads, twice the same, with what one expects to find there."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.outbox import MailStatus, OutboxEmail
from incubator.demo import AlreadyLoaded, Stage, clear, holds_something_else, load
from incubator.demo.content import CALL_ID, CODE, key, read
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.kinds import PhaseKind, PitchStatus, ReviewStatus, Round
from incubator.domain.models import (
    Agreement,
    CheckIn,
    Coaching,
    Conflict,
    Decision,
    JournalEntry,
    Phase,
    Pitch,
    PitchCard,
    Project,
    Review,
    Standing,
)
from incubator.domain.states import State
from incubator.transfer import files
from tests import factories as make

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_day() -> Iterator[None]:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def states(session: Session) -> Counter[State]:
    return Counter(session.scalars(select(Project.state).where(Project.call_id == CALL_ID)))


@pytest.mark.parametrize("stage", list(Stage))
def test_each_stage_loads_quickly_and_tells_nothing_of_tomorrow(app: Flask, session: Session, stage: Stage) -> None:
    began = time.process_time()
    load(session, stage)
    session.commit()
    took = time.process_time() - began

    print(f"{stage}: {took:.1f} s")  # noqa: T201  shown with -rP, and when it fails
    assert took < 20
    assert not holds_something_else(session)
    for column in (JournalEntry.at, OutboxEmail.created_at, Project.state_changed_at):
        assert session.scalar(select(func.max(column))) <= NOW  # type: ignore[operator]
    assert not session.scalars(select(OutboxEmail.id).where(OutboxEmail.status != MailStatus.SENT)).all()


def test_open_call_has_drafts_and_submissions(app: Flask, session: Session) -> None:
    load(session, Stage.OPEN)

    assert states(session) == {State.DRAFT: 20, State.SUBMITTED: 70}


def test_committee_is_in_the_middle_of_its_readings(app: Flask, session: Session) -> None:
    load(session, Stage.COMMITTEE)

    assert states(session).total() == 120
    assert states(session)[State.UNDER_REVIEW] > 80
    statuses = Counter(session.scalars(select(Review.status)))
    assert all(statuses[status] > 0 for status in ReviewStatus)
    assert statuses[ReviewStatus.FINAL] > statuses[ReviewStatus.DRAFT] + statuses[ReviewStatus.ASSIGNED]
    assert (session.scalar(select(func.count()).select_from(Conflict)) or 0) >= 5
    assert not session.scalars(select(Decision.id)).all()


def test_jury_is_in_the_middle_of_its_day(app: Flask, session: Session) -> None:
    load(session, Stage.JURY)

    pitches = Counter(session.scalars(select(Pitch.status)))
    assert pitches == {PitchStatus.CLOSED: 4, PitchStatus.OPEN: 1, PitchStatus.WAITING: 10}
    for project_id in session.scalars(select(Project.id).where(Project.state == State.SHORTLISTED)):
        readings = session.scalars(
            select(Review.status).where(Review.project_id == project_id, Review.status == ReviewStatus.FINAL)
        ).all()
        assert len(readings) >= 3


def test_six_months_later_eight_projects_are_followed(app: Flask, session: Session) -> None:
    load(session, Stage.MENTORING)

    assert states(session).total() == 120
    assert states(session)[State.MENTORING] == 8
    readings = select(func.count()).where(Review.status == ReviewStatus.FINAL).group_by(Review.project_id)
    assert min(session.scalars(readings)) >= 3
    cards = select(func.count()).select_from(PitchCard).group_by(PitchCard.pitch_id)
    assert sorted(session.scalars(cards).all())[-1] == 7  # one fewer where a juror has a link with the project
    assert min(session.scalars(cards)) >= 5
    assert session.scalar(select(func.count()).where(Standing.round == Round.JURY)) == 15
    assert len(set(session.scalars(select(Coaching.coach_id)))) == 3
    assert session.scalar(select(func.count()).select_from(Phase)) == 8 * len(PhaseKind)
    first, last = session.execute(select(func.min(CheckIn.on), func.max(CheckIn.on))).one()
    assert (last - first) > timedelta(days=140)


def test_one_project_is_silent_and_one_should_stop(app: Flask, session: Session) -> None:
    load(session, Stage.MENTORING)

    followed = session.scalars(select(Project).where(Project.state == State.MENTORING)).all()
    last = {
        project.title: session.scalars(
            select(CheckIn).where(CheckIn.project_id == project.id).order_by(CheckIn.on.desc(), CheckIn.id)
        ).first()
        for project in followed
    }
    silences = [clock.today() - entry.on for entry in last.values() if entry is not None]
    assert sum(silence > timedelta(days=35) for silence in silences) == 1
    (doubtful,) = [one for one in read("follow-up")["follow"] if one["health"] == "should_stop"]
    met = session.scalars(
        select(CheckIn.users_met).where(CheckIn.project_id == key("project", doubtful["slug"])).order_by(CheckIn.on)
    ).all()
    assert len(met) >= 6
    assert met[-1] < met[0] / 2, "fewer and fewer people meet the problem"


@pytest.mark.any_engine
@pytest.mark.parametrize("stage", list(Stage))
def test_managers_gave_every_answer(app: Flask, session: Session, stage: Stage) -> None:
    load(session, stage)

    statuses = Counter(session.scalars(select(Agreement.status)))
    assert set(statuses) == set(AgreementStatus)
    assert statuses.total() == 9
    assert session.scalars(select(OutboxEmail.id).where(OutboxEmail.name == "agreement_answer")).all()


@pytest.mark.any_engine
def test_two_loads_give_the_same_export(app: Flask, session: Session, tmp_path: Path) -> None:
    exports = []
    for name in ("one", "two"):
        clear(session)
        load(session, Stage.MENTORING)
        files.export_call(session, code=CODE, out=tmp_path / name)
        exports.append({path.name: path.read_text() for path in sorted((tmp_path / name).glob("*.*"))})

    assert len(exports[0]) > 40
    assert json.loads(exports[0]["export.json"])["rows"]["projects"] == 120
    assert [name for name, text in exports[0].items() if exports[1][name] != text] == []


def test_nothing_is_mixed_with_what_is_there(app: Flask, session: Session) -> None:
    make.make_organisation(session)

    assert holds_something_else(session)
    with pytest.raises(AlreadyLoaded):
        load(session, Stage.OPEN)
