"""Readings as arrays: one total each, of one dossier by one reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Places: TypeAlias = NDArray[np.int32]
Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Readings:
    """Reading i gives the dossier `dossier[i]`, read by `reader[i]`, `total[i]` points; places count from 0.

    Higher is better. `dossiers` may be more than those that were read.
    """

    dossier: Places
    reader: Places
    total: Numbers
    dossiers: int
    readers: int


def weighted(
    dossier: Places,
    reader: Places,
    criterion: Places,
    score: Numbers,
    *,
    weights: Mapping[int, float],
    dossiers: int,
    readers: int,
) -> Readings:
    """Return the readings of which each mark is given: sum of weight × mark ÷ sum of weights.

    A reading in which a criterion of `weights` is missing counts for nothing: a missing mark is missing, never 0.
    A criterion without weight, or of weight 0, is left aside.
    """
    factor = np.zeros(int(criterion.max(initial=-1)) + 1)
    for one, weight in weights.items():
        if one < factor.size:
            factor[one] = weight
    asked = sum(weight > 0 for weight in weights.values())
    kept = factor[criterion] > 0
    codes = dossier[kept].astype(np.int64) * readers + reader[kept]
    pairs, place, marks = np.unique(codes, return_inverse=True, return_counts=True)
    sums = np.bincount(place, factor[criterion[kept]] * score[kept], minlength=pairs.size)
    whole = marks == asked
    found = pairs[whole]
    return Readings(
        (found // readers).astype(np.int32),
        (found % readers).astype(np.int32),
        sums[whole] / sum(weights.values()),
        dossiers,
        readers,
    )
