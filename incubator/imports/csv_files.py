"""Reading a CSV whose delimiter, byte-order mark and encoding are not known."""

import csv
import io
from collections.abc import Iterator

from incubator.imports.tables import Line, Sheet, Unreadable, named

DELIMITERS = ";,\t|"
CELL_LIMIT = 2_000_000
NAMES = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre"}


def read_csv(data: bytes) -> tuple[Sheet, dict[str, str]]:
    """Return the only sheet of a CSV, and how it was understood; Unreadable when there is nothing to read."""
    text, encoding = _decode(data)
    text = text.replace("\0", "")  # no database of ours keeps it, and nobody typed it
    if not text.strip():
        raise Unreadable("empty")
    delimiter = _delimiter(text)
    csv.field_size_limit(CELL_LIMIT)
    try:
        lines = list(_lines(text, delimiter))
    except csv.Error as error:
        raise Unreadable("csv", str(error)) from error
    (_number, header), *rows = lines
    sheet = Sheet("", named(header, max((len(cells) for _line, cells in rows[:50]), default=0)), iter(rows))
    return sheet, {"encoding": encoding, "delimiter": delimiter}


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    """Give each line that holds something, with the number an editor shows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first_line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield first_line, [cell.strip() for cell in cells]
        first_line = reader.line_num + 1


def _decode(data: bytes) -> tuple[str, str]:
    for encoding in ("utf-16", "utf-8-sig") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    # Western European encodings only: a short French text guessed among all the world's is often guessed wrong.
    from charset_normalizer import from_bytes  # 3 MB, which only an import needs

    best = from_bytes(data[:200_000], cp_isolation=["cp1252", "latin_1", "utf_16", "mac_roman"]).best()
    encoding = best.encoding if best else "cp1252"
    return data.decode(encoding, errors="replace"), encoding


def _delimiter(text: str) -> str:
    """Return what cuts the line of titles into most parts; the semicolon of French offices when nothing does."""
    header = text[:64_000].splitlines()[0] if text[:64_000].splitlines() else ""
    counts = {one: len(next(csv.reader([header], delimiter=one), [])) for one in DELIMITERS}
    return max(DELIMITERS, key=lambda one: counts[one])
