"""Reading a CSV whose delimiter, byte-order mark and encoding are not known."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

DELIMITERS = ",;\t|"
SAMPLE = 64_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of data: its number in the file as an editor shows it, and its cells by header."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file as it was understood."""

    encoding: str
    delimiter: str
    headers: list[str]
    rows: list[Row]
    errors: list[tuple[int, str]]


def read_csv(path: Path) -> CsvFile:
    """Read `path`: encoding and delimiter are found out; a row with too many or too few cells is an error.

    Raises ValueError with a sentence when the file is empty or its headers are unusable.
    """
    data = path.read_bytes()
    if not data.strip():
        raise ValueError("le fichier est vide.")
    text, encoding = _decode(data)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    headers = [header.strip() for header in next(reader)]
    if "" in headers or len(set(headers)) != len(headers):
        raise ValueError("la première ligne doit nommer chaque colonne, d’un nom qui n’est qu’à elle.")
    rows, errors = [], []
    first_line = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if len(cells) == len(headers):
                rows.append(Row(first_line, dict(zip(headers, (cell.strip() for cell in cells), strict=True))))
            else:
                errors.append((first_line, f"{len(cells)} cellules pour {len(headers)} colonnes"))
        first_line = reader.line_num + 1
    return CsvFile(encoding, delimiter, headers, rows, errors)


def _decode(data: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    # Western European encodings only: a short French text guessed among all the world's is often guessed wrong.
    from charset_normalizer import from_bytes  # 3 MB, which only an import needs

    best = from_bytes(data, cp_isolation=["cp1252", "latin_1", "utf_16", "mac_roman"]).best()
    encoding = best.encoding if best else "cp1252"
    return data.decode(encoding, errors="replace"), encoding


def _delimiter(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text[:SAMPLE].splitlines()[0], delimiters=DELIMITERS).delimiter
    except csv.Error:
        return ","
