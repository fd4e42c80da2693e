"""What a person asked of the worklist: words, state, theme, department, tag, flag, order; in the address and back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from incubator.core.search import QUERY_LIMIT
from incubator.domain.screening_kinds import Flag
from incubator.domain.states import State

ALL = "all"
SORTS = ("number", "submitted", "title", "theme", "department")
BEST = "best"  # the best answers first: the order of a list of words, unless another is asked
DIRECTIONS = ("asc", "desc")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a worklist; an empty text or None does not filter."""

    words: str = ""
    state: State | None = None
    theme: str = ""
    department: str = ""
    tag: uuid.UUID | None = None
    flag: Flag | None = None
    sort: str = "number"
    direction: str = "asc"

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """Read the filters of an address; what it does not know is left aside."""
        state, flag = args.get("state", ""), args.get("flag", "")
        sort, direction = args.get("sort", ""), args.get("direction", "")
        words = _text(args, "q", QUERY_LIMIT)
        return cls(
            words=words,
            state=State(state) if state in set(State) else None,
            theme=_text(args, "theme", 120),
            department=_text(args, "department", 160),
            tag=_key(args.get("tag", "")),
            flag=Flag(flag) if flag in set(Flag) else None,
            sort=sort if sort in SORTS else _usual_sort(words),
            direction=direction if direction in DIRECTIONS else DIRECTIONS[0],
        )

    def args(self) -> dict[str, str]:
        """Return what to write in the address; the state is always said, so that « all » is a choice too."""
        given = {"q": self.words, "theme": self.theme, "department": self.department}
        given |= {"tag": str(self.tag or ""), "flag": self.flag.value if self.flag else ""}
        args = {"state": self.state.value if self.state else ALL} | {key: text for key, text in given.items() if text}
        return args | dict(self.kept_sort)

    @property
    def kept_sort(self) -> list[tuple[str, str]]:
        """The order asked, as (name, value) of an address; nothing when it is the usual one."""
        usual = (self.sort, self.direction) == (_usual_sort(self.words), DIRECTIONS[0])
        return [] if usual else [("sort", self.sort), ("direction", self.direction)]

    def but(self, **changes: Any) -> Self:  # Any: the fields above
        """Return the same filters with some of them changed."""
        changed = replace(self, **changes)
        return replace(changed, sort=SORTS[0]) if changed.sort == BEST and not changed.words else changed

    def cleared(self) -> Self:
        """Return the same list with nothing that narrows it but the state."""
        return self.but(words="", theme="", department="", tag=None, flag=None)

    def sorted_by(self, sort: str) -> Self:
        """Return the same filters in the order of `sort`; the other way round when it already is."""
        turned = "desc" if (self.sort, self.direction) == (sort, "asc") else "asc"
        return replace(self, sort=sort, direction=turned)

    @property
    def narrow(self) -> bool:
        """Something besides the state and the order is asked."""
        return bool(self.words or self.theme or self.department or self.tag or self.flag)


def _usual_sort(words: str) -> str:
    return BEST if words else SORTS[0]


def _text(args: Mapping[str, str], name: str, limit: int) -> str:
    return args.get(name, "").replace("\0", "").strip()[:limit]


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
