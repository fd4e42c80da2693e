"""How a project stands in its follow-up: what lists and pages say of it. No database, no web."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.core import clock
from incubator.domain import rules
from incubator.domain.models import CheckIn, Person, Phase, Project
from incubator.domain.states import State
from incubator.mentoring.words import LOW_MOOD

CHECK_IN_EVERY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Span:
    """One line of a picture of time: what was planned beside what happened."""

    label: str
    planned_start: date
    planned_end: date
    started: date | None
    ended: date | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How one project stands: its phases in order, its coach, its last check-in, what it took and whom it met."""

    project: Project
    phases: list[Phase]
    coach: Person | None
    last: CheckIn | None
    silent: bool
    check_ins: int = 0
    users_met: int = 0
    days_planned: float = 0.0
    days_spent: float = 0.0

    @property
    def phase(self) -> Phase | None:
        """The phase that runs, else the last one that began, else the first one planned."""
        begun = [phase for phase in self.phases if phase.started_on is not None]
        return next(iter(begun[-1:] or self.phases), None)

    @property
    def running(self) -> Phase | None:
        """The phase that has begun and not ended."""
        return next((phase for phase in self.phases if phase.started_on and not phase.ended_on), None)

    @property
    def waiting(self) -> Phase | None:
        """The next phase that may begin."""
        return next((phase for phase in self.phases if phase.started_on is None), None)

    @property
    def previous(self) -> Phase | None:
        """The phase that ended last: the one to go back to."""
        return next((phase for phase in reversed(self.phases) if phase.ended_on), None)

    @property
    def moving(self) -> Phase | None:
        """The phase whose real dates come next: the one that runs, else the one that waits."""
        return self.running or self.waiting

    @property
    def position(self) -> int | None:
        """The place of that phase."""
        return self.moving.position if self.moving else None

    @property
    def living(self) -> bool:
        """Accompanied now."""
        return self.project.state is State.MENTORING

    @property
    def low(self) -> bool:
        """The last check-in says that the mood is low."""
        return self.last is not None and self.last.mood <= LOW_MOOD

    @property
    def next_check_in(self) -> date:
        """The day of the next check-in, two weeks after the last one or after the beginning."""
        began = _began(self.project, self.phases)
        return max(began, self.last.on if self.last else began) + CHECK_IN_EVERY

    @property
    def spans(self) -> list[Span]:
        """The phases as lines of a picture."""
        return [self._span(phase, str(phase.kind.label)) for phase in self.phases]

    @property
    def now(self) -> Span | None:
        """The phase of today as one line among other projects."""
        if self.phase is None:
            return None
        return self._span(self.phase, f"{self.phase.kind.label} · {self.project.title}")

    def _span(self, phase: Phase, label: str) -> Span:
        """The end of the project ends the phase that was running."""
        ended = phase.ended_on
        if phase.started_on and ended is None and not self.living:
            ended = max(phase.started_on, clock.day_of(self.project.state_changed_at))
        return Span(label, phase.planned_start, phase.planned_end, phase.started_on, ended)

    @property
    def urgency(self) -> tuple[bool, bool, bool, date, int, uuid.UUID]:
        """The order of lists: silent first, then low mood, then the next date; ended projects last."""
        when = (self.last.next_step_on if self.last else None) or date.max
        return (not self.living, not self.silent, not self.low, when, self.project.number, self.project.id)


def _began(project: Project, phases: list[Phase]) -> date:
    """Return the day the follow-up began, or began again after a pause."""
    began = clock.day_of(project.state_changed_at)
    first = phases[0].started_on if phases else None
    return max(began, first) if first else began


def is_silent(project: Project, phases: list[Phase], last: CheckIn | None, today: date) -> bool:
    """Tell whether an accompanied project has given no news for too long, a pause not counted."""
    if project.state is not State.MENTORING:
        return False
    began = _began(project, phases)
    return rules.is_silent(last if last is not None and last.on >= began else None, began, today)
