"""What is asked of an assignment, and what it gives. Dossiers and readers are known by their place, from 0."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Places: TypeAlias = NDArray[np.int32]
Numbers: TypeAlias = NDArray[np.float64]

Counts: TypeAlias = NDArray[np.int64]

NOBODY = np.empty(0, dtype=np.int32)
NO_GROUP = -1


class TooLarge(ValueError):
    """Rules that cannot be solved together at this size."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Dossiers, readers, and who may read what.

    `demand` is the number of readers of each dossier; `least` and `most` bound what each reader reads. A listed pair
    `dossier[i]`, `reader[i]` is worth `affinity[i]`. A pair that is neither listed nor among the conflicts may be used
    at affinity 0 with `unlisted`. `department` numbers the department of each reader (NO_GROUP: none);
    `senior` says who is one.
    """

    demand: Places
    least: Places
    most: Places
    dossier: Places
    reader: Places
    affinity: Numbers
    conflict_dossier: Places = field(default_factory=lambda: NOBODY)
    conflict_reader: Places = field(default_factory=lambda: NOBODY)
    unlisted: bool = True
    department: Places | None = None
    senior: NDArray[np.bool_] | None = None

    @property
    def dossiers(self) -> int:
        """How many dossiers there are."""
        return len(self.demand)

    @property
    def readers(self) -> int:
        """How many readers there are."""
        return len(self.most)

    def codes(self, dossier: Places, reader: Places) -> NDArray[np.int64]:
        """Return one number for each pair."""
        return dossier.astype(np.int64) * self.readers + reader


@dataclass(frozen=True, slots=True)
class Rules:
    """What else an assignment must respect.

    `department_cap`: at most so many readers of one department a dossier. `need_senior`: at least one senior each.
    `expert_from`: the first reading of each dossier goes to somebody whose affinity reaches it, whenever one is free.
    `seed` decides between assignments of equal worth.
    """

    department_cap: int | None = None
    need_senior: bool = False
    expert_from: float | None = None
    seed: int = 0

    @property
    def are_one_flow(self) -> bool:
        """Whether one flow says them all: groups of readers that are apart or nested (algorithm 1.6)."""
        return sum((self.department_cap is not None, self.need_senior, self.expert_from is not None)) <= 1


class ReasonKind(enum.StrEnum):
    """Why the rules cannot all hold."""

    TOO_FEW_READINGS = "too_few_readings"  # all together read less than is asked
    LEAST_TOO_HIGH = "least_too_high"  # the least of all together is more than is asked
    DOSSIER_WITHOUT_READERS = "dossier_without_readers"  # fewer people may read it than it asks
    READER_WITHOUT_DOSSIERS = "reader_without_dossiers"  # may read fewer than their least
    DEPARTMENT_LEAST = "department_least"  # the least of a department is more than dossiers may take of it
    DEPARTMENTS_OF_DOSSIER = "departments_of_dossier"  # too few departments may read it
    DOSSIER_WITHOUT_SENIOR = "dossier_without_senior"
    TOO_FEW_SENIORS = "too_few_seniors"  # seniors read less than one reading a dossier
    TOO_MANY_JUNIORS = "too_many_juniors"  # the least of the others is more than the places left to them
    CROWDED = "crowded"  # these dossiers can only be read by these people, who cannot read as much (Hall)
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the dossiers and readers concerned, how many readings are `wanted`, how many are `possible`."""

    kind: ReasonKind
    wanted: int = 0
    possible: int = 0
    dossiers: Sequence[int] = ()
    readers: Sequence[int] = ()
    department: int = NO_GROUP


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who reads what, best first served: pairs, what they are worth together, and what is missing.

    When `feasible` is false, the pairs are the best that can be done: `short` counts the readers each dossier lacks,
    and `reasons` say why.
    """

    dossier: Places
    reader: Places
    total: float
    short: Counts
    feasible: bool
    reasons: Sequence[Reason] = ()
