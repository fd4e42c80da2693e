"""A dossier of Démarches Simplifiées as a line: its columns are known by their identifier, whatever they are called."""

from collections.abc import Iterator
from typing import Any

from incubator.core.i18n import _
from incubator.core.jobs import Refused
from incubator.imports import blocks

Dossier = dict[str, Any]  # Any: what JSON holds
Column = dict[str, Any]  # Any: its key and label, and whether it is a repeated block
# Titles and separations hold no answer.
SILENT = ("HeaderSectionChamp", "ExplicationChamp")
FIXED = {
    "number": "ID",
    "email": "Email",
    "name": "Nom",
    "first_name": "Prénom",
    "state": "État du dossier",
    "submitted_at": "Déposé le",
}


def columns_to_begin_with() -> list[Column]:
    """Return the columns of every procedure, titled as in its files."""
    return [{"key": key, "label": label} for key, label in FIXED.items()]


def line_of(dossier: Dossier, columns: list[Column]) -> list[str]:
    """Return a dossier as cells; columns that are met for the first time are added to `columns`."""
    try:
        cells = {**_facts(dossier), **dict(_answers(dossier, columns))}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused(_("Un dossier n’a pas la forme attendue : cette instance parle une autre version.")) from error
    return [cells.get(column["key"], "") for column in columns]


def _facts(dossier: Dossier) -> dict[str, str]:
    person = dossier.get("demandeur") or {}
    company = (person.get("entreprise") or {}).get("raisonSociale")
    return {
        "number": str(int(dossier["number"])),
        "email": _text((dossier.get("usager") or {}).get("email")),
        "name": _text(person.get("nom") or company),
        "first_name": _text(person.get("prenom")),
        "state": _text(dossier["state"]),
        "submitted_at": _text(dossier.get("dateDepot")),
    }


def _answers(dossier: Dossier, columns: list[Column]) -> Iterator[tuple[str, str]]:
    known = {column["key"] for column in columns}
    for champ in [*(dossier.get("champs") or []), *(dossier.get("annotations") or [])]:
        if champ.get("__typename") in SILENT:
            continue
        key = str(champ["id"])
        if key not in known:
            known.add(key)
            label = blocks.own_label(" ".join(_text(champ.get("label")).split()), columns)
            columns.append({"key": key, "label": label, **({"block": True} if "rows" in champ else {})})
        yield key, _answer(champ)


def _answer(champ: Dossier) -> str:
    """Return an answer as text: the names of its files, the lines of a repeated block."""
    if files := champ.get("files"):
        return "\n".join(_text(file.get("filename")) for file in files)
    if rows := champ.get("rows"):
        return blocks.written([[(_text(one.get("label")), _answer(one)) for one in _asked(row)] for row in rows])
    return _text(champ.get("stringValue"))


def _asked(row: Dossier) -> list[Dossier]:
    return [one for one in row.get("champs") or [] if one.get("__typename") not in SILENT]


def files_of(champ: Dossier) -> list[Dossier]:
    """Return the files of an answer, those of a repeated block in the order of its rows."""
    inside = [file for row in champ.get("rows") or [] for one in _asked(row) for file in files_of(one)]
    return [*(champ.get("files") or []), *inside]


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("\0", "").replace("\r\n", "\n").strip()
