"""One thing asked of a person."""

from dataclasses import dataclass
from datetime import date

from incubator.domain.models import Call, Project


@dataclass(frozen=True, slots=True)
class Task:
    """One thing asked: `kind` chooses its words and its address; `count` is how many, `due` by when."""

    kind: str
    due: date | None
    project: Project | None = None
    call: Call | None = None
    count: int = 0
