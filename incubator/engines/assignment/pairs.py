"""Which pairs may be used: conflicts taken out, unlisted ones spelled out or named after the flow."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow

from incubator.engines.assignment.problem import Places, Problem

CANDIDATES = 4_000_000  # pairs tried at once when naming unlisted ones


def without_conflicts(problem: Problem) -> Problem:
    """Return the problem without the listed pairs that are conflicts."""
    if not problem.conflict_dossier.size:
        return problem
    conflicts = problem.codes(problem.conflict_dossier, problem.conflict_reader)
    free = ~np.isin(problem.codes(problem.dossier, problem.reader), conflicts)
    return replace(problem, dossier=problem.dossier[free], reader=problem.reader[free], affinity=problem.affinity[free])


def allowed(problem: Problem) -> NDArray[np.bool_]:
    """Return, for each dossier and reader, whether the reader may read it."""
    may = np.full((problem.dossiers, problem.readers), problem.unlisted)
    may[problem.dossier, problem.reader] = True
    may[problem.conflict_dossier, problem.conflict_reader] = False
    return may


def unlisted_count(problem: Problem) -> int:
    """Return about how many pairs are neither listed nor conflicts."""
    if not problem.unlisted:
        return 0
    return problem.dossiers * problem.readers - problem.dossier.size - problem.conflict_dossier.size


def spelled_out(problem: Problem) -> Problem:
    """Return the same problem, in which every pair that may be used is listed."""
    if not problem.unlisted:
        return problem
    may = allowed(problem)
    may[problem.dossier, problem.reader] = False
    dossier, reader = (axis.astype(np.int32) for axis in np.nonzero(may))
    return replace(
        problem,
        dossier=np.concatenate((problem.dossier, dossier)),
        reader=np.concatenate((problem.reader, reader)),
        affinity=np.concatenate((problem.affinity, np.zeros(dossier.size))),
        unlisted=False,
    )


def named(
    problem: Problem, group: Places, given: NDArray[np.int64], received: NDArray[np.int64], seed: int
) -> tuple[Places, Places] | None:
    """Name the unlisted pairs by which readers give `given` readings and dossiers receive `received` of each group.

    None when no such pairs exist: the same pair would be used twice, or be a conflict.
    """
    if not given.any():
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
    forbidden = np.concatenate(
        (
            problem.codes(problem.dossier, problem.reader),
            problem.codes(problem.conflict_dossier, problem.conflict_reader),
        )
    )
    found = [_named_in(problem, one, np.nonzero(group == one)[0], given, received[one], forbidden, seed)
             for one in range(received.shape[0])]  # fmt: skip
    if any(part is None for part in found):
        return None
    parts = [part for part in found if part is not None]
    return np.concatenate([dossier for dossier, _ in parts]), np.concatenate([reader for _, reader in parts])


def _named_in(
    problem: Problem,
    group: int,
    members: NDArray[np.intp],
    given: NDArray[np.int64],
    received: NDArray[np.int64],
    forbidden: NDArray[np.int64],
    seed: int,
) -> tuple[Places, Places] | None:
    readers, dossiers = members[given[members] > 0], np.nonzero(received)[0]
    draw = np.random.default_rng([seed, group])
    each = max(CANDIDATES // max(len(readers), 1), 1)
    tried = [draw.choice(dossiers, min(each, len(dossiers)), replace=False) for _ in readers]
    reader = np.repeat(readers, [len(one) for one in tried])
    dossier = np.concatenate(tried) if tried else np.empty(0, dtype=np.int64)
    free = ~np.isin(dossier.astype(np.int64) * problem.readers + reader, forbidden)
    reader, dossier = reader[free], dossier[free]
    flow, source, sink = SimpleMaxFlow(), problem.dossiers + problem.readers, problem.dossiers + problem.readers + 1
    arcs = flow.add_arcs_with_capacity(problem.dossiers + reader, dossier, np.ones(reader.size, dtype=np.int64))
    flow.add_arcs_with_capacity(np.full(len(readers), source), problem.dossiers + readers, given[readers])
    flow.add_arcs_with_capacity(dossiers, np.full(len(dossiers), sink), received[dossiers])
    if flow.solve(source, sink) != flow.OPTIMAL or flow.optimal_flow() != int(given[readers].sum()):
        return None
    used = flow.flows(arcs) > 0
    return dossier[used].astype(np.int32), reader[used].astype(np.int32)
