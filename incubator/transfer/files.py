"""Writing a call to a folder of CSV and JSON files, and putting such a folder into an empty installation."""

import csv
import enum
import json
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Date, Enum, Float, Integer, Select, Table, Uuid, func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from incubator.core.db import UtcDateTime, continue_numbering
from incubator.domain.models import Attachment, Call, Organisation
from incubator.domain.search import documents
from incubator.transfer import attached
from incubator.transfer.tables import ExportedTable, tables_of

FORMAT = 2


def export_call(session: Session, *, code: str, out: Path) -> dict[str, int]:
    """Write everything about the call to `out` (created): a CSV and a JSON a table; return rows by table.

    Raises NoResultFound when there is no such call, FileExistsError when the folder already holds an export.
    """
    call_id = session.scalars(select(Call.id).where(Call.code == code)).one()
    out.mkdir(parents=True, exist_ok=True)
    if (out / "export.json").exists():
        raise FileExistsError(f"{out} contient déjà un export.")
    counts = {}
    for exported in tables_of(call_id):
        rows = session.execute(_ordered(exported)).all()
        _write(exported, rows, out)
        counts[exported.file] = len(rows)
        if exported.table is Attachment.__table__:
            attached.copy_out(session, exported, out)
    (out / "export.json").write_text(json.dumps({"format": FORMAT, "call": code, "rows": counts}, indent=2) + "\n")
    return counts


def _ordered(exported: ExportedTable) -> Select[Any]:  # Any: rows of every table
    return select(*exported.columns).where(exported.belongs).order_by(*exported.table.primary_key.columns)


def _write(exported: ExportedTable, rows: Any, out: Path) -> None:
    names = [column.name for column in exported.columns]
    plain = [[_plain(value) for value in row] for row in rows]
    with (out / f"{exported.file}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([_cell(value) for value in row] for row in plain)
    records = [dict(zip(names, row, strict=True)) for row in plain]
    (out / f"{exported.file}.json").write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, enum.StrEnum):
        return value.value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _cell(value: Any) -> Any:
    """A cell of a CSV: lists as JSON; a text that a spreadsheet would run as a formula is quoted."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t"):
        return "'" + value
    return value


def import_folder(session: Session, *, folder: Path) -> dict[str, int]:
    """Put an export back, into an installation without any organisation; return rows by table.

    The JSON files are read: CSV is for people. Raises ValueError with a sentence when the folder or the installation
    does not fit; nothing is then written.
    """
    try:
        about = json.loads((folder / "export.json").read_text())
    except FileNotFoundError as error:
        raise ValueError(f"{folder} ne contient pas d’export.") from error
    if about.get("format") != FORMAT:
        raise ValueError(f"cet export est au format {about.get('format')} ; cette version lit le {FORMAT}.")
    if session.scalar(select(func.count()).select_from(Organisation)):
        raise ValueError("cette installation n’est pas vide : un export se remet dans une installation vide.")
    counts = {}
    for exported in tables_of(uuid.UUID(int=0)):
        if exported.file not in about["rows"]:
            continue  # an export made before this table was
        records = json.loads((folder / f"{exported.file}.json").read_text())
        if records:
            session.execute(insert(exported.table), [_typed(exported.table, record) for record in records])
        counts[exported.file] = len(records)
        if exported.table is Attachment.__table__:
            attached.copy_in(records, folder)
    session.flush()  # the whole folder or nothing: errors of the database come before the caller commits
    continue_numbering(session)
    documents.rebuild(session)
    return counts


def _typed(table: Table, record: dict[str, Any]) -> dict[str, Any]:
    return {column.name: _value(column, record[column.name]) for column in table.columns if column.name in record}


def _value(column: Column[Any], text: Any) -> Any:
    kind: TypeEngine[Any] = column.type
    if text is None or isinstance(kind, JSON | Integer | Float):
        return text
    if isinstance(kind, Uuid):
        return uuid.UUID(text)
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(text)
    if isinstance(kind, Date):
        return date.fromisoformat(text)
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(text)
    return text
