"""The demonstration in the database: each stage loads, twice the same, with what one expects to find there."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.outbox import MailStatus, OutboxEmail
from incubator.demo import AlreadyLoaded, Stage, clear, holds_something_else, load
from incubator.demo.content import CALL_ID, CODE, key, read
from incubator.domain.dossier_kinds import AgreementStatus, Side
from incubator.domain.kinds import PhaseKind, PitchStatus, ReviewStatus, Round
from incubator.domain.models import (
    AccessUse,
    Agreement,
    Call,
    CallBack,
    CheckIn,
    Coaching,
    Conflict,
    Decision,
    Deposit,
    HelpWanted,
    InformationRequest,
    Invitation,
    JournalEntry,
    MailText,
    MergeProposal,
    Phase,
    Pitch,
    PitchCard,
    PrivateNote,
    Project,
    ProjectLink,
    ProjectTag,
    Redirection,
    Review,
    SavedView,
    Standing,
    ThreadMessage,
)
from incubator.domain.rules import is_awaited, is_late, second_step_is_open
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
def test_each_stage_loads_quickly_with_every_answer_of_managers_and_nothing_of_tomorrow(
    app: Flask, session: Session, stage: Stage
) -> None:
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
    told = session.scalars(select(JournalEntry.at).order_by(JournalEntry.id)).all()
    assert list(told) == sorted(told)
    answers = Counter(session.scalars(select(Agreement.status)))
    assert set(answers) == set(AgreementStatus)
    assert answers.total() == 9
    assert session.scalars(select(OutboxEmail.id).where(OutboxEmail.name == "agreement_answer")).all()


@pytest.mark.any_engine
def test_open_call_has_drafts_and_submissions(app: Flask, session: Session) -> None:
    load(session, Stage.OPEN)

    assert states(session) == {State.DRAFT: 20, State.SUBMITTED: 70}


@pytest.mark.any_engine
def test_committee_is_in_the_middle_of_its_readings(app: Flask, session: Session) -> None:
    load(session, Stage.COMMITTEE)

    assert states(session).total() == 120
    assert states(session)[State.UNDER_REVIEW] > 80
    statuses = Counter(session.scalars(select(Review.status)))
    assert all(statuses[status] > 0 for status in ReviewStatus)
    assert statuses[ReviewStatus.FINAL] > statuses[ReviewStatus.DRAFT] + statuses[ReviewStatus.ASSIGNED]
    assert (session.scalar(select(func.count()).select_from(Conflict)) or 0) >= 5
    assert not session.scalars(select(Decision.id)).all()


@pytest.mark.any_engine
def test_jury_is_in_the_middle_of_its_day(app: Flask, session: Session) -> None:
    load(session, Stage.JURY)

    pitches = Counter(session.scalars(select(Pitch.status)))
    assert pitches == {PitchStatus.CLOSED: 4, PitchStatus.OPEN: 1, PitchStatus.WAITING: 10}
    for project_id in session.scalars(select(Project.id).where(Project.state == State.SHORTLISTED)):
        readings = session.scalars(
            select(Review.status).where(Review.project_id == project_id, Review.status == ReviewStatus.FINAL)
        ).all()
        assert len(readings) >= 3


@pytest.mark.any_engine
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


@pytest.mark.any_engine
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


@pytest.mark.any_engine
def test_open_call_shows_what_goes_on_around_the_dossiers(app: Flask, session: Session) -> None:
    load(session, Stage.OPEN)

    unread = Counter(session.scalars(select(ThreadMessage.side).where(ThreadMessage.read_at.is_(None))))
    assert unread[Side.TEAM] >= 3
    assert unread[Side.PROGRAMME] >= 1
    awaited, planned, made = (
        session.scalars(select(func.count()).select_from(CallBack).where(which)).one()
        for which in (
            CallBack.planned_at.is_(None),
            and_(CallBack.planned_at > NOW, CallBack.done_at.is_(None)),
            CallBack.done_at.is_not(None),
        )
    )
    assert (awaited, planned, made) == (1, 1, 1)
    for model, least in (
        (ProjectTag, 10), (PrivateNote, 3), (SavedView, 2), (ProjectLink, 1), (HelpWanted, 2), (Deposit, 1),
        (MailText, 1),
    ):  # fmt: skip
        assert (session.scalar(select(func.count()).select_from(model)) or 0) >= least, model
    (merge,) = session.scalars(select(MergeProposal))
    assert merge.is_open
    assert merge.kept_agreed_at is None
    assert merge.absorbed_agreed_at is not None
    (invitation,) = session.scalars(select(Invitation))
    assert is_awaited(invitation)
    mine = (Project.state == State.DRAFT, Project.call_id == CALL_ID)
    drafts = Counter(session.scalars(select(Project.form_version).where(*mine)))
    assert drafts == {1: 19, 2: 1}, "begun before the second version of the form: one took it, it is offered to others"
    assert session.scalar(select(Call.form_version).where(Call.id == CALL_ID)) == 2


@pytest.mark.any_engine
def test_screening_shows_what_was_asked_who_came_late_and_who_was_shown_another_way(
    app: Flask, session: Session
) -> None:
    load(session, Stage.COMMITTEE)

    closed = Counter(one.closed_at is not None for one in session.scalars(select(InformationRequest)))
    assert closed == {False: 2, True: 1}
    (use,) = session.scalars(select(AccessUse))
    late, call = session.get_one(Project, use.project_id), session.get_one(Call, CALL_ID)
    assert is_late(late.submitted_at, call, imported=False)
    assert late.open_until is not None
    assert late.submitted_at is not None
    assert late.submitted_at < late.open_until
    (shown,) = session.scalars(select(Redirection))
    assert session.get_one(Project, shown.project_id).state is State.NOT_ADMISSIBLE
    told = session.scalars(select(OutboxEmail.body).where(OutboxEmail.name == "admissible")).first()
    assert told is not None
    assert "continuez de compter" in told, "the organisation's own words"


@pytest.mark.any_engine
def test_shortlisted_teams_have_their_second_step_to_write(app: Flask, session: Session) -> None:
    load(session, Stage.SHORTLIST)

    with_call = select(Project).where(Project.state == State.SHORTLISTED).options(joinedload(Project.call))
    projects = session.scalars(with_call).all()
    assert len(projects) == 15
    assert all(second_step_is_open(one) for one in projects)


def test_nothing_is_mixed_with_what_is_there(app: Flask, session: Session) -> None:
    make.make_organisation(session)

    assert holds_something_else(session)
    with pytest.raises(AlreadyLoaded):
        load(session, Stage.OPEN)
