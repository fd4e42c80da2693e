"""The only clock: everything that asks for the time asks here, so that tests and the demonstration can move it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731  replaced as a whole by `freeze`


def now() -> datetime:
    """Return the current instant, aware and in UTC."""
    return _source()


def today(timezone: str = "Europe/Paris") -> date:
    """Return the current day as people of `timezone` (an IANA name) count it."""
    return now().astimezone(ZoneInfo(timezone)).date()


def start_of(day: date, timezone: str = "Europe/Paris") -> datetime:
    """Return the first instant of `day` as people of `timezone` count it, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def freeze(moment: datetime | None) -> None:
    """Make `now` answer `moment` (aware) until called with None; for the demonstration's history and for tests."""
    global _source
    if moment is None:
        _source = lambda: datetime.now(UTC)  # noqa: E731
    else:
        fixed = moment.astimezone(UTC)
        _source = lambda: fixed  # noqa: E731


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Make `now` answer `moment` (aware) inside a `with`, then whatever it answered before."""
    global _source
    before = _source
    freeze(moment)
    try:
        yield
    finally:
        _source = before
