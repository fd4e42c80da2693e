"""The ranking of a file of scores: read, computed, written, told."""

from array import array
from pathlib import Path
from typing import Any

import click
import numpy as np

from incubator.cli.tables import Table, first_repeat, write
from incubator.engines.ranking import Ranking, Readings, rank, weighted

DIGITS = 6


def run(scores: Path, *, places: int, weights: str, lower_is_better: bool, seed: int, out: Path) -> dict[str, Any]:
    """Rank the proposals of `scores`, write the ranking in `out` and return the facts; raises BadTable."""
    readings, names = read(scores, _weights(weights))
    if lower_is_better:
        readings = Readings(readings.dossier, readings.reader, -readings.total, readings.dossiers, readings.readers)
    found = rank(readings, places=places, seed=seed)
    sign = -1 if lower_is_better else 1
    write(
        out,
        ("rank", "proposal", "n", "mean", "adjusted", "se", "p_in", "group"),
        (
            (
                line.rank,
                names[line.dossier],
                line.readings,
                round(sign * line.mean, DIGITS) + 0.0,  # never -0.0
                round(sign * line.adjusted, DIGITS) + 0.0,
                _rounded(line.error),
                _rounded(line.chance),
                line.group.value if line.group else "",
            )
            for line in found.lines
        ),
    )
    return _facts(found, names, readings, seed)


def _rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, DIGITS)


def _facts(found: Ranking, names: list[str], readings: Readings, seed: int) -> dict[str, Any]:
    severity = found.severity
    noise = severity.noise if severity else None
    return {
        "corrected": bool(severity and severity.corrected),
        "F": severity.f if severity and severity.f != float("inf") else None,
        "p": severity.p if severity else None,
        "noise_sd": None if noise is None else noise**0.5,
        "severity_sd": None if severity is None or noise is None else severity.spread**0.5,
        "expected_top": found.expected,
        "places": found.places,
        "proposals": len(found.lines),
        "readings": int(readings.total.size),
        "degrees_of_freedom": severity.freedom if severity else 0,
        "parts": severity.parts if severity else 0,
        "rough": found.rough,
        "tied_at_the_line": [names[one] for one in found.tied_at_the_line],
        "not_ranked": [names[one] for one in found.unread],
        "seed": seed,
    }


def _weights(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _equals, number = part.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise click.BadParameter(f"« {part} » : écrivez critère=poids.", param_hint="--weights") from None
        if not 0 <= found[name.strip()] < float("inf"):
            raise click.BadParameter(f"« {part} » : un poids est positif.", param_hint="--weights")
    if found and not any(found.values()):
        raise click.BadParameter("tous les poids sont nuls.", param_hint="--weights")
    return found


class _Marks:
    """The lines of a file of scores, in columns; names in the order they were met."""

    def __init__(self, table: Table) -> None:
        self.names: tuple[dict[str, int], dict[str, int], dict[str, int]] = ({}, {}, {})
        self.places = array("i"), array("i"), array("i")
        self.scores, self.lines = array("d"), array("q")
        with table.lines() as lines:
            for number, cells in lines:
                dossier, reader, score, criterion = (cell.strip() for cell in cells)
                if not dossier or not reader:
                    raise table.fault(number, "il manque le nom du dossier ou du lecteur.")
                said = (dossier, reader, criterion)
                places = [known.setdefault(name, len(known)) for known, name in zip(self.names, said, strict=True)]
                if not score:  # a mark that was not given: the reading lacks it
                    continue
                for column, place in zip(self.places, places, strict=True):
                    column.append(place)
                self.scores.append(table.number(number, "score", score))
                self.lines.append(number)

    def repeated(self) -> int | None:
        """Return the first line that gives a mark again."""
        _dossiers, readers, criteria = map(len, self.names)
        dossier, reader, criterion = (np.frombuffer(column, np.int32).astype(np.int64) for column in self.places)
        return first_repeat((dossier * readers + reader) * criteria + criterion, np.frombuffer(self.lines, np.int64))


def read(path: Path, weights: dict[str, float]) -> tuple[Readings, list[str]]:
    """Read a file of scores; raises BadTable with the line at fault."""
    table = Table(path, ("proposal", "reviewer", "score"), ("criterion",))
    marks = _Marks(table)
    if (again := marks.repeated()) is not None:
        raise table.fault(again, "cette note est déjà dite plus haut.")
    dossiers, readers, criteria = marks.names
    if unknown := [name for name in weights if name not in criteria]:
        raise table.fault(None, f"le critère « {unknown[0]} » n’y est pas.")
    dossier, reader, criterion = (np.frombuffer(column, dtype=np.int32) for column in marks.places)
    readings = weighted(
        dossier,
        reader,
        criterion,
        np.frombuffer(marks.scores, dtype=np.float64),
        weights={place: weights.get(name, 0.0) if weights else 1.0 for name, place in criteria.items()},
        dossiers=len(dossiers),
        readers=len(readers),
    )
    return readings, list(dossiers)
