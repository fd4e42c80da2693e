"""Reading a CSV whose delimiter, byte-order mark and encoding are not known."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain, islice

from incubator.imports.tables import Line, Sheet, Unreadable, named

DELIMITERS = ";,\t|"
CELL_LIMIT = 2_000_000
LOOKED_AT = 50
SOME = 1_000_000


def read_csv(data: bytes) -> tuple[Sheet, dict[str, str]]:
    """Return the only sheet of a CSV, and how it was understood; Unreadable when there is nothing to read.

    Lines are read as they are asked for: a long file is never held twice.
    """
    encoding = _encoding(data)
    delimiter = _delimiter(next((line for line in _typed(data, encoding) if line.strip()), ""))
    csv.field_size_limit(CELL_LIMIT)
    lines = _lines(data, encoding, delimiter)
    _number, header = next(lines, (0, []))
    first = list(islice(lines, LOOKED_AT))
    labels = named(header, max((len(cells) for _line, cells in first), default=0))
    return Sheet("", labels, chain(first, lines)), {"encoding": encoding.removesuffix("-sig"), "delimiter": delimiter}


def _typed(data: bytes, encoding: str) -> Iterator[str]:
    """Give the lines of text, without the signs that no database of ours keeps and that nobody typed."""
    with io.TextIOWrapper(io.BytesIO(data), encoding, errors="replace", newline="") as text:
        yield from (line.replace("\0", "") for line in text)


def _lines(data: bytes, encoding: str, delimiter: str) -> Iterator[Line]:
    """Give each line that holds something, with the number an editor shows."""
    reader = csv.reader(_typed(data, encoding), delimiter=delimiter)
    first_line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield first_line, [cell.strip() for cell in cells]
            first_line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("csv", str(error)) from error


def _encoding(data: bytes) -> str:
    for encoding in ("utf-16", "utf-8-sig") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        if _is_written_in(data, encoding):
            return encoding
    # Western European encodings only: a short French text guessed among all the world's is often guessed wrong.
    from charset_normalizer import from_bytes  # 3 MB, which only an import needs

    best = from_bytes(data[:200_000], cp_isolation=["cp1252", "latin_1", "utf_16", "mac_roman"]).best()
    return best.encoding if best else "cp1252"


def _is_written_in(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), SOME):
            decoder.decode(data[start : start + SOME])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(header: str) -> str:
    """Return what cuts the line of titles into most parts; the semicolon of French offices when nothing does."""
    try:
        counts = {one: len(next(csv.reader([header], delimiter=one), [])) for one in DELIMITERS}
    except csv.Error as error:
        raise Unreadable("csv", str(error)) from error
    return max(DELIMITERS, key=lambda one: counts[one])
