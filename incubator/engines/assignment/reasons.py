"""Why no assignment holds every rule, from the plainest reason to the least (algorithm 1.6)."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from incubator.engines.assignment.pairs import allowed
from incubator.engines.assignment.problem import NO_GROUP, Assignment, Problem, Reason, ReasonKind, Rules

Allowed = NDArray[np.bool_]
NAMED = 20  # reasons of one kind that are said, at most


def why(problem: Problem, rules: Rules, best: Assignment) -> tuple[Reason, ...]:
    """Return why the rules cannot all hold: the reasons of the plainest kind found; `best` is the best that can be."""
    may = allowed(problem)
    kinds: list[Callable[[], Iterator[Reason]]] = [
        lambda: _totals(problem),
        lambda: _dossiers(problem, may),
        lambda: _readers(problem, may),
        lambda: _departments(problem, rules, may),
        lambda: _seniors(problem, rules, may),
        lambda: _crowded(problem, may, best),
    ]
    for kind in kinds:
        found = tuple(reason for reason, _ in zip(kind(), range(NAMED), strict=False))
        if found:
            return found
    return (Reason(ReasonKind.UNKNOWN),)


def _totals(problem: Problem) -> Iterator[Reason]:
    asked, most, least = int(problem.demand.sum()), int(problem.most.sum()), int(problem.least.sum())
    if asked > most:
        yield Reason(ReasonKind.TOO_FEW_READINGS, asked, most)
    if least > asked:
        yield Reason(ReasonKind.LEAST_TOO_HIGH, least, asked)


def _dossiers(problem: Problem, may: Allowed) -> Iterator[Reason]:
    able = may[:, problem.most > 0].sum(axis=1)
    for dossier in np.nonzero(able < problem.demand)[0]:
        readers = np.nonzero(may[dossier])[0].tolist()
        kind = ReasonKind.DOSSIER_WITHOUT_READERS
        yield Reason(kind, int(problem.demand[dossier]), int(able[dossier]), [int(dossier)], readers)


def _readers(problem: Problem, may: Allowed) -> Iterator[Reason]:
    able = may[problem.demand > 0].sum(axis=0)
    for reader in np.nonzero(able < problem.least)[0]:
        kind = ReasonKind.READER_WITHOUT_DOSSIERS
        yield Reason(kind, int(problem.least[reader]), int(able[reader]), (), [int(reader)])


def _departments(problem: Problem, rules: Rules, may: Allowed) -> Iterator[Reason]:
    cap, department = rules.department_cap, problem.department
    if cap is None or department is None:
        return
    taken = np.zeros(problem.dossiers, dtype=np.int64)
    for one in range(int(department.max(initial=NO_GROUP)) + 1):
        readers = np.nonzero(department == one)[0]
        room = np.minimum(np.minimum(may[:, readers].sum(axis=1), cap), problem.demand)
        taken += room
        least = int(problem.least[readers].sum())
        if least > room.sum():
            kind = ReasonKind.DEPARTMENT_LEAST
            yield Reason(kind, least, int(room.sum()), (), readers.tolist(), one)
    taken += may[:, department == NO_GROUP].sum(axis=1)
    for dossier in np.nonzero(taken < problem.demand)[0]:
        kind = ReasonKind.DEPARTMENTS_OF_DOSSIER
        yield Reason(kind, int(problem.demand[dossier]), int(taken[dossier]), [int(dossier)])


def _seniors(problem: Problem, rules: Rules, may: Allowed) -> Iterator[Reason]:
    senior = problem.senior
    if not rules.need_senior or senior is None:
        return
    asking = problem.demand > 0
    for dossier in np.nonzero(asking & ~may[:, senior].any(axis=1))[0]:
        yield Reason(ReasonKind.DOSSIER_WITHOUT_SENIOR, 1, 0, [int(dossier)])
    seniors, others = np.nonzero(senior)[0], np.nonzero(~senior)[0]
    if problem.most[seniors].sum() < asking.sum():
        yield Reason(
            ReasonKind.TOO_FEW_SENIORS, int(asking.sum()), int(problem.most[seniors].sum()), (), seniors.tolist()
        )
    places = int(np.maximum(problem.demand - 1, 0).sum())
    if problem.least[others].sum() > places:
        yield Reason(ReasonKind.TOO_MANY_JUNIORS, int(problem.least[others].sum()), places, (), others.tolist())


def _crowded(problem: Problem, may: Allowed, best: Assignment) -> Iterator[Reason]:
    """Find dossiers which only these people may read, who cannot read as much: what lacks, and all it could take from.

    From a dossier that lacks readers to whoever may read it and does not, to the dossiers these people read instead.
    """
    reads = np.zeros_like(may)
    reads[best.dossier, best.reader] = True
    dossiers, readers = best.short > 0, np.zeros(problem.readers, dtype=bool)
    if not dossiers.any():
        return
    while True:
        reached = readers | (may[dossiers] & ~reads[dossiers]).any(axis=0)
        touched = dossiers | reads[:, reached].any(axis=1)
        if (reached == readers).all() and (touched == dossiers).all():
            break
        readers, dossiers = reached, touched
    wanted = int(problem.demand[dossiers].sum())
    possible = int(problem.most[readers].sum() + may[np.ix_(dossiers, ~readers)].sum())
    if possible < wanted:
        found = np.nonzero(dossiers)[0].tolist(), np.nonzero(readers)[0].tolist()
        yield Reason(ReasonKind.CROWDED, wanted, possible, *found)
