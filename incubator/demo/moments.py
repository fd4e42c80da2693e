"""When things happened: every date of the demonstration follows from today and the stage one wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
DAYS_BEFORE_CLOSING = 9
DAYS_SINCE_CLOSING = 27
DAYS_BEFORE_JURY = 12
DAYS_OF_MENTORING = 179


class Stage(StrEnum):
    """The moment of the call at which the demonstration stands."""

    OPEN = "open"
    COMMITTEE = "committee"
    SHORTLIST = "shortlist"
    JURY = "jury"
    MENTORING = "mentoring"

    @property
    def rank(self) -> int:
        """The order of the stages: a later one holds everything that happened before."""
        return list(Stage).index(self)

    def reached(self, other: Stage) -> bool:
        """Tell whether `other` is this stage or one already over."""
        return self.rank >= other.rank


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of `day` as clocks show it in Paris."""
    return datetime.combine(day, time(hour, minute), PARIS)


def working_day(day: date) -> date:
    """Return `day`, or the Monday after when it falls on a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)


@dataclass(frozen=True, slots=True)
class Moments:
    """The dates of the call of the demonstration, and the present."""

    stage: Stage
    now: datetime
    opens_on: date
    closes_on: date
    screening_until: date
    committee_on: date
    jury_on: date
    mentoring_from: date

    @property
    def today(self) -> date:
        return self.now.astimezone(PARIS).date()

    @property
    def opens_at(self) -> datetime:
        return at(self.opens_on, 9)

    @property
    def closes_at(self) -> datetime:
        return at(self.closes_on, 17)

    def past(self, moment: datetime) -> datetime:
        """Return `moment`, or the present when it is still to come: nothing in the journal is dated tomorrow."""
        return min(moment, self.now)


def moments(stage: Stage, now: datetime) -> Moments:
    """Return the dates of a call that stands at `stage` at the instant `now` (aware)."""
    today = now.astimezone(PARIS).date()
    closes_on = {
        Stage.OPEN: today + timedelta(days=DAYS_BEFORE_CLOSING),
        Stage.COMMITTEE: today - timedelta(days=DAYS_SINCE_CLOSING),
        Stage.SHORTLIST: today - timedelta(days=63 - DAYS_BEFORE_JURY),
        Stage.JURY: today - timedelta(days=63),
        Stage.MENTORING: _monday(today - timedelta(days=DAYS_OF_MENTORING)) - timedelta(days=84),
    }[stage]
    jury_on = closes_on + timedelta(days=63)
    return Moments(
        stage=stage,
        now=now,
        opens_on=working_day(closes_on - timedelta(days=35)),
        closes_on=closes_on,
        screening_until=working_day(closes_on + timedelta(days=10)),
        committee_on=working_day(closes_on + timedelta(days=42)),
        jury_on=today if stage is Stage.JURY else working_day(jury_on),
        mentoring_from=_monday(closes_on + timedelta(days=84 + 6)),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
