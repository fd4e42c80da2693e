"""The committee at work: who reads what, conflicts, marks, comments, and where each dossier stands."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from incubator.demo.book import Book
from incubator.demo.content import Dossier, chance, key, read
from incubator.demo.lives import Life
from incubator.demo.marks import criterion_id, grid, level, marks_of, standing
from incubator.demo.moments import Moments, Stage, at
from incubator.demo.people import SECRETARY_ID, Official, holding, officials
from incubator.domain import lifecycle
from incubator.domain.events import Event
from incubator.domain.kinds import ConflictKind, Opinion, ReviewStatus, Role, Round
from incubator.domain.models import Conflict, Review, Score
from incubator.domain.rules import weighted_total

FOURTH_READER = 0.18
COMMENTED = 0.42
DONE, DONE_BY_THE_SLOW = 0.93, 0.45
SLOW = ("gerald-montaubin", "chantal-vimeux", "kamel-haddouche", "hubert-caradec")
OPINIONS = ((3.8, Opinion.YES), (3.0, Opinion.RATHER_YES), (2.0, Opinion.RATHER_NO), (0.0, Opinion.NO))


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's reading of one dossier."""

    life: Life
    reader: Official
    assigned_at: datetime

    @property
    def names(self) -> tuple[str, str]:
        return self.life.dossier.slug, self.reader.slug


def write(book: Book, told: list[Life], when: Moments) -> None:
    """Write conflicts, readings, marks and standings, once the committee has begun."""
    if not when.stage.reached(Stage.COMMITTEE):
        return
    _conflicts(book, told, when)
    for life, readers in assign(told):
        assigned_at = _assigned_at(life)
        totals = [_reading(book, Reading(life, reader, assigned_at), when) for reader in readers]
        standing(book, life.dossier, Round.COMMITTEE, [total for total in totals if total is not None])


def assign(told: list[Life]) -> list[tuple[Life, list[Official]]]:
    """Give each dossier three readers or four: the least busy first, never of its department nor in conflict."""
    barred = {(one["person"], one["dossier"]) for one in read("stories")["conflict"]}
    load: dict[str, int] = defaultdict(int)
    given = []
    readable = [life for life in told if life.took(lifecycle.START_REVIEW)]
    for life in sorted(readable, key=lambda life: (bool(life.dossier.asked), life.number)):
        luck = chance("readers", life.dossier.slug)
        free = [
            one
            for one in holding(Role.COMMITTEE_MEMBER)
            if one.department != life.dossier.department and (one.slug, life.dossier.slug) not in barred
        ]
        wanted = 4 if luck.random() < FOURTH_READER else 3
        chosen = sorted(free, key=lambda one: (load[one.slug], luck.random()))[:wanted]
        for one in chosen:
            load[one.slug] += 1
        given.append((life, chosen))
    return given


def _assigned_at(life: Life) -> datetime:
    started = life.took(lifecycle.START_REVIEW)
    return started.at - timedelta(minutes=2) if started else life.changed_at


def _reading(book: Book, reading: Reading, when: Moments) -> int | None:
    """Write one reading; return its total when it counts."""
    life, reader = reading.life, reading.reader
    book.act(Event.ASSIGN_READER, reading.assigned_at, SECRETARY_ID, life.dossier, after={"reader": reader.name})
    marks = marks_of(Round.COMMITTEE, life.dossier.seen_by_readers, reader.severity, *reading.names)
    status = _status(reading, when)
    total = weighted_total(grid(Round.COMMITTEE), marks) if status is ReviewStatus.FINAL else None
    finished_at = _finished_at(reading, when) if total is not None else None
    if status is ReviewStatus.DRAFT:
        marks = dict(list(marks.items())[:3])
        book.act(Event.SAVE_REVIEW, when.past(_finished_at(reading, when)), reader.id, life.dossier)
    if status is ReviewStatus.ASSIGNED:
        marks = {}
    if total is not None and finished_at is not None:
        after = {"status": status.value, "total": total}
        book.act(Event.FINISH_REVIEW, finished_at, reader.id, life.dossier, before={"status": "draft"}, after=after)
    review_id = _review(book, reading, status, total, finished_at)
    for name, value in marks.items():
        book.add(Score, review_id=review_id, criterion_id=criterion_id(Round.COMMITTEE, name), value=value)
    return total


def _status(reading: Reading, when: Moments) -> ReviewStatus:
    if when.stage is not Stage.COMMITTEE:
        return ReviewStatus.FINAL
    luck = chance("status", *reading.names).random()
    done = DONE_BY_THE_SLOW if reading.reader.slug in SLOW else DONE
    if luck < done:
        return ReviewStatus.FINAL
    return ReviewStatus.DRAFT if luck < done + (1 - done) * 0.3 else ReviewStatus.ASSIGNED


def _finished_at(reading: Reading, when: Moments) -> datetime:
    last = min(at(when.committee_on - timedelta(days=1), 12), when.now - timedelta(minutes=50))
    share = chance("finished", *reading.names).random()
    moment = reading.assigned_at + timedelta(hours=3) + (last - reading.assigned_at - timedelta(hours=3)) * share
    return min(at(moment.date(), 8 + int(share * 1000) % 13, int(share * 100_000) % 60), last)


def _review(
    book: Book, reading: Reading, status: ReviewStatus, total: int | None, finished_at: datetime | None
) -> uuid.UUID:
    review_id = key("review", *reading.names)
    spoken = level(total) if total is not None else ""
    words, luck = read("readings"), chance("words", *reading.names)
    silent = not spoken or luck.random() > COMMENTED
    book.add(
        Review,
        id=review_id,
        created_at=reading.assigned_at,
        project_id=reading.life.dossier.id,
        reader_id=reading.reader.id,
        status=status,
        opinion=_opinion(total),
        committee_comment="" if silent else luck.choice(words["committee"][spoken]),
        candidate_comment="" if silent or luck.random() < 0.25 else luck.choice(words["candidate"][spoken]),
        total=total,
        finished_at=finished_at,
        version=1 if status is ReviewStatus.ASSIGNED else 2,
    )
    return review_id


def _opinion(total: int | None) -> Opinion | None:
    return None if total is None else next(opinion for low, opinion in OPINIONS if total >= low * 1000)


def _conflicts(book: Book, told: list[Life], when: Moments) -> None:
    by_slug = {life.dossier.slug: life for life in told}
    people = {one.slug: one for one in officials()}
    for raw in read("stories")["conflict"]:
        life, person = by_slug[raw["dossier"]], people[raw["person"]]
        declared_at = _assigned_at(life) + timedelta(hours=20 + len(raw["reason"]) % 9)
        _declare(book, life.dossier, person, ConflictKind(raw["kind"]), raw["reason"], declared_at)
        if raw.get("assigned"):
            reading = Reading(life, person, _assigned_at(life))
            after = {"reader": person.name}
            book.act(Event.ASSIGN_READER, reading.assigned_at, SECRETARY_ID, life.dossier, after=after)
            _review(book, reading, ReviewStatus.ABSTAINED, None, None)


def _declare(book: Book, dossier: Dossier, person: Official, kind: ConflictKind, reason: str, moment: datetime) -> None:
    book.add(
        Conflict,
        id=key("conflict", person.slug, dossier.slug),
        created_at=moment,
        person_id=person.id,
        project_id=dossier.id,
        kind=kind,
        reason=reason,
        declared_by_id=person.id,
    )
    book.act(Event.DECLARE_CONFLICT, moment, person.id, dossier, after={"kind": kind.value})
