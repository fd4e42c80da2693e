"""The plan a follow-up starts from: how long each phase is meant to last, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.core.i18n import _
from incubator.domain.kinds import PhaseKind
from incubator.domain.models import Phase

DEFAULT_WEEKS: tuple[tuple[PhaseKind, int], ...] = (
    (PhaseKind.LAUNCH, 2),
    (PhaseKind.INVESTIGATION, 9),
    (PhaseKind.CONSTRUCTION, 26),
    (PhaseKind.ACCELERATION, 52),
    (PhaseKind.HANDOVER, 26),
)


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """One phase of a plan; both days belong to it."""

    kind: PhaseKind
    position: int
    starts_on: date
    ends_on: date


def default_plan(starts_on: date) -> list[PlannedPhase]:
    """Return the five phases chained from `starts_on`, each beginning the day after the one before it ends."""
    plan = []
    for position, (kind, weeks) in enumerate(DEFAULT_WEEKS, start=1):
        ends_on = starts_on + timedelta(weeks=weeks) - timedelta(days=1)
        plan.append(PlannedPhase(kind, position, starts_on, ends_on))
        starts_on = ends_on + timedelta(days=1)
    return plan


def shifted(planned: Sequence[tuple[date, date]], typed: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return the (start, end) typed, each day left as it was planned moved as much as the last one that changed."""
    moved = []
    delay = timedelta()
    for (old_start, old_end), (start, end) in zip(planned, typed, strict=True):
        delay = start - old_start if start != old_start else delay
        first = old_start + delay
        delay = end - old_end if end != old_end else delay
        moved.append((first, old_end + delay))
    return moved


def disorder(phases: Sequence[Phase], dates: Sequence[tuple[date, date]]) -> list[tuple[str, str]]:
    """Return (name of the day, sentence) for each day of `dates` that comes before the one it should follow.

    `dates` holds the planned (start, end) of each of `phases`, in order; days are named `start_1`, `end_1`…
    """
    wrong = []
    before: date | None = None
    for phase, (start, end) in zip(phases, dates, strict=True):
        name = phase.kind.label
        if before is not None and start <= before:
            sentence = _("« %(phase)s » doit commencer après la fin de la phase précédente.", phase=name)
            wrong.append((f"start_{phase.position}", sentence))
        if end < start:
            wrong.append((f"end_{phase.position}", _("La fin de « %(phase)s » vient avant son début.", phase=name)))
        before = end
    return wrong
