"""What is asked of a team, and when it is reminded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from incubator.core import clock

REMINDED_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a team is asked: which answers (none for all of them), and by when."""

    fields: tuple[str, ...] = ()
    due_on: date | None = None

    @property
    def reminder_at(self) -> datetime | None:
        """Return when the team is reminded: two days before, in the morning; None when that is already over."""
        if self.due_on is None:
            return None
        morning = clock.start_of(self.due_on - REMINDED_BEFORE) + timedelta(hours=8)
        return morning if morning > clock.now() else None
