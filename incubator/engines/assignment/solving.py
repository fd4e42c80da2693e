"""The way to an assignment: one flow if the rules allow it, a programme otherwise, and reasons when there is none."""

import numpy as np
from numpy.typing import NDArray

from incubator.engines.assignment import mixed
from incubator.engines.assignment.network import carry, doors_of
from incubator.engines.assignment.pairs import named, spelled_out, unlisted_count, without_conflicts
from incubator.engines.assignment.problem import Assignment, Places, Problem, Reason, ReasonKind, Rules, TooLarge
from incubator.engines.assignment.reasons import why

SPELLED_OUT = 1_000_000  # unlisted pairs up to which each has its arc
LARGEST = 40_000_000

Found = tuple[Places, Places, NDArray[np.int64]]


def solve(problem: Problem, rules: Rules | None = None, *, spell_out: int = SPELLED_OUT) -> Assignment:
    """Return the assignment of largest total affinity that holds every rule: the exact optimum, in whole readings.

    When none holds them all, `feasible` is false: the assignment lacks as few readings as can be, and says why. Past
    `spell_out` unlisted pairs, these are counted together (see `network`). Raises TooLarge for rules that cannot be
    solved together at this size.
    """
    rules, problem = rules or Rules(), without_conflicts(problem)
    found = _solve(problem, rules, lacking=False, spell_out=spell_out)
    if found is not None:
        return _assignment(problem, found, ())
    lacking = _solve(problem, rules, lacking=True, spell_out=spell_out)
    if lacking is None:
        lacking = np.empty(0, np.int32), np.empty(0, np.int32), problem.demand.astype(np.int64)
    result = _assignment(problem, lacking, (Reason(ReasonKind.UNKNOWN),))
    reasons = why(problem, rules, result)
    return _assignment(problem, lacking, reasons)


def _solve(problem: Problem, rules: Rules, *, lacking: bool, spell_out: int) -> Found | None:
    if not rules.are_one_flow:
        return _as_programme(problem, rules, lacking=lacking)
    if unlisted_count(problem) > spell_out:
        carried = carry(problem, rules, hubs=True, lacking=lacking)
        if carried is None:
            return None
        group = doors_of(problem, rules, 0).group_of_reader
        unlisted = named(problem, group, carried.given, carried.received, rules.seed)
        if unlisted is not None:
            dossier, reader = unlisted
            return (
                np.concatenate((problem.dossier[carried.taken], dossier)),
                np.concatenate((problem.reader[carried.taken], reader)),
                carried.missing,
            )
        if unlisted_count(problem) > LARGEST:
            raise TooLarge
    full = spelled_out(problem)
    carried = carry(full, rules, hubs=False, lacking=lacking)
    if carried is None:
        return None
    return full.dossier[carried.taken], full.reader[carried.taken], carried.missing


def _as_programme(problem: Problem, rules: Rules, *, lacking: bool) -> Found | None:
    if problem.dossier.size + unlisted_count(problem) > mixed.MOST_PAIRS:
        raise TooLarge
    full = spelled_out(problem)
    found = mixed.solve(full, rules, lacking=lacking)
    if found is None:
        return None
    taken, missing = found
    return full.dossier[taken], full.reader[taken], missing


def _assignment(problem: Problem, found: Found, reasons: tuple[Reason, ...]) -> Assignment:
    dossier, reader, missing = found
    codes = problem.codes(dossier, reader)
    order = np.argsort(codes, kind="stable")
    worth = problem.affinity[np.isin(problem.codes(problem.dossier, problem.reader), codes)]
    return Assignment(dossier[order], reader[order], float(worth.sum()), missing, not reasons, reasons)
