"""Pages of a long list: a total order, a count, twenty-five rows."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: `items` are rows `first` to `last` of `total`; pages are numbered from 1."""

    items: Sequence[T]
    number: int
    size: int
    total: int
    make_url: Callable[[int], str] | None = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return 0 if self.total == 0 else (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return min(self.total, self.number * self.size)

    @property
    def has_prev(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def links(self) -> list[int | None]:
        """The pages to name: the first, the last, this one and its neighbours; None where some are left out."""
        near = sorted({1, self.pages, *range(max(1, self.number - 1), min(self.pages, self.number + 1) + 1)})
        gaps = [[None] if after - before > 1 else [] for before, after in zip(near, near[1:], strict=False)]
        return [link for number, gap in zip(near, [*gaps, []], strict=True) for link in (number, *gap)]

    def url(self, number: int) -> str:
        """Return the address of page `number`, with the filters of this one."""
        return "" if self.make_url is None else self.make_url(number)


@functools.cache
def _page_of(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:  # Any: as below
    """Return the page of a statement made once, itself made once."""
    return query.limit(bindparam("page_size", type_=Integer)).offset(bindparam("page_start", type_=Integer))


def paginate(
    session: Session,
    query: Select[*tuple[Any, ...]],  # Any: a page may hold entities or rows
    parameters: Mapping[str, Any] | None = None,  # Any: as the statement asks
    *,
    number: int,
    size: int = PAGE_SIZE,
    make_url: Callable[[int], str] | None = None,
    total: int | None = None,
    scalars: bool = True,
) -> Page[Any]:
    """Return page `number` (brought back into range) of `query`, which must carry a total order.

    `parameters` are those of a statement made once; `total` spares the count when the caller knows it; `scalars` gives
    entities rather than rows.
    """
    if total is None:
        total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery()), parameters) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    if parameters is None:
        result = session.execute(query.limit(size).offset((number - 1) * size))
    else:
        result = session.execute(_page_of(query), {**parameters, "page_size": size, "page_start": (number - 1) * size})
    items = result.scalars().unique().all() if scalars else result.all()
    return Page(items, number, size, total, make_url)
