"""The index of the search, whichever the engine: FTS5 on SQLite, a `tsvector` and its GIN index on PostgreSQL.

Both hold the stems of `core.stems` as they are, and find the same documents. Each ranks by its own measure, in which a
word of the title weighs eight times a word of an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    REAL,
    ColumnElement,
    Float,
    Integer,
    Select,
    cast,
    column,
    false,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import Session

from incubator.core.search import words_of
from incubator.core.stems import typed_stems
from incubator.domain.models import SearchDocument

_FTS = table("search_index", column("rowid", Integer), column("rank", Float), column("search_index"))
_VECTOR: ColumnElement[Any] = literal_column("search_documents.vector")  # Any: a type of PostgreSQL alone
WEIGHTS = (0.1, 0.5, 0.125, 1.0)  # of PostgreSQL's D, C (people), B (body), A (title); SQLite has 4, 1 and 8

SHORTEST = 3  # letters that may begin a word looked for


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word looked for: whatever has its stem, or begins as it was typed; a number is found whole."""

    stem: str
    typed: str

    @property
    def may_go_on(self) -> bool:
        """Whether longer words are found too, as they are typed: « gaspill » finds « gaspillage »."""
        return len(self.typed) >= SHORTEST and not self.typed.isdecimal()

    def fits(self, stem: str) -> bool:
        """Tell whether a word of this stem is one that was looked for."""
        return stem == self.stem or (self.may_go_on and stem.startswith(self.typed))


def wanted(query: str) -> list[Wanted]:
    """Return the words that a search asks for, all of them; eight at most."""
    found = [pair for word in words_of(query) for pair in typed_stems(word)]
    return [Wanted(stem, typed) for stem, typed in dict.fromkeys(found)]


def matching(session: Session, words: Sequence[Wanted], *, people: bool = True, name: str = "found") -> CTE:
    """Return the dossiers that hold every one of `words`: `project_id`, `rank`.

    The best comes first in the order of `rank`. Names of people are searched with `people`.
    """
    return _found(session, words, every=True, people=people).cte(name).prefix_with("MATERIALIZED")


def sharing(session: Session, words: Sequence[str]) -> CTE:
    """Return the dossiers that hold at least one of `words` (stems) in their title or answers."""
    terms = [Wanted(word, "") for word in words]
    return _found(session, terms, every=False, people=False).cte("found").prefix_with("MATERIALIZED")


def _found(
    session: Session, terms: Sequence[Wanted], *, every: bool, people: bool
) -> Select[*tuple[Any, ...]]:  # Any: keys and ranks
    if not terms:
        nothing: Select[*tuple[Any, ...]] = select(SearchDocument.project_id, literal_column("0").label("rank"))
        return nothing.where(false())
    if session.get_bind().dialect.name == "postgresql":
        return _in_postgresql(terms, " & " if every else " | ", people)
    return _in_sqlite(terms, " AND " if every else " OR ", people)


def _in_sqlite(terms: Sequence[Wanted], between: str, people: bool) -> Select[*tuple[Any, ...]]:
    query = between.join(
        f'("{word.stem}" OR "{word.typed}"*)' if word.may_go_on else f'"{word.stem}"' for word in terms
    )
    return (
        select(SearchDocument.project_id, _FTS.c.rank)
        .join(_FTS, _FTS.c.rowid == SearchDocument.id)
        .where(_FTS.c.search_index.op("MATCH")(query if people else f"{{title body}} : ({query})"))
    )


def _in_postgresql(terms: Sequence[Wanted], between: str, people: bool) -> Select[*tuple[Any, ...]]:
    classes = "ABC" if people else "AB"
    words = between.join(
        f"('{word.stem}':{classes} | '{word.typed}':*{classes})" if word.may_go_on else f"'{word.stem}':{classes}"
        for word in terms
    )
    query = func.to_tsquery(literal_column("'simple'"), words)
    rank = -func.ts_rank(cast(list(WEIGHTS), ARRAY(REAL)), _VECTOR, query)
    return select(SearchDocument.project_id, rank.label("rank")).where(_VECTOR.op("@@")(query))
