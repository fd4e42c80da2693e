"""The index of the search, whichever the engine: FTS5 on SQLite, a `tsvector` and its GIN index on PostgreSQL.

Both hold the stems of `core.stems` as they are, and find the same documents. Each ranks by its own measure, in which a
word of the title weighs eight times a word of an answer.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
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
from sqlalchemy.dialects.postgresql import ARRAY, REAL
from sqlalchemy.orm import Session

from incubator.core.search import words_of
from incubator.core.stems import stems
from incubator.domain.models import SearchDocument

_FTS = table("search_index", column("rowid", Integer), column("rank", Float), column("search_index"))
_VECTOR: ColumnElement[Any] = literal_column("search_documents.vector")  # Any: a type of PostgreSQL alone
WEIGHTS = (0.1, 0.5, 0.125, 1.0)  # of PostgreSQL's D, C (people), B (body), A (title); SQLite has 4, 1 and 8

Terms = list[tuple[str, bool]]  # a stem, and whether words that begin so are found too


def wanted(query: str) -> list[str]:
    """Return the stems that a search asks for, all of them; eight words at most."""
    return list(dict.fromkeys(stem for word in words_of(query) for stem in stems(word)))


def matching(session: Session, words: Sequence[str], *, people: bool = True) -> CTE:
    """Return the dossiers that hold every one of `words` (stems), or words that begin so: `project_id`, `rank`.

    The best comes first in the order of `rank`. Names of people are searched with `people`. A number is found whole.
    """
    terms = [(word, not word.isdecimal() and len(word) > 2) for word in words]
    return _found(session, terms, every=True, people=people).cte("found").prefix_with("MATERIALIZED")


def sharing(session: Session, words: Sequence[str]) -> CTE:
    """Return the dossiers that hold at least one of `words` (stems) in their title or answers."""
    terms = [(word, False) for word in words]
    return _found(session, terms, every=False, people=False).cte("found").prefix_with("MATERIALIZED")


def _found(
    session: Session, terms: Terms, *, every: bool, people: bool
) -> Select[*tuple[Any, ...]]:  # Any: keys and ranks
    if not terms:
        nothing: Select[*tuple[Any, ...]] = select(SearchDocument.project_id, literal_column("0").label("rank"))
        return nothing.where(false())
    if session.get_bind().dialect.name == "postgresql":
        return _in_postgresql(terms, " & " if every else " | ", people)
    return _in_sqlite(terms, " AND " if every else " OR ", people)


def _in_sqlite(terms: Terms, between: str, people: bool) -> Select[*tuple[Any, ...]]:
    query = between.join(f'"{word}"*' if prefix else f'"{word}"' for word, prefix in terms)
    return (
        select(SearchDocument.project_id, _FTS.c.rank)
        .join(_FTS, _FTS.c.rowid == SearchDocument.id)
        .where(_FTS.c.search_index.op("MATCH")(query if people else f"{{title body}} : ({query})"))
    )


def _in_postgresql(terms: Terms, between: str, people: bool) -> Select[*tuple[Any, ...]]:
    classes = "ABC" if people else "AB"
    query = func.to_tsquery(
        literal_column("'simple'"), between.join(f"'{word}':{'*' if prefix else ''}{classes}" for word, prefix in terms)
    )
    rank = -func.ts_rank(cast(list(WEIGHTS), ARRAY(REAL)), _VECTOR, query)
    return select(SearchDocument.project_id, rank.label("rank")).where(_VECTOR.op("@@")(query))
