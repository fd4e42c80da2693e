"""Tables given to a command as CSV files, and what is wrong in them: the file, the line, and what was expected."""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

YES, NO = frozenset({"1", "true", "yes", "oui", "vrai"}), frozenset({"", "0", "false", "no", "non", "faux"})


class BadTable(click.ClickException):
    """A file that cannot be read: one sentence on the error output, status 2."""

    exit_code = 2

    def __init__(self, path: Path, line: int | None, sentence: str) -> None:
        super().__init__(f"{path.name}, ligne {line} : {sentence}" if line else f"{path.name} : {sentence}")

    def show(self, file: object = None) -> None:
        """Print the sentence."""
        click.echo(f"Erreur : {self.message}", err=True)


class Table:
    """The lines of a CSV file, their cells in the order of `columns`; commas or semicolons, whatever the order."""

    def __init__(self, path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> None:
        self.path, self.columns, self.optional = path, list(columns), list(optional)

    def fault(self, line: int | None, sentence: str) -> BadTable:
        """Return what stops the command."""
        return BadTable(self.path, line, sentence)

    @contextmanager
    def lines(self) -> Iterator[Iterator[tuple[int, tuple[str, ...]]]]:
        """Open the file; its lines come with their number, and "" for an optional column that is not there."""
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                head = file.readline()
                file.seek(0)
                yield self._rows(
                    csv.reader(file, delimiter=";" if head.count(";") > head.count(",") else ",", strict=True)
                )
        except OSError as error:
            raise self.fault(None, f"ce fichier ne peut pas être lu ({error.strerror}).") from None
        except UnicodeDecodeError:
            raise self.fault(None, "ce fichier n’est pas en UTF-8.") from None

    def _rows(self, rows: Iterator[list[str]]) -> Iterator[tuple[int, tuple[str, ...]]]:
        reader = enumerate(rows, 1)
        try:
            _number, titles = next(reader, (0, []))
            titles = [title.strip().casefold() for title in titles]
            if missing := [name for name in self.columns if name not in titles]:
                raise self.fault(1, f"il manque la colonne « {missing[0]} ».")
            places = [titles.index(name) if name in titles else -1 for name in (*self.columns, *self.optional)]
            whole = itemgetter(*places)  # as fast as can be: a file may have two million lines
            for number, cells in reader:
                if len(cells) >= len(titles):
                    row = whole((*cells, "")) if -1 in places else whole(cells)
                    if row[0] or any(cells):
                        yield number, row
                elif any(cells):
                    raise self.fault(number, f"{len(cells)} cellules au lieu de {len(titles)}.")
        except csv.Error as error:
            raise self.fault(None, f"ce fichier n’est pas un CSV lisible ({error}).") from None

    def number(self, line: int, column: str, text: str) -> float:
        """Return a number written with a point or a comma."""
        try:
            found = float(text)
        except ValueError:
            found = _with_a_comma(text)
        if not math.isfinite(found):
            raise self.fault(line, f"« {text} » n’est pas un nombre (colonne « {column} »).")
        return found

    def whole(self, line: int, column: str, text: str) -> int:
        """Return a whole number, 0 or more."""
        text = text.strip()
        if not text.isdecimal() or len(text) > 9:
            raise self.fault(line, f"« {text} » n’est pas un nombre entier (colonne « {column} »).")
        return int(text)

    def truth(self, line: int, column: str, text: str) -> bool:
        """Return whether a cell says yes: 1 or 0, yes or no."""
        said = text.strip().casefold()
        if said not in YES | NO:
            raise self.fault(line, f"« {text} » ne dit ni oui ni non (colonne « {column} ») : écrivez 1 ou 0.")
        return said in YES

    def place(self, line: int, column: str, text: str, known: Mapping[str, int]) -> int:
        """Return the place of a name that must be known."""
        found = known.get(text)
        if found is None:
            found = known.get(text.strip())
        if found is None:
            raise self.fault(line, f"« {text} » n’est pas connu (colonne « {column} »).")
        return found


def _with_a_comma(text: str) -> float:
    try:
        return float(text.replace(",", ".", 1))
    except ValueError:
        return math.nan


def write(path: Path, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file; raises BadTable when it cannot be."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(titles)
            writer.writerows(rows)
    except OSError as error:
        raise BadTable(path, None, f"ce fichier ne peut pas être écrit ({error.strerror}).") from None


def first_repeat(codes: "NDArray[np.int64]", lines: "NDArray[np.int64]") -> int | None:
    """Return the first of `lines` of which the code stands on an earlier line too."""
    import numpy as np

    again = np.ones(codes.size, dtype=bool)
    again[np.unique(codes, return_index=True)[1]] = False
    return int(lines[again].min()) if again.any() else None
