"""Rules that no single flow says together: a mixed-integer programme (HiGHS, through SciPy).

Groups that overlap, such as departments and seniors, are not laminar, and the optimum of the flow may be cut in parts
(algorithm 1.6). Exact too, but only for a call of hundreds of dossiers.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from incubator.engines.assignment.problem import NO_GROUP, Problem, Rules, TooLarge

MOST_PAIRS = 400_000
GAP = 1e-9  # of the optimum: none that four digits show


def solve(problem: Problem, rules: Rules, *, lacking: bool) -> tuple[NDArray[np.bool_], NDArray[np.int64]] | None:
    """Return which listed pairs are taken, and how many readers each dossier lacks; None when the rules cannot hold.

    Every pair that may be used must be listed. Raises TooLarge past 400,000 pairs.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    if problem.dossier.size > MOST_PAIRS:
        raise TooLarge
    programme = _Programme(problem, rules, lacking=lacking)
    low, high = programme.low, programme.high
    found = milp(
        programme.costs,
        constraints=LinearConstraint(programme.matrix(), np.array(low), np.array(high)),
        bounds=Bounds(0, programme.upper),
        integrality=np.ones(programme.costs.size, dtype=np.int64),
        options={"mip_rel_gap": GAP},
    )
    if found.x is None:
        return None
    values = np.rint(found.x).astype(np.int64)
    pairs = problem.dossier.size
    missing = values[pairs : pairs + problem.dossiers] if lacking else np.zeros(problem.dossiers, dtype=np.int64)
    return values[:pairs] > 0, missing


class _Programme:
    """One column for each pair; then, when lacks are allowed, for each dossier and reader; then one an expert."""

    def __init__(self, problem: Problem, rules: Rules, *, lacking: bool) -> None:
        self.problem, self.rules, self.lacking = problem, rules, lacking
        self.rows: list[Any] = []  # sparse rows: columns and their factors
        self.low: list[float] = []
        self.high: list[float] = []
        pairs, dossiers, readers = problem.dossier.size, problem.dossiers, problem.readers
        experts = dossiers if rules.expert_from is not None else 0
        reach = float(np.abs(problem.affinity).max(initial=1.0))
        dear = (2 * min(dossiers, readers) + 4) * reach
        lacks = (dossiers + readers) * lacking
        self.first_expert = pairs + lacks
        self.costs = np.concatenate(
            (
                -problem.affinity,
                np.full(dossiers * lacking, 2 * dear * (dossiers if experts else 1)),
                np.full(readers * lacking, dear * (dossiers if experts else 1)),
                np.full(experts, -dear),
            )
        )
        self.upper = np.concatenate(
            (
                np.ones(pairs),
                np.asarray(problem.demand, dtype=float) if lacking else np.empty(0),
                np.asarray(problem.least, dtype=float) if lacking else np.empty(0),
                np.ones(experts),
            )
        )
        self._loads()
        self._groups()

    def _add(self, columns: NDArray[np.intp], low: float, high: float, *, minus: int | None = None) -> None:
        factors = np.ones(columns.size)
        if minus is not None:
            columns, factors = np.append(columns, minus), np.append(factors, -1.0)
        self.rows.append((columns, factors))
        self.low.append(low)
        self.high.append(high)

    def _loads(self) -> None:
        problem, pairs = self.problem, self.problem.dossier.size
        for dossier, columns in _by(problem.dossier, problem.dossiers):
            extra = np.array([pairs + dossier] if self.lacking else [], dtype=np.intp)
            self._add(np.append(columns, extra), problem.demand[dossier], problem.demand[dossier])
        for reader, columns in _by(problem.reader, problem.readers):
            self._add(columns, -np.inf, problem.most[reader])
            extra = np.array([pairs + problem.dossiers + reader] if self.lacking else [], dtype=np.intp)
            self._add(np.append(columns, extra), problem.least[reader], np.inf)

    def _groups(self) -> None:
        problem, rules = self.problem, self.rules
        for dossier, columns in _by(problem.dossier, problem.dossiers):
            if rules.department_cap is not None and problem.department is not None:
                departments = problem.department[problem.reader[columns]]
                for one in np.unique(departments[departments != NO_GROUP]):
                    self._add(columns[departments == one], -np.inf, rules.department_cap)
            if rules.need_senior and problem.senior is not None:
                senior = columns[problem.senior[problem.reader[columns]]]
                lack = np.array([problem.dossier.size + dossier] if self.lacking else [], dtype=np.intp)
                self._add(np.append(senior, lack), min(1, int(problem.demand[dossier])), np.inf)
            if rules.expert_from is not None:
                experts = columns[problem.affinity[columns] >= rules.expert_from]
                self._add(experts, 0, np.inf, minus=self.first_expert + dossier)

    def matrix(self) -> Any:
        """Return the rows as a sparse matrix."""
        from scipy.sparse import csr_array

        sizes = [columns.size for columns, _ in self.rows]
        columns = np.concatenate([columns for columns, _ in self.rows])
        factors = np.concatenate([factors for _, factors in self.rows])
        starts = np.concatenate(([0], np.cumsum(sizes)))
        return csr_array((factors, columns, starts), shape=(len(self.rows), self.costs.size))


def _by(places: NDArray[np.int32], count: int) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Yield each place with the pairs that hold it."""
    order = np.argsort(places, kind="stable")
    yield from enumerate(np.split(order, np.cumsum(np.bincount(places, minlength=count))[:-1]))
