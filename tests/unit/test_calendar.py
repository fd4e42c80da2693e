"""The order of a call's dates."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from incubator.domain.calendar import CallDates, misplaced_dates

DATES = CallDates(
    opens_at=datetime(2026, 1, 5, tzinfo=UTC),
    closes_at=datetime(2026, 2, 13, 16, tzinfo=UTC),
    screening_until=date(2026, 2, 20),
    committee_on=date(2026, 3, 6),
    jury_on=date(2026, 3, 20),
    mentoring_from=date(2026, 4, 1),
)
CLOSES_ON = date(2026, 2, 13)


def wrong(**changes):
    return [name for name, _sentence in misplaced_dates(replace(DATES, **changes), CLOSES_ON)]


def test_dates_in_order_are_right():
    assert wrong() == []


def test_two_steps_may_share_a_day():
    assert wrong(screening_until=CLOSES_ON, committee_on=CLOSES_ON, jury_on=CLOSES_ON, mentoring_from=CLOSES_ON) == []


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"closes_at": DATES.opens_at}, ["closes_at"]),
        ({"screening_until": date(2026, 2, 12)}, ["screening_until"]),
        ({"committee_on": date(2026, 2, 19)}, ["committee_on"]),
        ({"jury_on": date(2026, 3, 5)}, ["jury_on"]),
        ({"mentoring_from": date(2026, 3, 19)}, ["mentoring_from"]),
        ({"committee_on": date(2026, 2, 1), "mentoring_from": date(2026, 1, 1)}, ["committee_on", "mentoring_from"]),
    ],
)
def test_a_date_before_the_one_it_follows_is_named(changes, names):
    assert wrong(**changes) == names
