"""What people give on the forms of the selection, between a form and the operation that takes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from incubator.domain.kinds import Opinion


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gives: marks by key of criterion, an opinion, two comments; `version` is the one they saw."""

    marks: Mapping[str, int]
    opinion: Opinion | None
    committee_comment: str
    candidate_comment: str
    version: int
