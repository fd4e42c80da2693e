"""The flow in which an assignment is the cheapest way of carrying readings from readers to dossiers.

Each reader sends what they must read, and a common store sends the rest through them, as far as they accept. A pair is
an arc of one unit, and costs what it is worth, negated. A rule on groups of readers adds a door of its own in front of
each dossier. As the groups are apart, the cheapest flow is a true optimum in whole numbers (algorithm 1.1, 1.3, 1.6).

Pairs that nobody listed are worth 0 and may be thirty millions. They pass through one hub for each group of readers:
the flow then says how many such readings each reader gives and each dossier takes, and `pairs.py` names them.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from incubator.engines.assignment.problem import NO_GROUP, Places, Problem, Rules

Whole = NDArray[np.int64]

SCALES = (1_000_000, 100_000, 10_000)  # units of cost of one affinity: the finest that the solver can count
LARGEST = 2**62
LOT = 4  # sides of the die thrown between assignments of equal worth


@dataclass(slots=True)
class Arcs:
    """Arcs gathered before they are given to the solver, a block at a time."""

    tails: list[Whole] = field(default_factory=list)
    heads: list[Whole] = field(default_factory=list)
    room: list[Whole] = field(default_factory=list)
    costs: list[Whole] = field(default_factory=list)
    count: int = 0

    def add(self, tails: Any, heads: Any, room: Any, costs: Any = 0) -> slice:  # Any: arrays, or one number for all
        """Add a block of arcs and return where it is."""
        columns = np.broadcast_arrays(*(np.asarray(one, dtype=np.int64) for one in (tails, heads, room, costs)))
        for kept, column in zip((self.tails, self.heads, self.room, self.costs), columns, strict=True):
            kept.append(column.ravel())
        size = columns[0].size
        self.count += size
        return slice(self.count - size, self.count)


@dataclass(frozen=True, slots=True)
class Doors:
    """The door by which each pair enters its dossier, as a node; the arcs from doors to dossiers."""

    of_pairs: Whole
    tails: Whole
    heads: Whole
    room: Whole
    bonus: NDArray[np.int64]
    group_of_reader: Places  # by which hub a reader's unlisted pairs go
    of_hubs: Whole  # for each group and dossier, the door of unlisted pairs


@dataclass(frozen=True, slots=True)
class Carried:
    """What a flow carried: the listed pairs taken, and through hubs what each reader gave and each door received."""

    taken: NDArray[np.bool_]
    given: Whole
    received: Whole  # by group and dossier
    missing: Whole  # readings that each dossier lacks, when lacks were allowed


def doors_of(problem: Problem, rules: Rules, first: int) -> Doors:
    """Return the doors that `rules` put in front of dossiers; new nodes are numbered from `first`."""
    if rules.department_cap is not None and problem.department is not None:
        return _department_doors(problem, rules.department_cap, first)
    if rules.need_senior and problem.senior is not None:
        return _junior_doors(problem, problem.senior, first)
    if rules.expert_from is not None:
        return _expert_doors(problem, rules.expert_from, first)
    everyone = np.zeros(problem.readers, dtype=np.int32)
    return _doors(problem, problem.dossier.astype(np.int64), [], everyone, np.arange(problem.dossiers)[None, :])


def _department_doors(problem: Problem, cap: int, first: int) -> Doors:
    """One door for each dossier and department, wide of `cap`; readers without department have none."""
    assert problem.department is not None  # said by the caller, for the type
    count = int(problem.department.max(initial=NO_GROUP)) + 1
    places = np.arange(problem.dossiers, dtype=np.int64)
    grid = first + np.arange(count)[:, None] * problem.dossiers + places[None, :]
    by_group = np.vstack([grid, places[None, :]])  # the last group: those who have no department
    group = np.where(problem.department == NO_GROUP, count, problem.department).astype(np.int32)
    of_pairs = by_group[group[problem.reader], problem.dossier]
    return _doors(problem, of_pairs, [(grid.ravel(), np.tile(places, count), cap, 0)], group, by_group)


def _junior_doors(problem: Problem, senior: NDArray[np.bool_], first: int) -> Doors:
    """One door for those who are not senior, which leaves one place to a senior."""
    places = np.arange(problem.dossiers, dtype=np.int64)
    by_group = np.vstack([first + places, places])
    of_pairs = by_group[senior[problem.reader].astype(np.int32), problem.dossier]
    room = np.maximum(problem.demand.astype(np.int64) - 1, 0)
    return _doors(problem, of_pairs, [(first + places, places, room, 0)], senior.astype(np.int32), by_group)


def _expert_doors(problem: Problem, threshold: float, first: int) -> Doors:
    """One door for experts, whose first unit earns more than any exchange of pairs could (algorithm 1.5)."""
    places = np.arange(problem.dossiers, dtype=np.int64)
    of_pairs = np.where(problem.affinity >= threshold, first + problem.dossier, problem.dossier).astype(np.int64)
    arcs = [(first + places, places, 1, 1), (first + places, places, problem.demand, 0)]
    everyone = np.zeros(problem.readers, dtype=np.int32)
    return _doors(problem, of_pairs, arcs, everyone, places[None, :])


def _doors(
    problem: Problem,
    of_pairs: Whole,
    arcs: list[tuple[Whole, Whole, Any, int]],
    group: Places,
    of_hubs: Whole,
) -> Doors:
    gathered = Arcs()
    for arc in arcs:
        gathered.add(*arc)
    tails, heads, room, bonus = [
        np.concatenate(one) if one else np.empty(0, dtype=np.int64)
        for one in (gathered.tails, gathered.heads, gathered.room, gathered.costs)
    ]
    return Doors(of_pairs, tails, heads, room, bonus, group, of_hubs)


def carry(problem: Problem, rules: Rules, *, hubs: bool, lacking: bool) -> Carried | None:
    """Solve the flow; None when it does not exist.

    With `hubs`, unlisted pairs pass through hubs. With `lacking`, dossiers may lack readers and readers may read less
    than they must, at a price that nothing outweighs: the flow then always exists, and shows what is missing.
    """
    network = _Network(problem, rules, hubs=hubs, lacking=lacking)
    return network.solve()


class _Network:
    """Nodes: dossiers, then readers, then the store, the lack, the leftover, then hubs and doors."""

    def __init__(self, problem: Problem, rules: Rules, *, hubs: bool, lacking: bool) -> None:
        self.problem, self.lacking = problem, lacking
        self.first_reader = problem.dossiers
        self.store = problem.dossiers + problem.readers
        self.lack, self.leftover, self.first_hub = self.store + 1, self.store + 2, self.store + 3
        groups = self._groups(rules)
        self.doors = doors_of(problem, rules, self.first_hub + groups)
        self.arcs = Arcs()
        self.pairs = self._pairs(rules)
        nowhere: slice = slice(0, 0)
        self.hub_in, self.hub_out = self._hubs() if hubs else (nowhere, nowhere)
        self._ways()
        self.lacks = self._lacks() if lacking else nowhere

    def _groups(self, rules: Rules) -> int:
        if rules.department_cap is not None and self.problem.department is not None:
            return int(self.problem.department.max(initial=NO_GROUP)) + 2
        return 2

    def _readers(self) -> Whole:
        return self.first_reader + np.arange(self.problem.readers, dtype=np.int64)

    def _pairs(self, rules: Rules) -> slice:
        problem = self.problem
        # One unit of cost outweighs all the dice; what lacks is explained, and needs no dice.
        unit = 1 if self.lacking else int(problem.demand.sum()) * LOT + 1
        dice = 0 if self.lacking else np.random.default_rng(rules.seed).integers(0, LOT, problem.dossier.size)
        scale, self.dear, self.dearest = self._prices(unit, rules)
        costs = dice - np.rint(problem.affinity * scale).astype(np.int64) * unit
        return self.arcs.add(self.first_reader + problem.reader, self.doors.of_pairs, 1, costs)

    def _prices(self, unit: int, rules: Rules) -> tuple[int, int, int]:
        """Return the scale, the price that no exchange of pairs outweighs, and the one that outweighs even that.

        An exchange goes along a cycle, which meets each dossier and each reader once.
        """
        problem = self.problem
        longest = 2 * min(problem.dossiers, problem.readers) + 4
        reach = float(np.abs(problem.affinity).max(initial=1.0))
        for scale in SCALES:
            dear = longest * unit * (int(reach * scale) + 1)
            dearest = dear * (longest if rules.expert_from is not None else 1)
            if (dearest if self.lacking else dear) * (self.store + 10) < LARGEST:
                break
        return scale, dear, dearest

    def _hubs(self) -> tuple[slice, slice]:
        doors = self.doors
        hub = self.first_hub + doors.group_of_reader.astype(np.int64)
        into = self.arcs.add(self._readers(), hub, self.problem.most)
        groups = np.arange(doors.of_hubs.shape[0], dtype=np.int64)
        tails = np.repeat(self.first_hub + groups, self.problem.dossiers)
        return into, self.arcs.add(tails, doors.of_hubs.ravel(), np.tile(self.problem.demand, len(groups)))

    def _ways(self) -> None:
        problem, doors = self.problem, self.doors
        self.arcs.add(doors.tails, doors.heads, doors.room, -doors.bonus * self.dear)
        self.arcs.add(self.store, self._readers(), problem.most.astype(np.int64) - problem.least)

    def _lacks(self) -> slice:
        """Let dossiers lack readers, and readers read less than their least."""
        self.arcs.add(self._readers(), self.leftover, self.problem.least, self.dearest)
        self.arcs.add(self.store, self.leftover, int(self.problem.demand.sum()))
        self.arcs.add(self.lack, self.leftover, int(self.problem.demand.sum()))
        places = np.arange(self.problem.dossiers)
        return self.arcs.add(self.lack, places, self.problem.demand, 2 * self.dearest)

    def solve(self) -> Carried | None:
        problem, asked = self.problem, int(self.problem.demand.sum())
        spare = asked if self.lacking else asked - int(problem.least.sum())
        if spare < 0:
            return None
        solver = SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(
            *(np.concatenate(one) for one in (self.arcs.tails, self.arcs.heads, self.arcs.room, self.arcs.costs))
        )
        solver.set_nodes_supplies(np.arange(problem.dossiers), -problem.demand.astype(np.int64))
        solver.set_nodes_supplies(self._readers(), problem.least.astype(np.int64))
        solver.set_node_supply(self.store, spare)
        if self.lacking:
            solver.set_node_supply(self.lack, asked)
            solver.set_node_supply(self.leftover, -(asked + int(problem.least.sum())))
        status = solver.solve()
        if status == solver.INFEASIBLE:
            return None
        if status != solver.OPTIMAL:
            raise ArithmeticError(f"The flow was not solved: {status.name}.")
        flows = solver.flows(np.arange(self.arcs.count))
        shape = self.doors.of_hubs.shape
        given, received = flows[self.hub_in], flows[self.hub_out]
        lacks = flows[self.lacks]
        return Carried(
            taken=flows[self.pairs] > 0,
            given=given if given.size else np.zeros(problem.readers, dtype=np.int64),
            received=received.reshape(shape) if received.size else np.zeros(shape, dtype=np.int64),
            missing=lacks if lacks.size else np.zeros(problem.dossiers, dtype=np.int64),
        )
