"""The assignment of a set of files: read, solved, written, told."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from incubator.cli.tables import BadTable, Table, first_repeat, write
from incubator.engines.assignment import NO_GROUP, Problem, Reason, ReasonKind, Rules, TooLarge
from incubator.engines.assignment import solve as solve_problem

DEMAND = 3
NAMED = 8  # names that a sentence gives

_SENTENCES = {
    ReasonKind.TOO_FEW_READINGS: "{wanted} lectures sont demandées, mais tous ensemble n’en acceptent que {possible}.",
    ReasonKind.LEAST_TOO_HIGH: "les minimums font {wanted} lectures, mais {possible} seulement sont demandées.",
    ReasonKind.DOSSIER_WITHOUT_READERS: "{dossiers} demande {wanted} lecteurs, mais {possible} peuvent le lire.",
    ReasonKind.READER_WITHOUT_DOSSIERS: "{readers} doit lire {wanted} dossiers, mais ne peut en lire que {possible}.",
    ReasonKind.DEPARTMENT_LEAST: (
        "direction {department} : les minimums font {wanted} lectures, mais {possible} au plus sont possibles."
    ),
    ReasonKind.DEPARTMENTS_OF_DOSSIER: (
        "{dossiers} demande {wanted} lecteurs, mais les directions n’en laissent que {possible}."
    ),
    ReasonKind.DOSSIER_WITHOUT_SENIOR: "{dossiers} ne peut être lu par aucun lecteur expérimenté.",
    ReasonKind.TOO_FEW_SENIORS: "il faut {wanted} lectures d’expérimentés, qui n’en acceptent que {possible}.",
    ReasonKind.TOO_MANY_JUNIORS: (
        "les minimums des autres lecteurs font {wanted} lectures, mais il ne leur reste que {possible} places."
    ),
    ReasonKind.CROWDED: (
        "{dossiers} demandent {wanted} lectures, et ceux qui peuvent les lire ({readers}) en laissent {possible}."
    ),
    ReasonKind.UNKNOWN: "ces règles ne peuvent pas être tenues toutes ensemble.",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A problem, and the names behind its numbers."""

    problem: Problem
    dossiers: Sequence[str]
    readers: Sequence[str]
    departments: Sequence[str]


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a problem; a pair that is not listed may be used with `unlisted`."""

    affinity: Path
    loads: Path
    conflicts: Path | None = None
    proposals: Path | None = None
    unlisted: bool = True


def run(files: Files, rules: Rules, out: Path) -> dict[str, Any]:  # Any: what JSON holds
    """Solve the problem of these files, write the pairs in `out` and return the facts; raises BadTable."""
    named = read(files)
    if rules.department_cap is not None and not named.departments:
        raise BadTable(files.loads, 1, "la colonne « department » est nécessaire à --dept-cap.")
    if rules.need_senior and named.problem.senior is None:
        raise BadTable(files.loads, 1, "la colonne « senior » est nécessaire à --need-senior.")
    try:
        found = solve_problem(named.problem, rules)
    except TooLarge:
        raise BadTable(files.affinity, None, "trop de paires pour ces règles ensemble : gardez-en une seule.") from None
    pairs = zip(found.dossier.tolist(), found.reader.tolist(), strict=True)
    rows = ((named.dossiers[one], named.readers[other]) for one, other in pairs)
    write(out, ("proposal", "reviewer"), rows)
    return {
        "total": round(found.total, 6),
        "feasible": found.feasible,
        "readings": int(found.dossier.size),
        "short": [
            {"proposal": named.dossiers[place], "missing": int(found.short[place])}
            for place in np.nonzero(found.short)[0].tolist()
        ],
        "reasons": [_said(reason, named) for reason in found.reasons],
        "seed": rules.seed,
    }


def _said(reason: Reason, named: Named) -> dict[str, Any]:
    dossiers = [named.dossiers[place] for place in reason.dossiers]
    readers = [named.readers[place] for place in reason.readers]
    department = named.departments[reason.department] if reason.department != NO_GROUP else ""
    sentence = _SENTENCES[reason.kind].format(
        wanted=reason.wanted,
        possible=reason.possible,
        dossiers=_names(dossiers),
        readers=_names(readers),
        department=department,
    )
    return {
        "reason": reason.kind.value,
        "sentence": sentence,
        "wanted": reason.wanted,
        "possible": reason.possible,
        "proposals": dossiers,
        "reviewers": readers,
        "department": department,
    }


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" et {more} autres" if more > 0 else "")


def read(files: Files) -> Named:
    """Read the files of a problem; raises BadTable with the line at fault."""
    readers, least, most, departments, department, senior = _loads(files.loads)
    dossiers = _demand(files.proposals) if files.proposals is not None else {}
    known = {name: place for place, name in enumerate(dossiers)}
    pairs = _pairs(Table(files.affinity, ("proposal", "reviewer", "affinity")), known, readers, grow=not dossiers)
    apart = array("i"), array("i"), array("d")
    if files.conflicts is not None:
        table = Table(files.conflicts, ("proposal", "reviewer"))
        apart = _pairs(table, known, readers, grow=not dossiers)
    demand = list(dossiers.values()) if dossiers else [DEMAND] * len(known)
    problem = Problem(
        np.array(demand, dtype=np.int32),
        np.array(least, dtype=np.int32),
        np.array(most, dtype=np.int32),
        np.frombuffer(pairs[0], dtype=np.int32),
        np.frombuffer(pairs[1], dtype=np.int32),
        np.frombuffer(pairs[2], dtype=np.float64),
        np.frombuffer(apart[0], dtype=np.int32),
        np.frombuffer(apart[1], dtype=np.int32),
        files.unlisted,
        np.array(department, dtype=np.int32) if departments else None,
        np.array(senior, dtype=np.bool_) if senior is not None else None,
    )
    return Named(problem, list(known), list(readers), list(departments))


def _loads(path: Path) -> tuple[dict[str, int], list[int], list[int], dict[str, int], list[int], list[bool] | None]:
    table = Table(path, ("reviewer", "min_load", "max_load"), ("department", "senior"))
    readers: dict[str, int] = {}
    departments: dict[str, int] = {}
    least: list[int] = []
    most: list[int] = []
    department: list[int] = []
    senior: list[str] = []
    with table.lines() as lines:
        for number, cells in lines:
            name, low, high, house, elder = (cell.strip() for cell in cells)
            if not name or name in readers:
                raise table.fault(number, f"« {name} » est vide ou déjà dit (colonne « reviewer »).")
            readers[name] = len(readers)
            least.append(table.whole(number, "min_load", low))
            most.append(table.whole(number, "max_load", high))
            if least[-1] > most[-1]:
                raise table.fault(number, f"le minimum ({low}) dépasse le maximum ({high}).")
            department.append(departments.setdefault(house, len(departments)) if house else NO_GROUP)
            table.truth(number, "senior", elder)
            senior.append(elder)
    said = [table.truth(0, "senior", one) for one in senior] if any(senior) else None
    return readers, least, most, departments, department, said


def _demand(path: Path) -> dict[str, int]:
    table, found = Table(path, ("proposal", "demand")), dict[str, int]()
    with table.lines() as lines:
        for number, cells in lines:
            name, demand = (cell.strip() for cell in cells)
            if not name or name in found:
                raise table.fault(number, f"« {name} » est vide ou déjà dit (colonne « proposal »).")
            found[name] = table.whole(number, "demand", demand)
    if not found:
        raise table.fault(None, "aucun dossier n’y est.")
    return found


def _pairs(
    table: Table, known: dict[str, int], readers: dict[str, int], *, grow: bool
) -> tuple["array[int]", "array[int]", "array[float]"]:
    """Read pairs, and what each is worth if the table says it; with `grow`, dossiers are those met."""
    dossier, reader, worth, numbers = array("i"), array("i"), array("d"), array("q")
    valued = "affinity" in table.columns
    with table.lines() as lines:
        for number, cells in lines:
            if grow and (name := cells[0].strip()):
                known.setdefault(name, len(known))
            dossier.append(table.place(number, "proposal", cells[0], known))
            reader.append(table.place(number, "reviewer", cells[1], readers))
            if valued:
                worth.append(table.number(number, "affinity", cells[2]))
                numbers.append(number)
    if valued:
        codes = np.frombuffer(dossier, np.int32).astype(np.int64) * len(readers) + np.frombuffer(reader, np.int32)
        if (again := first_repeat(codes, np.frombuffer(numbers, np.int64))) is not None:
            raise table.fault(again, "cette paire est déjà dite plus haut.")
    return dossier, reader, worth
