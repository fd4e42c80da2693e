"""The documentation of an export, made from the models: no column is forgotten."""

import uuid

from sqlalchemy import Column
from sqlalchemy.types import TypeEngine

from incubator.transfer.tables import tables_of

INTRODUCTION = """# What an export holds

`flask --app run export CALL --out DIR` writes, for each table below, a `.csv` for people (UTF-8, comma, a text that a spreadsheet would
run as a formula begins with `'`) and a `.json` that `flask --app run import DIR` reads back, into an empty installation, all or nothing.
Attached files are copied to `files/`, under their `storage_name` and `preview_name`. Only what belongs to the call is written. Totals and means are in thousandths of a point on the scale 0 to 5; times are UTC.

This page is written by `flask --app run export-columns`.
"""


def columns_page() -> str:
    """Return the page, in Markdown: each file with its columns, their type and what they mean."""
    parts = [INTRODUCTION]
    for exported in tables_of(uuid.UUID(int=0)):
        parts.append(f"\n## {exported.file}\n\n| column | type | meaning |\n| --- | --- | --- |\n")
        parts += [f"| `{column.name}` | {_kind(column.type)} | {_meaning(column)} |\n" for column in exported.columns]
    return "".join(parts)


def _kind(kind: TypeEngine[object]) -> str:
    words = {"Uuid": "identifier", "UtcDateTime": "instant", "Enum": "word", "JSON": "JSON", "Date": "day"}
    return words.get(type(kind).__name__, type(kind).__name__.lower())


def _meaning(column: Column[object]) -> str:
    pointed = ", ".join(f"→ {key.column.table.name}" for key in column.foreign_keys)
    return " ".join(part for part in (pointed, column.comment or "") if part).replace("|", "\\|")
