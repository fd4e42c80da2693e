"""Pure rules: no database."""

from datetime import date, timedelta

import pytest

from incubator.core import clock
from incubator.domain import information, rules
from incubator.domain.answers import missing_among
from incubator.domain.dossier_kinds import AnswerMoment
from incubator.domain.models import Call, CheckIn, Criterion, InformationRequest, Project, Question
from tests.factories import instant


def criteria() -> list[Criterion]:
    return [Criterion(key="problem", weight=60), Criterion(key="impact", weight=40)]


def test_weighted_total_weighs_each_mark_by_its_criterion() -> None:
    assert rules.weighted_total(criteria(), {"problem": 5, "impact": 0}) == 3000
    assert rules.weighted_total(criteria(), {"problem": 4, "impact": 3}) == 3600


def test_weighted_total_of_missing_mark_is_none_and_not_zero() -> None:
    assert rules.weighted_total(criteria(), {"problem": 5}) is None


def test_weighted_total_without_criteria_is_none() -> None:
    assert rules.weighted_total([], {}) is None


def test_mean_of_rounds_to_a_thousandth() -> None:
    assert rules.mean_of([3000, 3000, 4000]) == 3333


def test_mean_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="No total"):
        rules.mean_of([])


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (instant(2026, 3, 1, 7, 59), False),
        (instant(2026, 3, 1, 8), True),
        (instant(2026, 3, 31, 15, 59), True),
        (instant(2026, 3, 31, 16), False),
    ],
)
def test_call_is_open_from_the_first_instant_and_not_at_the_last(moment, expected) -> None:  # type: ignore[no-untyped-def]
    call = Call(public=True, opens_at=instant(2026, 3, 1, 8), closes_at=instant(2026, 3, 31, 16))

    assert rules.call_is_open(call, moment) is expected
    call.public = False
    assert rules.call_is_open(call, moment) is False


@pytest.mark.parametrize(
    ("moment", "begun", "until", "expected"),
    [
        (instant(2026, 3, 31, 15, 59), instant(2026, 3, 2), None, True),
        (instant(2026, 3, 31, 16), instant(2026, 3, 2), None, True),  # the closing second, in hand
        (instant(2026, 3, 31, 16, 9), instant(2026, 3, 31, 15, 59), None, True),
        (instant(2026, 3, 31, 16, 10), instant(2026, 3, 2), None, False),  # the second when the grace ends
        (instant(2026, 3, 31, 16, 5), instant(2026, 3, 31, 16), None, False),  # begun at the closing second
        (instant(2026, 4, 2, 11, 59), instant(2026, 4, 1), instant(2026, 4, 2, 12), True),  # by an access code
        (instant(2026, 4, 2, 12), instant(2026, 4, 1), instant(2026, 4, 2, 12), False),
    ],
)
def test_draft_in_hand_is_taken_to_the_second(moment, begun, until, expected) -> None:  # type: ignore[no-untyped-def]
    dates = {"opens_at": instant(2026, 3, 1, 8), "closes_at": instant(2026, 3, 31, 16)}
    call = Call(public=True, grace_minutes=10, **dates)
    draft = Project(call=call, created_at=begun, open_until=until)

    assert rules.draft_is_open(draft, moment) is expected
    call.public = False  # hidden again, it takes nothing but what a code lets in
    assert rules.draft_is_open(draft, moment) is (expected and until is not None)


@pytest.mark.parametrize(
    ("handed_in", "imported", "late"),
    [
        (None, False, False),
        (instant(2026, 3, 31, 15, 59), False, False),
        (instant(2026, 3, 31, 16), False, True),
        (instant(2026, 3, 31, 16), True, False),
    ],
)
def test_what_comes_at_the_closing_second_is_late_but_an_import(handed_in, imported, late) -> None:  # type: ignore[no-untyped-def]
    assert rules.is_late(handed_in, Call(closes_at=instant(2026, 3, 31, 16)), imported=imported) is late


@pytest.mark.parametrize(("days", "silent"), [(21, False), (22, True)])
def test_is_silent_after_three_weeks_without_news(days: int, silent: bool) -> None:
    today = date(2026, 11, 23)
    last = CheckIn(on=today - timedelta(days=days))

    assert rules.is_silent(last, date(2026, 1, 1), today) is silent


def test_is_silent_counts_from_the_start_when_nobody_has_written() -> None:
    assert rules.is_silent(None, date(2026, 11, 1), date(2026, 11, 23)) is True
    assert rules.is_silent(None, date(2026, 11, 10), date(2026, 11, 23)) is False


@pytest.mark.any_engine
@pytest.mark.parametrize(("length", "missing"), [(9, 0), (10, 0), (11, 1)])
def test_an_answer_may_be_as_long_as_its_limit(app, length, missing) -> None:  # type: ignore[no-untyped-def]
    question = Question(
        key="why", label="Pourquoi ?", max_length=10, required=True, needed_from=AnswerMoment.SUBMISSION
    )
    question.second_step = False
    with app.test_request_context():
        assert len(missing_among([question], {"why": "é" * length}, AnswerMoment.SUBMISSION)) == missing


@pytest.mark.parametrize(("days", "closed", "overdue"), [(0, False, False), (1, False, True), (1, True, False)])
def test_what_is_asked_for_a_day_is_overdue_the_day_after(days: int, closed: bool, overdue: bool) -> None:
    today = clock.today()
    request = InformationRequest(due_on=today - timedelta(days=days), closed_at=clock.now() if closed else None)

    assert information.is_overdue(request) is overdue
    request.due_on = None
    assert information.is_overdue(request) is False
