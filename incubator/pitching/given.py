"""What people give on the forms of the jury, between a form and the operation that takes it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """What a juror gives for one pitch: marks by key of criterion; `version` is that of the card seen, 0 for none."""

    marks: Mapping[str, int]
    favourite: bool
    notes: str
    version: int
