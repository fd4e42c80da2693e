"""What a file holds once read, whatever its kind: sheets, named columns, numbered lines."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _l

COLUMNS_LIMIT = 400
LINES_LIMIT = 50_000
LABEL_LIMIT = 300

Line = tuple[int, list[str]]
Chunk = bytes  # some lines, as they are kept


def packed(lines: Sequence[Line]) -> Chunk:
    """Return lines as they are kept."""
    return zlib.compress(json.dumps(lines, ensure_ascii=False).encode("utf-8", "replace"), 5)


def unpacked(chunk: Chunk) -> list[Line]:
    """Return lines that were kept."""
    return [(number, cells) for number, cells in json.loads(zlib.decompress(chunk))]


@dataclass(slots=True)
class Sheet:
    """One sheet: the titles of its columns, each its own, and its lines, read once."""

    name: str
    labels: list[str]
    lines: Iterable[Line]


class Unreadable(ValueError):
    """The file cannot be read: `sentence` says why and what to do."""

    def __init__(self, why: str, more: str = "") -> None:
        super().__init__(more or why)
        self.sentence = REASONS[why]


REASONS: dict[str, LazyString] = {
    "empty": _l("Ce fichier est vide : il n’a ni titres de colonnes, ni lignes."),
    "no lines": _l("Ce fichier n’a que des titres de colonnes : il n’y a aucune ligne à importer."),
    "csv": _l("Ce fichier ne se lit pas comme un CSV : une cellule commence par un guillemet qui n’est jamais fermé."),
    "kind": _l("Ce fichier n’est ni un CSV, ni un classeur XLSX. Enregistrez-le dans l’un de ces formats."),
    "xlsx": _l("Ce classeur est abîmé ou n’est pas un XLSX. Ouvrez-le dans un tableur et enregistrez-le de nouveau."),
    "locked": _l("Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe."),
    "bomb": _l(
        "Ce classeur est beaucoup plus gros une fois décompressé qu’un fichier ordinaire : il n’est pas ouvert."
    ),
    "wide": _l("Ce fichier a plus de 400 colonnes : gardez celles qui servent."),
    "long": _l("Ce fichier a plus de 50 000 lignes : coupez-le en plusieurs fichiers."),
}


def named(header: Sequence[str], width: int) -> list[str]:
    """Return one title for each column: a number where there is none, a number behind a title met before.

    `width` is how many cells lines have: a line of titles may be cut short. Empty titles at the end go.
    """
    titles = [" ".join(text.split())[:LABEL_LIMIT] for text in header]
    while titles and not titles[-1] and len(titles) > width:
        titles.pop()
    if len(titles) > COLUMNS_LIMIT:
        raise Unreadable("wide")
    if not any(titles):
        raise Unreadable("empty")
    found: list[str] = []
    for position, title in enumerate(titles, start=1):
        wanted, again = title or f"({position})", 2
        while wanted in found:
            wanted, again = f"{title} ({again})", again + 1
        found.append(wanted)
    return found
