"""An edition at a glance, for those who run it: its road, its dates, how many dossiers came how far."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.i18n import LazyString, lazy, ngettext
from incubator.core.presentation import date_long
from incubator.domain.actors import Actor
from incubator.domain.models import Call
from incubator.domain.queries import count_by_state
from incubator.domain.states import FOLLOWED, OUT_OF_DRAFT, REACHED_SHORTLIST, READABLE, WON, State


@dataclass(frozen=True, slots=True)
class EditionStep:
    """One step: `status` is "done", "current" or "todo"; `note` tells its day and how many dossiers came this far."""

    label: LazyString
    status: str
    note: str


def steps_of(session: Session, *, actor: Actor, call: Call) -> list[EditionStep]:
    """Return the road of `call`, without the dossiers that the actor stays away from.

    A total that counted them would tell where they stand, beside the lists that leave them out.
    """
    counts = count_by_state(session, actor, call)
    steps = (
        (lazy("Dépôt des dossiers"), clock.day_of(call.closes_at), _among(counts, OUT_OF_DRAFT)),
        (lazy("Recevabilité"), call.screening_until, _among(counts, (State.ADMISSIBLE, *READABLE))),
        (lazy("Lectures et comité"), call.committee_on, _among(counts, REACHED_SHORTLIST)),
        (lazy("Jury"), call.jury_on, _among(counts, WON)),
        (lazy("Accompagnement"), call.mentoring_from, _among(counts, FOLLOWED)),
    )
    today = clock.today()
    current = next((index for index, (_label, day, _count) in enumerate(steps) if day >= today), len(steps) - 1)
    reached = (
        lambda n: ngettext("%(num)s dossier déposé", "%(num)s dossiers déposés", n),
        lambda n: ngettext("%(num)s recevable", "%(num)s recevables", n),
        lambda n: ngettext("%(num)s présélectionné", "%(num)s présélectionnés", n),
        lambda n: ngettext("%(num)s retenu", "%(num)s retenus", n),
        lambda n: ngettext("%(num)s accompagné", "%(num)s accompagnés", n),
    )
    return [
        EditionStep(
            label,
            "current" if index == current else "done" if index < current else "todo",
            " · ".join([date_long(day)] + ([reached[index](count)] if count else [])),
        )
        for index, (label, day, count) in enumerate(steps)
    ]


def _among(counts: dict[State, int], states: Sequence[State]) -> int:
    return sum(counts.get(state, 0) for state in states)
