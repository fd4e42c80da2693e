"""What each dossier lives through, step by step, until the stage one looks at."""

import functools
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from incubator.demo.content import Dossier, chance, dossiers, key, read
from incubator.demo.moments import PARIS, Moments, Stage, at, working_day
from incubator.demo.people import MANAGER_ID, SECRETARY_ID
from incubator.domain import lifecycle
from incubator.domain.lifecycle import Step
from incubator.domain.states import State

SUBMITTED_WHEN_OPEN, DRAFTS_WHEN_OPEN = 70, 20
CLOSED_PITCHES = 4
PITCH_MINUTES = 10
CHAIR_ID = key("person", "helene-marchais")


@dataclass(frozen=True, slots=True)
class Lived:
    """One step that was taken."""

    step: Step
    at: datetime
    by: uuid.UUID
    note: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """A dossier, its number, when it was begun, and the steps it took."""

    dossier: Dossier
    number: int
    began_at: datetime
    steps: tuple[Lived, ...]

    @property
    def state(self) -> State:
        return self.steps[-1].step.target if self.steps else State.DRAFT

    @property
    def changed_at(self) -> datetime:
        return self.steps[-1].at if self.steps else self.began_at

    @property
    def submitted_at(self) -> datetime | None:
        return self.steps[0].at if self.steps else None

    def took(self, *steps: Step) -> Lived | None:
        """Return the last time one of `steps` was taken, or None."""
        return next((lived for lived in reversed(self.steps) if lived.step in steps), None)


def lives(when: Moments) -> list[Life]:
    """Return the life of every dossier that exists at that moment, by number."""
    told = _told(when)
    begun = sorted((_began(one, when), one.slug, one) for one in told)
    drafts = {one.slug for one in told if when.stage is Stage.OPEN} - {one.slug for one in _submitted_when_open()}
    return [
        Life(one, number, began_at, () if one.slug in drafts else tuple(_steps(one, began_at, when)))
        for number, (began_at, _slug, one) in enumerate(begun, start=1)
    ]


def _told(when: Moments) -> list[Dossier]:
    if when.stage is not Stage.OPEN:
        return list(dossiers())
    forced = set(read("stories")["drafts"])
    waiting = [one for one in _by_haste() if one not in _submitted_when_open() and one.slug not in forced]
    drafts = [one for one in dossiers() if one.slug in forced] + waiting[: DRAFTS_WHEN_OPEN - len(forced)]
    return [*_submitted_when_open(), *drafts]


@functools.cache
def _submitted_when_open() -> tuple[Dossier, ...]:
    forced = set(read("stories")["drafts"])
    ready = [one for one in _by_haste() if one.slug not in forced]
    shown = set(read("stories")["agents"])
    return tuple(sorted(ready, key=lambda one: one.slug not in shown)[:SUBMITTED_WHEN_OPEN])


def _by_haste() -> list[Dossier]:
    return sorted(dossiers(), key=lambda one: chance("haste", one.slug).random())


def _began(dossier: Dossier, when: Moments) -> datetime:
    share = chance("began", dossier.slug).random() * 0.85
    return _by_day(when.opens_at + (_limit(when) - when.opens_at) * share, _limit(when))


def _submitted(dossier: Dossier, began_at: datetime, when: Moments) -> datetime:
    if dossier.late and when.stage.reached(Stage.COMMITTEE):
        return late_at(when)
    limit = _limit(when)
    share = chance("submitted", dossier.slug).random() ** 0.5
    moment = _by_day(began_at + (limit - began_at) * share, limit)
    return max(moment, began_at + timedelta(minutes=25))


def late_at(when: Moments) -> datetime:
    """Return when the dossier that an access code let in was handed in."""
    return at(working_day(when.closes_on + timedelta(days=1)), 11, 20)


def code_ends_at(when: Moments) -> datetime:
    """Return until when that access code served."""
    return at(working_day(when.closes_on + timedelta(days=3)), 18)


def _limit(when: Moments) -> datetime:
    return min(when.closes_at - timedelta(minutes=4), when.now - timedelta(hours=2))


def _by_day(moment: datetime, limit: datetime) -> datetime:
    local = moment.astimezone(PARIS)
    awake = local + timedelta(hours=9) if local.hour < 7 else local
    return min(awake, limit).replace(microsecond=0)


def _steps(dossier: Dossier, began_at: datetime, when: Moments) -> list[Lived]:
    steps = [Lived(lifecycle.SUBMIT, _submitted(dossier, began_at, when), dossier.owner_id)]
    if when.stage.reached(Stage.COMMITTEE):
        steps += _screening(dossier, when)
    if steps[-1].step is not lifecycle.START_REVIEW:
        return steps
    if when.stage.reached(Stage.SHORTLIST):
        steps.append(_committee(dossier, when))
    if dossier.finalist and when.stage.reached(Stage.JURY):
        steps += _jury(dossier, when)
    return steps


