"""The only clock: everything that asks for the time asks here, so that tests and the demonstration can move it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Paris"
_zone: ContextVar[str] = ContextVar("zone", default=DEFAULT_ZONE)


def _passing() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _passing  # replaced as a whole by `freeze`


def now() -> datetime:
    """Return the current instant, aware and in UTC."""
    return _source()


def zone() -> ZoneInfo:
    """Return the time zone in use: that of the call in hand, by which people read and type days and hours."""
    return ZoneInfo(_zone.get())


def use_zone(name: str | None) -> None:
    """Read and write times in the zone `name` (an IANA name) until told otherwise; None for that of most."""
    _zone.set(name or DEFAULT_ZONE)


@contextmanager
def in_zone(name: str | None) -> Iterator[None]:
    """Read and write times in the zone `name` inside a `with`; None changes nothing."""
    token = _zone.set(name or _zone.get())
    try:
        yield
    finally:
        _zone.reset(token)


def today(timezone: str | None = None) -> date:
    """Return the current day as people of `timezone` (an IANA name, the zone in use by default) count it."""
    return day_of(now(), timezone)


def day_of(moment: datetime, timezone: str | None = None) -> date:
    """Return the day of `moment` (aware) as people of `timezone` (the zone in use by default) count it."""
    return moment.astimezone(ZoneInfo(timezone) if timezone else zone()).date()


def start_of(day: date, timezone: str | None = None) -> datetime:
    """Return the first instant of `day` as people of `timezone` (the zone in use by default) count it, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone) if timezone else zone()).astimezone(UTC)


def freeze(moment: datetime | None) -> None:
    """Make `now` answer `moment` (aware) until called with None; for the demonstration's history and for tests."""
    global _source
    if moment is None:
        _source = _passing
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
