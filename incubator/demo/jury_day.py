"""The jury day: running order, cards, and where each pitch stands."""

from datetime import datetime, timedelta

from incubator.demo.book import Book
from incubator.demo.content import CALL_ID, MAIN_ID, Dossier, chance, key, read
from incubator.demo.lives import CLOSED_PITCHES, pitch_ends_at, pitch_starts_at, running_order
from incubator.demo.marks import criterion_id, grid, level, marks_of, standing
from incubator.demo.moments import Moments, Stage, at
from incubator.demo.people import SECRETARY_ID, Official, holding
from incubator.domain.events import Event
from incubator.domain.kinds import PitchStatus, Role, Round
from incubator.domain.models import Pitch, PitchCard, PitchScore
from incubator.domain.rules import weighted_total

CARDS_OF_OPEN_PITCH = 3
FAVOURITE_FROM = 4300


def write(book: Book, when: Moments) -> None:
    """Write the pitches and cards, from the jury day on."""
    if not when.stage.reached(Stage.JURY):
        return
    drawn_at = at(when.jury_on - timedelta(days=3), 16)
    book.act(
        Event.SCHEDULE_PITCHES, drawn_at, SECRETARY_ID, call_id=CALL_ID, organisation_id=MAIN_ID,
        after={"count": len(running_order())},
    )  # fmt: skip
    for place, dossier in enumerate(running_order()):
        _pitch(book, dossier, place, drawn_at, when)


def closed_at(when: Moments) -> datetime | None:
    """Return when the chair closed the marks of the day, once it is over."""
    over = when.stage.reached(Stage.MENTORING)
    return pitch_ends_at(len(running_order()) - 1, when) + timedelta(minutes=15) if over else None


def _pitch(book: Book, dossier: Dossier, place: int, drawn_at: datetime, when: Moments) -> None:
    status = _status(place, when)
    starts_at, ends_at = pitch_starts_at(place, when), pitch_ends_at(place, when)
    opened_at = when.past(starts_at + timedelta(minutes=3)) if status is not PitchStatus.WAITING else None
    book.add(
        Pitch,
        id=key("pitch", dossier.slug),
        created_at=drawn_at,
        call_id=CALL_ID,
        project_id=dossier.id,
        position=place + 1,
        starts_at=starts_at,
        status=status,
        opened_at=opened_at,
        closed_at=ends_at if status is PitchStatus.CLOSED else None,
    )
    if opened_at is None:
        return
    book.act(Event.OPEN_PITCH, opened_at, SECRETARY_ID, dossier)
    if status is PitchStatus.CLOSED:
        book.act(Event.CLOSE_PITCH, ends_at, SECRETARY_ID, dossier)
    sent = _jurors(dossier) if status is PitchStatus.CLOSED else _jurors(dossier)[:CARDS_OF_OPEN_PITCH]
    locked_at = max(opened_at, ends_at - timedelta(minutes=1))
    standing(book, dossier, Round.JURY, [_card(book, dossier, juror, when.past(locked_at)) for juror in sent])


def _status(place: int, when: Moments) -> PitchStatus:
    if when.stage.reached(Stage.MENTORING) or place < CLOSED_PITCHES:
        return PitchStatus.CLOSED
    return PitchStatus.OPEN if place == CLOSED_PITCHES else PitchStatus.WAITING


def _jurors(dossier: Dossier) -> list[Official]:
    barred = {one["person"] for one in read("stories")["conflict"] if one["dossier"] == dossier.slug}
    return [one for one in holding(Role.JUROR) if one.slug not in barred]


def _card(book: Book, dossier: Dossier, juror: Official, locked_at: datetime) -> int:
    """Write one juror's card; return its total."""
    names = (dossier.slug, juror.slug)
    marks = marks_of(Round.JURY, dossier.quality, juror.severity * 0.6, *names)
    total = weighted_total(grid(Round.JURY), marks) or 0
    luck = chance("card", *names)
    notes = luck.choice(read("readings")["jury"][level(total)]) if luck.random() < 0.6 else ""
    card_id = key("card", *names)
    book.add(
        PitchCard,
        id=card_id,
        created_at=locked_at - timedelta(minutes=6),
        pitch_id=key("pitch", dossier.slug),
        juror_id=juror.id,
        favourite=total >= FAVOURITE_FROM and luck.random() < 0.5,
        notes=notes,
        total=total,
        locked_at=locked_at,
        version=2,
    )
    for name, value in marks.items():
        book.add(PitchScore, card_id=card_id, criterion_id=criterion_id(Round.JURY, name), value=value)
    book.act(Event.LOCK_CARD, locked_at, juror.id, dossier, after={"total": total})
    return total
