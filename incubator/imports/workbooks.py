"""Reading an XLSX of unknown origin: its size once unpacked is known before it is unpacked, its XML has no entities."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from incubator.imports.tables import COLUMNS_LIMIT, LINES_LIMIT, Line, Sheet, Unreadable, named

UNPACKED_LIMIT = 250 * 1024 * 1024
SHARED_LIMIT = 80 * 1024 * 1024  # texts, which are all held at once
ENTRIES_LIMIT = 2000
RATIO_LIMIT = 200
SHEETS_LIMIT = 30
SOME = 1_000_000
_FORMULA_ALONE = re.compile(rb"<c\b([^<>]*)>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")
_NO_TEXT = b't="str"'  # its result is a text, were it empty
OLE = b"\xd0\xcf\x11\xe0"  # what old .xls and protected workbooks begin with


def is_workbook(data: bytes) -> bool:
    """Tell whether the file says it is a workbook of some kind."""
    return data[:4] in (b"PK\x03\x04", OLE)


def read_xlsx(data: bytes) -> Iterator[Sheet]:
    """Give the sheets that hold something, one after the other; the lines of one are read before the next is asked."""
    _refuse_bombs(data)
    from openpyxl import load_workbook  # 12 MB, which only an import needs

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for position, page in enumerate(book.worksheets[:SHEETS_LIMIT]):
            page.reset_dimensions()  # what the file says of them is often wrong
            lines = _lines(page)
            _number, header = next(lines, (0, []))
            if header:
                yield Sheet(page.title or str(position + 1), named(header, 0), lines)
    except Unreadable:
        raise
    except Exception as error:  # a broken workbook breaks the library in many ways
        raise Unreadable("xlsx", str(error)) from error


def formulas_without_result(data: bytes) -> int:
    """Return how many cells hold a formula that no spreadsheet has computed: they would come in empty, unseen."""
    book = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
    return sum(_NO_TEXT not in cell[1] for name in names for cell in _formulas_alone(book, name))


def _formulas_alone(book: zipfile.ZipFile, name: str) -> Iterator[re.Match[bytes]]:
    with book.open(name) as sheet:
        left = b""
        while piece := sheet.read(SOME):
            text, end, left = (left + piece).rpartition(b"</c>")
            if b"<f" in text:
                yield from _FORMULA_ALONE.finditer(text + end)
            left = left[-SOME:]


def _refuse_bombs(data: bytes) -> None:
    if data[:4] == OLE:
        raise Unreadable("locked" if b"E\0n\0c\0r\0y\0p\0t" in data[:20_000_000] else "kind")
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("xlsx", str(error)) from error
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise Unreadable("kind")
    unpacked = sum(entry.file_size for entry in entries)
    shared = sum(entry.file_size for entry in entries if entry.filename.endswith("sharedStrings.xml"))
    crowded = len(entries) > ENTRIES_LIMIT or unpacked > UNPACKED_LIMIT or shared > SHARED_LIMIT
    if crowded or unpacked > RATIO_LIMIT * max(len(data), 50_000):
        raise Unreadable("bomb")


def _lines(page: Any) -> Iterator[Line]:  # Any: a sheet of openpyxl, which has no types
    empty = 0
    for number, row in enumerate(page.iter_rows(max_col=COLUMNS_LIMIT + 1, values_only=True), start=1):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            empty = 0
            yield number, cells
        else:
            empty += 1
            if empty > LINES_LIMIT:
                return


def _text(value: object) -> str:
    """Return a cell as people read it; a day and an hour so that they are read again without doubt."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\0", "").strip()
