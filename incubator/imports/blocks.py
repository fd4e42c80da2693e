"""Repeated blocks of Démarches Simplifiées: some questions answered several times, told as numbered lines.

« 1. Nom : Eva Diaz · Rôle : juriste », one line each time, is what a person reads in an answer, in the preview and in
the file of errors; it is also what the people or the choices of a question are read from.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from incubator.imports.columns import plain

Row = list[tuple[str, str]]  # question and answer; the question is "" when the block has only one
BETWEEN, AFTER = " · ", " : "
_NUMBERED = re.compile(r"\d+\. +(\S.*)")
# By which words of a question a place in the answer « who takes part » is known.
_PLACES = {
    "department": {"direction", "service", "departement", "structure", "organisme", "entite", "department"},
    "role": {"role", "fonction", "poste", "metier", "mission", "competence", "job"},
    "first_name": {"prenom", "first"},
    "name": {"nom", "name", "identite", "membre", "personne"},
}


def written(rows: Sequence[Row]) -> str:
    """Return the rows of a block as people read them; what is empty is left out, what had several lines has one."""
    alone = len({label for row in rows for label, _text in row}) == 1
    told = [[(_one_line(label).rstrip(" :"), _one_line(text)) for label, text in row if text.strip()] for row in rows]
    return "\n".join(
        f"{number}. {BETWEEN.join(text if alone else label + AFTER + text for label, text in row)}"
        for number, row in enumerate(filter(None, told), start=1)
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def rows_in(text: str) -> list[Row]:
    """Return the rows of a block that was `written`; none when the text is anything else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_NUMBERED.fullmatch(line) for line in lines]
    return [_row(match[1]) for match in found if match] if all(found) else []


def _row(line: str) -> Row:
    row: Row = []
    for part in line.split(BETWEEN):
        label, colon, text = part.partition(AFTER)
        if colon:
            row.append((label, text))
        elif row:  # the sign between answers was in an answer
            row[-1] = (row[-1][0], f"{row[-1][1]}{BETWEEN}{part}")
        else:
            row.append(("", part))
    return row


def member(row: Row) -> list[str]:
    """Return the name, department and role of somebody, by the words of the questions; what is left joins the role."""
    places: dict[str, str] = {}
    left: Row = []
    for label, text in row:
        place = _place(label)
        if place and place not in places:
            places[place] = text
        else:
            left.append((label, text))
    name = " ".join(filter(None, (places.get("first_name"), places.get("name"))))
    if not name and left:
        name = left.pop(0)[1]
    more = [f"{label}{AFTER}{text}" if label else text for label, text in left]
    return [name, places.get("department", ""), ", ".join(filter(None, (places.get("role"), *more)))]


def _place(label: str) -> str:
    words = set(re.findall(r"\w+", plain(label)))
    if {"nom", "prenom"} <= words:
        return "name"
    return next((place for place, known in _PLACES.items() if words & known), "")


def own_label(label: str, columns: Sequence[Mapping[str, Any]]) -> str:
    """Return `label`, numbered when one of `columns` has it already."""
    taken = {column["label"] for column in columns}
    return next(text for n in range(1, len(taken) + 2) if (text := label if n == 1 else f"{label} ({n})") not in taken)