def _screening(dossier: Dossier, when: Moments) -> list[Lived]:
    days = 1 if dossier.asked else chance("screened", dossier.slug).randint(1, 9)
    day = working_day(when.closes_on + timedelta(days=days))
    moment = at(day, *divmod(chance("hour", dossier.slug).randint(9 * 60, 17 * 60), 60))
    if dossier.refused:
        return [Lived(lifecycle.REJECT, moment, SECRETARY_ID, dossier.refused)]
    review = Lived(lifecycle.START_REVIEW, readings_assigned_at(when), SECRETARY_ID)
    if not dossier.asked:
        # the fourth day at least: the one that came after the closing had not arrived before
        moment = max(moment, late_at(when) + timedelta(days=3)) if dossier.late else moment
        return [Lived(lifecycle.ADMIT, moment, SECRETARY_ID, dossier.late), review]
    if when.stage is Stage.COMMITTEE and not dossier.answers_soon:
        moment = at(when.today - timedelta(days=4), 10, 20)  # still waiting for an answer
        return [Lived(lifecycle.ASK_INFORMATION, moment, SECRETARY_ID, dossier.asked)]
    return [
        Lived(lifecycle.ASK_INFORMATION, moment, SECRETARY_ID, dossier.asked),
        Lived(lifecycle.SEND_INFORMATION, at(day + timedelta(days=4), 20, 40), dossier.owner_id),
        Lived(lifecycle.ADMIT, at(working_day(day + timedelta(days=5)), 9, 15), SECRETARY_ID),
        review,
    ]


def readings_assigned_at(when: Moments) -> datetime:
    """Return when the dossiers were given to their readers."""
    return at(working_day(when.screening_until + timedelta(days=1)), 14, 5)


def committee_published_at(when: Moments) -> datetime:
    """Return when the committee's decisions were announced."""
    return at(working_day(when.committee_on + timedelta(days=2)), 11)


def jury_published_at(when: Moments) -> datetime:
    """Return when the jury's decisions were announced."""
    return at(working_day(when.jury_on + timedelta(days=3)), 17, 30)


def _committee(dossier: Dossier, when: Moments) -> Lived:
    step = lifecycle.DECISION_STEPS[dossier.committee_outcome.state]
    return Lived(step, committee_published_at(when), MANAGER_ID, dossier.committee_reason)


def _jury(dossier: Dossier, when: Moments) -> list[Lived]:
    place = running_order().index(dossier)
    if when.stage is Stage.JURY and place >= CLOSED_PITCHES:
        return []
    steps = [Lived(lifecycle.PITCH, when.past(pitch_ends_at(place, when)), SECRETARY_ID)]
    if when.stage.reached(Stage.MENTORING):
        decided = lifecycle.DECISION_STEPS[dossier.jury_outcome.state]
        steps.append(Lived(decided, jury_published_at(when), CHAIR_ID, dossier.jury_reason))
        if dossier.winner:
            steps.append(Lived(lifecycle.START_MENTORING, at(when.mentoring_from, 9, 45), MANAGER_ID))
    return steps


def running_order() -> list[Dossier]:
    """Return the finalists in the order they were drawn; those a juror may not judge come late in the day."""
    conflicts = {one["dossier"] for one in read("stories")["conflict"]}
    drawn = sorted((one for one in dossiers() if one.finalist), key=lambda one: chance("draw", one.slug).random())
    early = [one for one in drawn if one.slug not in conflicts]
    first = early[: CLOSED_PITCHES + 1]
    return first + [one for one in drawn if one not in first]


def pitch_starts_at(place: int, when: Moments) -> datetime:
    """Return when the pitch at `place` (from 0) begins; on the day itself the fifth is going on now."""
    if when.stage is not Stage.JURY:
        return at(when.jury_on, 14) + timedelta(minutes=PITCH_MINUTES * place)
    local = when.now.astimezone(PARIS).replace(second=0, microsecond=0)
    fifth = local - timedelta(minutes=local.minute % 5)
    fifth = min(max(fifth, at(when.today, 0, 45)), at(when.today, 22, 10))
    return fifth + timedelta(minutes=PITCH_MINUTES * (place - CLOSED_PITCHES))


def pitch_ends_at(place: int, when: Moments) -> datetime:
    """Return when the marks of the pitch at `place` were closed."""
    return when.past(pitch_starts_at(place, when) + timedelta(minutes=PITCH_MINUTES - 1))
