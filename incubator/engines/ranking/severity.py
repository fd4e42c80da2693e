"""How severe each reader is, and whether that can be told from chance (algorithm 2.2, steps 1 to 6).

The model is y(dossier, reader) = quality(dossier) + severity(reader) + noise. Severity is taken out only when an F test
says that readers differ, and then shrunken towards 0: additive analysis of incomplete blocks (Fisher, Yates; MacKay,
Kenna, Low, Parker 2017, « Calibration with confidence »), variances by Henderson's method III.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from incubator.engines.ranking.readings import Numbers, Readings

LEVEL = 0.05  # of the F test
NOTHING = 1e-12  # what rounding leaves of a zero, beside the marks


@dataclass(frozen=True, slots=True)
class Severity:
    """What the marks say of readers.

    `noise` and `spread` are variances: of one reading, and of severities (0 when not corrected). `by_reader` is taken
    off each mark. `half` is L such that L Lᵀ = (S + λI): None when nothing is corrected. `freedom` is the degrees of
    freedom of the noise; at 0 or less, noise cannot be estimated and is None.
    """

    corrected: bool
    f: float | None
    p: float | None
    noise: float | None
    spread: float
    freedom: int
    parts: int
    by_reader: Numbers
    shares: Any  # sparse, dossiers × readers: 1/n where the reader read
    half: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class _Design:
    """Who read what, in numbers: r, S and the connected parts, of the readers who read something."""

    active: NDArray[np.intp]
    r: Numbers
    s: NDArray[np.float64]
    part: NDArray[np.int32]
    parts: int
    around: float  # sum of squares of marks around the mean of their dossier
    freedom: int
    shares: Any  # sparse


def measure(readings: Readings) -> Severity:
    """Return the severities of `readings`, of which there is at least one."""
    from scipy import linalg, special

    design = _design(readings)
    groups, nobody = design.active.size - design.parts, np.zeros(readings.readers)
    nothing = Severity(False, None, None, None, 0.0, design.freedom, design.parts, nobody, design.shares, None)
    if design.freedom <= 0:
        return nothing
    b = _unshrunken(design)
    explained, least = float(design.r @ b), NOTHING * max(design.around, 1.0)
    noise = max(0.0, design.around - explained) / design.freedom
    noise = 0.0 if noise <= least else noise
    if not groups or explained <= least:
        return replace(nothing, noise=noise, f=0.0 if groups else None, p=1.0 if groups else None)
    f = explained / groups / noise if noise else float("inf")
    p = float(special.fdtrc(groups, design.freedom, f)) if noise else 0.0
    spread = max(0.0, (explained - noise * groups) / float(np.trace(design.s)))
    if p >= LEVEL or spread == 0:
        return replace(nothing, noise=noise, f=f, p=p)
    half = linalg.cholesky(design.s + np.eye(len(design.s)) * (noise / spread), lower=True) if noise else None
    by_reader = np.zeros(readings.readers)
    by_reader[design.active] = b if half is None else linalg.cho_solve((half, True), design.r)
    shares = design.shares[:, design.active]
    return Severity(True, f, p, noise, spread, design.freedom, design.parts, by_reader, shares, half)


def _design(readings: Readings) -> _Design:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    count = np.bincount(readings.dossier, minlength=readings.dossiers).astype(float)
    inverse = np.divide(1.0, count, out=np.zeros_like(count), where=count > 0)
    size = (readings.dossiers, readings.readers)
    read = csr_array((np.ones(readings.total.size), (readings.dossier, readings.reader)), shape=size)
    shares = csr_array(read.multiply(inverse[:, None]))
    mean = np.bincount(readings.dossier, readings.total, minlength=readings.dossiers) * inverse
    left = readings.total - mean[readings.dossier]
    loads = np.bincount(readings.reader, minlength=readings.readers).astype(float)
    active = np.nonzero(loads)[0]
    s = np.diag(loads[active]) - (read.T @ shares).toarray()[np.ix_(active, active)]
    parts, part = connected_components(s != 0, directed=False)
    r: Numbers = np.bincount(readings.reader, left, minlength=readings.readers)[active].astype(np.float64)
    freedom = readings.total.size - int((count > 0).sum()) - active.size + parts
    return _Design(active, r, s, part, int(parts), float((left**2).sum()), int(freedom), shares)


def _unshrunken(design: _Design) -> Numbers:
    """Return S⁻ r. Severities sum to 0 in each connected part: between parts, nothing says who is more severe."""
    from scipy import linalg

    kept = np.delete(np.arange(design.active.size), np.unique(design.part, return_index=True)[1])
    b = np.zeros(design.active.size)
    if kept.size:
        factor = linalg.cho_factor(design.s[np.ix_(kept, kept)], lower=True)
        b[kept] = linalg.cho_solve(factor, design.r[kept])
    centred: Numbers = b - (np.bincount(design.part, b) / np.bincount(design.part))[design.part]
    return centred
