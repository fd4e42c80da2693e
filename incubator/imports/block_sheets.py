"""A workbook of Démarches Simplifiées has a sheet for each repeated block: it becomes a column of the dossiers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from incubator.imports import blocks
from incubator.imports.columns import plain
from incubator.imports.tables import Chunk, packed, unpacked

Placed = tuple[int, int, Chunk]  # sheet, position, lines
Described = dict[str, Any]  # Any: name, columns and number of lines of a sheet, as JSON keeps them
WHOSE, WHICH = "dossier id", "ligne"
_STABLE_ID = re.compile(r"^\(\d+\)\s*")


def joined(sheets: list[Described], chunks: list[Placed]) -> tuple[list[Described], list[Placed]]:
    """Return the sheets and their lines, those of repeated blocks having become columns of the dossiers they name."""
    main = next((index for index, sheet in enumerate(sheets) if "id" in _titles(sheet)), None)
    found = [index for index, sheet in enumerate(sheets) if index != main and {WHOSE, WHICH} <= set(_titles(sheet))]
    if main is None or not found:
        return sheets, chunks
    told = [_told(sheets[index], [chunk for at, _position, chunk in chunks if at == index]) for index in found]
    columns = list(sheets[main]["columns"])
    width, key = len(columns), _titles(sheets[main]).index("id")
    for index in found:
        label = blocks.own_label(_STABLE_ID.sub("", sheets[index]["name"]) or sheets[index]["name"], columns)
        columns.append({"key": label, "label": label, "block": True})
    places = {index: place for place, index in enumerate(index for index in range(len(sheets)) if index not in found)}
    kept = [
        (places[at], position, _widened(chunk, width, key, told) if at == main else chunk)
        for at, position, chunk in chunks
        if at in places
    ]
    left = [{**sheets[at], "columns": columns} if at == main else sheets[at] for at in places]
    return left, kept


def _titles(sheet: Described) -> list[str]:
    return [plain(column["label"]) for column in sheet["columns"]]


def _told(sheet: Described, chunks: Sequence[Chunk]) -> dict[str, str]:
    """Return what the block of each dossier says, by number of dossier."""
    titles = _titles(sheet)
    labels = [str(column["label"]) for column in sheet["columns"]]
    whose, which = titles.index(WHOSE), titles.index(WHICH)
    asked = [position for position in range(len(labels)) if position not in (whose, which)]
    rows: dict[str, list[tuple[int, blocks.Row]]] = defaultdict(list)
    for cells in _lines(chunks):
        full = cells + [""] * (len(labels) - len(cells))
        rank = int(full[which]) if full[which].isdecimal() else len(rows[full[whose]]) + 1
        rows[full[whose]].append((rank, [(labels[position], full[position]) for position in asked]))
    return {number: blocks.written([row for _rank, row in sorted(some, key=_rank)]) for number, some in rows.items()}


def _rank(row: tuple[int, blocks.Row]) -> int:
    return row[0]


def _lines(chunks: Sequence[Chunk]) -> Iterator[list[str]]:
    return (cells for chunk in chunks for _number, cells in unpacked(chunk))


def _widened(chunk: Chunk, width: int, key: int, told: Sequence[dict[str, str]]) -> Chunk:
    lines = []
    for number, cells in unpacked(chunk):
        full = (cells + [""] * width)[:width]
        lines.append((number, [*full, *(block.get(full[key], "") for block in told)]))
    return packed(lines)
