"""The assignment, beside an exact linear programme written here anew."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from incubator.engines.assignment import NO_GROUP, Assignment, Problem, ReasonKind, Rules, solve

RULES = [
    Rules(),
    Rules(department_cap=1),
    Rules(department_cap=2),
    Rules(need_senior=True),
    Rules(department_cap=1, need_senior=True),
]


def draw(seed: int) -> Problem:
    """Return a small problem, which may have no solution."""
    die = np.random.default_rng(seed)
    dossiers, readers = int(die.integers(2, 9)), int(die.integers(3, 8))
    grid = die.random((dossiers, readers))
    listed, conflict = np.nonzero(grid < 0.6), np.nonzero(grid > 0.9)
    demand = die.integers(0, 4, dossiers)
    most = die.integers(1, dossiers + 1, readers)
    least = np.minimum(most, die.integers(0, 3, readers))
    return Problem(
        demand.astype(np.int32),
        least.astype(np.int32),
        most.astype(np.int32),
        *(axis.astype(np.int32) for axis in listed),
        np.round(die.uniform(-0.1, 1, listed[0].size), 4),
        *(axis.astype(np.int32) for axis in conflict),
        unlisted=bool(seed % 3),
        department=die.integers(NO_GROUP, 3, readers).astype(np.int32),
        senior=die.random(readers) < 0.4,
    )


def exactly(problem: Problem, rules: Rules) -> float | None:
    """Return the optimum of the programme (with whole numbers when rules overlap), None when it has no solution."""
    worth = np.full((problem.dossiers, problem.readers), 0.0 if problem.unlisted else np.nan)
    worth[problem.dossier, problem.reader] = problem.affinity
    worth[problem.conflict_dossier, problem.conflict_reader] = np.nan
    pairs = np.argwhere(~np.isnan(worth))
    of_dossier = np.eye(problem.dossiers)[:, pairs[:, 0]]
    of_reader = np.eye(problem.readers)[:, pairs[:, 1]]
    above = [(of_reader, problem.most), (-of_reader, -problem.least)]
    assert problem.department is not None
    assert problem.senior is not None
    if rules.department_cap is not None:
        for one in range(3):
            inside = of_dossier * (problem.department[pairs[:, 1]] == one)
            above.append((inside, np.full(problem.dossiers, rules.department_cap)))
    if rules.need_senior:
        above.append((-of_dossier * problem.senior[pairs[:, 1]], -np.minimum(problem.demand, 1)))
    found = linprog(
        -worth[tuple(pairs.T)],
        A_ub=np.vstack([rows for rows, _ in above]),
        b_ub=np.concatenate([limits for _, limits in above]),
        A_eq=of_dossier,
        b_eq=problem.demand,
        bounds=(0, 1),
        integrality=0 if rules.are_one_flow else 1,
    )
    return -float(found.fun) if found.status == 0 else None


def holds(problem: Problem, rules: Rules, found: Assignment) -> bool:
    """Tell whether every rule holds."""
    counts = np.bincount(found.dossier, minlength=problem.dossiers)
    loads = np.bincount(found.reader, minlength=problem.readers)
    conflicts = set(problem.codes(problem.conflict_dossier, problem.conflict_reader).tolist())
    codes = problem.codes(found.dossier, found.reader).tolist()
    listed = set(problem.codes(problem.dossier, problem.reader).tolist())
    well = [
        (counts == problem.demand).all(),
        (loads >= problem.least).all(),
        (loads <= problem.most).all(),
        len(set(codes)) == len(codes),
        conflicts.isdisjoint(codes),
        problem.unlisted or listed.issuperset(codes),
    ]
    for dossier in np.nonzero(problem.demand)[0]:
        readers = found.reader[found.dossier == dossier]
        departments: Any = problem.department[readers] if problem.department is not None else []
        if rules.department_cap is not None:
            well.append((np.bincount(departments[departments >= 0], minlength=1) <= rules.department_cap).all())
        if rules.need_senior and problem.senior is not None:
            well.append(problem.senior[readers].any())
    return all(well)


@pytest.mark.parametrize("rules", RULES, ids=str)
def test_total_is_that_of_an_exact_programme_and_every_rule_holds(rules: Rules) -> None:
    feasible = 0
    for seed in range(60):
        problem = draw(seed)
        exact = exactly(problem, rules)
        found = solve(problem, rules)
        assert found.feasible == (exact is not None), seed
        if exact is None:
            assert found.reasons, seed
            continue
        feasible += 1
        assert found.total == pytest.approx(exact, abs=1e-4), seed
        assert holds(problem, rules, found), seed
        together = solve(problem, rules, spell_out=0)  # unlisted pairs counted together
        assert together.total == pytest.approx(exact, abs=1e-4), seed
        assert holds(problem, rules, together), seed
    assert feasible >= 10  # else nothing was tried


def small(demand: list[int], loads: list[tuple[int, int]], pairs: list[tuple[int, int, float]], **more: Any) -> Problem:
    """Return a problem of which only these pairs may be used."""
    dossier, reader, affinity = zip(*pairs, strict=True)
    least, most = zip(*loads, strict=True)
    whole = [np.array(column, dtype=np.int32) for column in (demand, least, most, dossier, reader)]
    return Problem(*whole, np.array(affinity), unlisted=False, **more)


def test_first_reader_is_an_expert_whenever_one_is_free_whatever_it_costs() -> None:
    problem = small([1, 1], [(0, 1)] * 3, [(0, 0, 0.9), (0, 1, 0.5), (1, 0, 0.6), (1, 2, 0.45)])
    plain, fair = solve(problem), solve(problem, Rules(expert_from=0.5))
    assert (plain.total, fair.total) == (pytest.approx(1.35), pytest.approx(1.1))
    assert list(zip(fair.dossier.tolist(), fair.reader.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_equal_totals_are_parted_by_the_seed_and_always_the_same_way() -> None:
    problem = small([1] * 6, [(1, 1)] * 6, [(one, other, 0.5) for one in range(6) for other in range(6)])
    found = {seed: solve(problem, Rules(seed=seed)) for seed in range(5)}
    assert {one.total for one in found.values()} == {3.0}
    assert len({tuple(one.reader.tolist()) for one in found.values()}) > 1
    again = solve(problem, Rules(seed=3))
    assert again.reader.tolist() == found[3].reader.tolist()


@pytest.mark.parametrize(
    ("problem", "rules", "kind", "wanted", "possible"),
    [
        (small([2], [(0, 1)], [(0, 0, 1)]), Rules(), ReasonKind.TOO_FEW_READINGS, 2, 1),
        (small([1], [(1, 1)] * 2, [(0, 0, 1), (0, 1, 1)]), Rules(), ReasonKind.LEAST_TOO_HIGH, 2, 1),
        (small([2, 0], [(0, 2)] * 2, [(0, 0, 1), (1, 1, 1)]), Rules(), ReasonKind.DOSSIER_WITHOUT_READERS, 2, 1),
        (small([1, 0], [(1, 1), (0, 1)], [(1, 0, 1), (0, 1, 1)]), Rules(), ReasonKind.READER_WITHOUT_DOSSIERS, 1, 0),
        (
            small([1, 1, 1], [(0, 1), (0, 1), (0, 9)], [(0, 0, 1), (1, 0, 1), (2, 2, 1), (2, 1, 1)]),
            Rules(),
            ReasonKind.CROWDED,
            2,
            1,
        ),
        (
            small([2], [(0, 1)] * 2, [(0, 0, 1), (0, 1, 1)], department=np.zeros(2, dtype=np.int32)),
            Rules(department_cap=1),
            ReasonKind.DEPARTMENTS_OF_DOSSIER,
            2,
            1,
        ),
        (
            small([1], [(0, 1)], [(0, 0, 1)], senior=np.zeros(1, dtype=np.bool_)),
            Rules(need_senior=True),
            ReasonKind.DOSSIER_WITHOUT_SENIOR,
            1,
            0,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, ReasonKind) else "",
)
def test_what_cannot_hold_is_explained_and_the_best_that_can_be_is_given(
    problem: Problem, rules: Rules, kind: ReasonKind, wanted: int, possible: int
) -> None:
    found = solve(problem, rules)
    assert not found.feasible
    assert [(one.kind, one.wanted, one.possible) for one in found.reasons][0] == (kind, wanted, possible)
    assert found.dossier.size + found.short.sum() == problem.demand.sum()
