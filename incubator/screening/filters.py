"""What a person asked of the worklist: words, state, theme, department, order; in the address and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from incubator.core.search import QUERY_LIMIT
from incubator.domain.states import State

ALL = "all"
SORTS = ("number", "submitted", "title")
DIRECTIONS = ("asc", "desc")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a worklist; an empty text or None does not filter."""

    words: str = ""
    state: State | None = None
    theme: str = ""
    department: str = ""
    sort: str = "number"
    direction: str = "asc"

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """Read the filters of an address; what it does not know is left aside."""
        state, sort, direction = args.get("state", ""), args.get("sort", ""), args.get("direction", "")
        return cls(
            words=_text(args, "q", QUERY_LIMIT),
            state=State(state) if state in set(State) else None,
            theme=_text(args, "theme", 120),
            department=_text(args, "department", 160),
            sort=sort if sort in SORTS else SORTS[0],
            direction=direction if direction in DIRECTIONS else DIRECTIONS[0],
        )

    def args(self) -> dict[str, str]:
        """Return what to write in the address; the state is always said, so that « all » is a choice too."""
        given = {"q": self.words, "theme": self.theme, "department": self.department}
        args = {"state": self.state.value if self.state else ALL} | {key: text for key, text in given.items() if text}
        if (self.sort, self.direction) != (SORTS[0], DIRECTIONS[0]):
            args |= {"sort": self.sort, "direction": self.direction}
        return args

    def but(self, **changes: Any) -> Self:  # Any: the fields above
        """Return the same filters with some of them changed."""
        return replace(self, **changes)

    def sorted_by(self, sort: str) -> Self:
        """Return the same filters in the order of `sort`; the other way round when it already is."""
        turned = "desc" if (self.sort, self.direction) == (sort, "asc") else "asc"
        return replace(self, sort=sort, direction=turned)

    @property
    def narrow(self) -> bool:
        """Something besides the state and the order is asked."""
        return bool(self.words or self.theme or self.department)


def _text(args: Mapping[str, str], name: str, limit: int) -> str:
    return args.get(name, "").replace("\0", "").strip()[:limit]
