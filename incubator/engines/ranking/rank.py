"""The ranking, and the groups beside the line.

Algorithm 2.2, steps 6 and 9, and the cases of 2.6. Ranking under uncertainty and funding lines: Heyard, Ott, Salanti,
Egger 2022 (Statistics and Public Policy 9).
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from incubator.engines.ranking.chances import SAME, Seen, chances_of, standard_errors
from incubator.engines.ranking.readings import Numbers, Readings
from incubator.engines.ranking.severity import Severity, measure

CERTAIN = 0.90
ROUGH = 20  # degrees of freedom under which chances are rough


class Group(enum.StrEnum):
    """Where a dossier is beside the line, at nine chances in ten."""

    IN = "in"
    BAND = "band"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A dossier of the ranking: its place in the input and its rank, from 1, which equal dossiers share.

    `mean` is that of its readings as they are, `adjusted` without the severity of its readers. `error` is the standard
    error, `chance` that of being truly among the `places` best; None when the noise cannot be estimated.
    """

    dossier: int
    rank: int
    readings: int
    mean: float
    adjusted: float
    error: float | None
    chance: float | None
    group: Group | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The dossiers that were read, the best first, and what is to be known of the whole.

    `expected`: how many of the first `places` are expected to be truly among the `places` best. `tied_at_the_line`:
    the dossiers of equal value that the line would part. `rough`: few readings, chances to be taken with care.
    """

    lines: Sequence[Ranked]
    unread: Sequence[int]
    places: int
    severity: Severity | None
    expected: float | None
    tied_at_the_line: Sequence[int]
    rough: bool


def rank(readings: Readings, *, places: int, seed: int = 0) -> Ranking:
    """Rank the dossiers by the mean of their marks, corrected for severity when the marks say that it differs.

    `places` is where the line is: how many are taken. `seed` replays the draws of the chances.
    """
    count = np.bincount(readings.dossier, minlength=readings.dossiers)
    read = np.nonzero(count)[0]
    unread = np.nonzero(count == 0)[0].tolist()
    if not read.size:
        return Ranking([], unread, places, None, None, [], False)
    severity = measure(readings)
    own = readings.total - severity.by_reader[readings.reader]
    mean = np.bincount(readings.dossier, readings.total, minlength=readings.dossiers)[read] / count[read]
    adjusted = np.bincount(readings.dossier, own, minlength=readings.dossiers)[read] / count[read]
    order = np.lexsort((read, -adjusted))
    ranks = _ranks(adjusted[order])
    errors = standard_errors(severity, count[read], read)
    chances = None if errors is None else chances_of(severity, Seen(adjusted, count[read], read, errors), places, seed)
    lines = [
        Ranked(
            int(read[one]),
            int(ranks[line]),
            int(count[read[one]]),
            float(mean[one]),
            float(adjusted[one]),
            None if errors is None else float(errors[one]),
            None if chances is None else float(chances[one]),
            None if chances is None else _group(float(chances[one])),
        )
        for line, one in enumerate(order)
    ]
    expected = None if chances is None else float(chances[order[:places]].sum())
    return Ranking(lines, unread, places, severity, expected, _tied(lines, places), 0 < severity.freedom < ROUGH)


def _ranks(values: Numbers) -> NDArray[np.int64]:
    """Return the rank of each of `values`, which go down: the same for those that are equal to the one before."""
    new = np.concatenate(([True], values[:-1] - values[1:] > SAME))
    return np.maximum.accumulate(np.where(new, np.arange(1, values.size + 1), 0))


def _tied(lines: Sequence[Ranked], places: int) -> list[int]:
    if not 0 < places < len(lines) or lines[places - 1].rank != lines[places].rank:
        return []
    return [line.dossier for line in lines if line.rank == lines[places].rank]


def _group(chance: float) -> Group:
    if chance >= CERTAIN:
        return Group.IN
    return Group.OUT if chance <= 1 - CERTAIN else Group.BAND
