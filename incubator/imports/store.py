"""The lines of a file between its arrival and the end of its import: compressed, in the database, some at a time.

Every process that works on the import finds them there, and they go with its backup and its rights.
"""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from incubator.domain.models import ImportChunk
from incubator.imports import block_sheets
from incubator.imports.csv_files import read_csv
from incubator.imports.tables import COLUMNS_LIMIT, LINES_LIMIT, Chunk, Line, Sheet, Unreadable, packed, unpacked
from incubator.imports.workbooks import formulas_without_result, is_workbook, read_xlsx

CHUNK = 250
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Some name « .xls » a page of the web, or « .csv » a PDF.
OTHER_KINDS = (b"%pdf", b"{\\rtf", b"<!doctype", b"<html", b"<?xml")
UNTYPED = frozenset({*range(9), *range(14, 32)})


class Arrived:
    """A file as it was read: its sheets, how many lines each has, and all its lines, compressed."""

    def __init__(self, data: bytes) -> None:
        """Read a CSV or a workbook; Unreadable when it cannot be, or holds nothing."""
        self.sheets: list[dict[str, Any]] = []  # Any: as JSON keeps them
        self.chunks: list[tuple[int, int, Chunk]] = []
        self.details: dict[str, Any] = {"format": "xlsx"}  # Any: as above
        if is_workbook(data):
            for sheet in read_xlsx(data):
                self._add(sheet)
            if formulas := formulas_without_result(data):
                self.details["formulas"] = formulas
            self.sheets, self.chunks = block_sheets.joined(self.sheets, self.chunks)
        else:
            if data[:2] not in UTF_16 and not _is_mostly_text(data):
                raise Unreadable("kind")
            sheet, understood = read_csv(data)
            self.details = {"format": "csv", **understood}
            self._add(sheet)
        if not self.sheets:
            raise Unreadable("empty")
        if not any(sheet["rows"] for sheet in self.sheets):
            raise Unreadable("no lines")

    def _add(self, sheet: Sheet) -> None:
        index, total, position = len(self.sheets), 0, 0
        batch: list[Line] = []
        for line in sheet.lines:
            batch.append(line)
            total += 1
            if total > LINES_LIMIT:
                raise Unreadable("long")
            if len(line[1]) > COLUMNS_LIMIT:
                raise Unreadable("wide")
            if len(batch) == CHUNK:
                self.chunks.append((index, position, packed(batch)))
                position, batch = position + 1, []
        if batch:
            self.chunks.append((index, position, packed(batch)))
        columns = [{"key": label, "label": label} for label in sheet.labels]
        self.sheets.append({"name": sheet.name, "columns": columns, "rows": total})


def _is_mostly_text(data: bytes) -> bool:
    """Tell whether hardly any of the first bytes is one that nobody types, and none says another kind of file."""
    sample = data[:4000]
    if sample.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(OTHER_KINDS):
        return False
    return sum(byte in UNTYPED for byte in sample) * 50 <= len(sample)


def keep(session: Session, import_id: uuid.UUID, chunks: Sequence[tuple[int, int, Chunk]]) -> None:
    """Put the lines of a file where its import finds them."""
    session.add_all(
        ImportChunk(import_id=import_id, sheet=sheet, position=position, data=data) for sheet, position, data in chunks
    )
    session.flush()


def chunks_of(session: Session, import_id: uuid.UUID, sheet: int, *, first: int = 0) -> Iterator[list[Line]]:
    """Give the lines of one sheet, some at a time, from the chunk `first` on; each is read when it is asked for."""
    position = first
    while (lines := chunk_at(session, import_id, sheet, position)) is not None:
        yield lines
        position += 1


def chunk_at(session: Session, import_id: uuid.UUID, sheet: int, position: int) -> list[Line] | None:
    """Return the lines of one chunk; None behind the last."""
    data = session.scalar(
        select(ImportChunk.data).where(
            ImportChunk.import_id == import_id, ImportChunk.sheet == sheet, ImportChunk.position == position
        )
    )
    return None if data is None else unpacked(data)


def count_chunks(session: Session, import_id: uuid.UUID, sheet: int) -> int:
    """Return in how many parts the lines of a sheet are kept."""
    kept = (ImportChunk.import_id == import_id, ImportChunk.sheet == sheet)
    return session.scalar(select(func.count()).select_from(ImportChunk).where(*kept)) or 0


def forget(session: Session, import_ids: Sequence[uuid.UUID]) -> None:
    """Take away the lines of imports: only what was done with them remains."""
    session.execute(
        delete(ImportChunk).where(ImportChunk.import_id.in_(import_ids)).execution_options(synchronize_session=False)
    )
