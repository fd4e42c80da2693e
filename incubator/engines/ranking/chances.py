"""How certain each place is: standard errors, and the chance of a dossier to be truly in front of the line.

Algorithm 2.2, steps 7 and 8. Ten thousand seeded draws of what is not known: the severity of readers, the noise of
readings, the size of that noise. Resampling three readings would announce 98 % where 83 % is observed: not offered.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from incubator.engines.ranking.readings import Numbers
from incubator.engines.ranking.severity import Severity

SAME = 1e-9  # values nearer than this are equal
DRAWS, BATCH = 10_000, 500
BLOCK = 2_000  # dossiers at a time, so that memory holds


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the dossiers that were read: adjusted means, readings of each, places, standard errors."""

    adjusted: Numbers
    count: NDArray[np.int64]
    read: NDArray[np.intp]
    errors: Numbers


def standard_errors(severity: Severity, count: NDArray[np.int64], read: NDArray[np.intp]) -> Numbers | None:
    """Return the standard errors of adjusted means: noise ÷ readings, and what is not known of the readers."""
    from scipy import linalg

    if severity.noise is None:
        return None
    variance = severity.noise / count
    if severity.half is not None:
        for start in range(0, read.size, BLOCK):
            some = severity.shares[read[start : start + BLOCK]].toarray().T
            solved = linalg.solve_triangular(severity.half, some, lower=True)
            variance[start : start + BLOCK] += severity.noise * (solved**2).sum(axis=0)
    errors: Numbers = np.sqrt(variance)
    return errors


def chances_of(severity: Severity, seen: Seen, places: int, seed: int) -> Numbers | None:
    """Return the chance of each dossier to be truly among the `places` best; None when noise cannot be estimated."""
    if severity.noise is None:
        return None
    n = seen.adjusted.size
    if places <= 0 or places >= n:
        return np.full(n, float(places > 0))
    quality = max(0.0, float(seen.adjusted.var(ddof=1)) - float((seen.errors**2).mean()))
    if quality == 0:  # the marks do not tell the dossiers apart
        return np.full(n, places / n)
    if severity.noise == 0:
        return _sure(seen.adjusted, places)
    return _same_for_equals(_drawn(severity, severity.noise, quality, seen, places, seed), seen)


def _drawn(severity: Severity, noise: float, quality: float, seen: Seen, places: int, seed: int) -> Numbers:
    """Draw what is true given what is seen, again and again: each dossier is drawn towards the mean by its doubt."""
    n, draw = seen.adjusted.size, np.random.default_rng(seed)
    around, wins = (seen.adjusted - seen.adjusted.mean()).astype(np.float32), np.zeros(n)
    counts, kind = np.unique(seen.count, return_inverse=True)
    half = None if severity.half is None else severity.half.astype(np.float32)
    shares = severity.shares[seen.read].astype(np.float32)
    for start in range(0, DRAWS, BATCH):
        size = min(BATCH, DRAWS - start)
        noises = noise * severity.freedom / draw.chisquare(severity.freedom, size)
        told = counts + noises[:, None] / quality
        truth = draw.standard_normal((size, n), dtype=np.float32)
        truth *= np.sqrt(noises[:, None] / told).astype(np.float32)[:, kind]
        moved = around[None, :]
        if half is not None:
            moved = moved - np.asarray(shares @ _severities(draw, half, noises)).T
        truth += moved * (counts / told).astype(np.float32)[:, kind]
        line = np.partition(truth, n - places, axis=1)[:, n - places]
        wins += (truth >= line[:, None]).sum(axis=0)
    return wins / DRAWS


def _severities(draw: np.random.Generator, half: NDArray[np.float32], noises: Numbers) -> NDArray[np.float32]:
    """Draw by how much the severity of each reader may be wrong: N(0, noise × (S + λI)⁻¹), a column a draw."""
    from scipy import linalg

    apart = draw.standard_normal((half.shape[0], noises.size), dtype=np.float32)
    moved = linalg.solve_triangular(half, apart, lower=True, trans="T", overwrite_b=True, check_finite=False)
    return np.asarray(moved * np.sqrt(noises), dtype=np.float32)


def _same_for_equals(chances: Numbers, seen: Seen) -> Numbers:
    """Give dossiers of which as much is known, and the same, one chance: draws do not part them."""
    what = np.stack((np.rint(seen.adjusted / SAME), np.rint(seen.errors / SAME)))
    alike = np.unique(what, axis=1, return_inverse=True)[1].ravel()
    means: Numbers = np.bincount(alike, chances) / np.bincount(alike)
    return means[alike]


def _sure(adjusted: Numbers, places: int) -> Numbers:
    """Return the chances when readings have no noise: 1 before the line, and those at the line share what is left."""
    line = np.partition(adjusted, adjusted.size - places)[adjusted.size - places]
    before, at = adjusted > line + SAME, np.abs(adjusted - line) <= SAME
    return np.where(before, 1.0, np.where(at, (places - before.sum()) / at.sum(), 0.0))
