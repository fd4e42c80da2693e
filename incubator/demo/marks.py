"""Marks: what somebody gives to a dossier of a certain quality, and what all the marks together say of it."""

import functools
import uuid

from incubator.demo.book import Book
from incubator.demo.content import CALL_ID, CODE, Dossier, chance, key
from incubator.domain.defaults import default_criteria
from incubator.domain.kinds import Round
from incubator.domain.models import Call, Criterion, Standing
from incubator.domain.rules import SCALE_MAX, THOUSANDTHS, mean_of

NOISE = 0.55
HIGH, MIDDLE = 3.7, 2.4


@functools.cache
def grid(round_: Round) -> tuple[Criterion, ...]:
    """Return the lines of the grid of a round, as the call has them."""
    return tuple(line for line in default_criteria(Call(id=CALL_ID)) if line.round is round_)


def criterion_id(round_: Round, name: str) -> uuid.UUID:
    """Return the id of a line of a grid."""
    return key("Criterion", CODE, round_, name)


def marks_of(round_: Round, quality: float, severity: float, *names: str) -> dict[str, int]:
    """Return the marks, by key of criterion, of a person of `severity`; `names` are those of dossier and person."""
    luck = chance("marks", round_, *names)
    return {line.key: min(SCALE_MAX, max(0, round(quality + severity + luck.gauss(0, NOISE)))) for line in grid(round_)}


def level(total: int) -> str:
    """Return the bank of words that goes with a total in thousandths."""
    points = total / THOUSANDTHS
    return "high" if points >= HIGH else "middle" if points >= MIDDLE else "low"


def standing(book: Book, dossier: Dossier, round_: Round, totals: list[int]) -> None:
    """Write what the marks of a round say of a dossier; nothing when nobody has marked it."""
    if totals:
        book.add(
            Standing,
            project_id=dossier.id,
            round=round_,
            call_id=CALL_ID,
            count=len(totals),
            mean=mean_of(totals),
            low=min(totals),
            high=max(totals),
        )
