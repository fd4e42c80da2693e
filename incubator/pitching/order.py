"""Who pitches after whom, and when: the lot, the order typed by hand, the hours. Pure."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from incubator.domain.models import Project

PITCH = timedelta(minutes=3)
QUESTIONS = timedelta(minutes=5)
CHANGEOVER = timedelta(minutes=2)
SLOT = PITCH + QUESTIONS + CHANGEOVER


def draw(projects: Iterable[Project], seed: int) -> list[Project]:
    """Return `projects` in the order that `seed` gives, always the same: numbers in order, then shuffled."""
    drawn = sorted(projects, key=lambda project: project.number)
    random.Random(seed).shuffle(drawn)
    return drawn


def keep_in_place(chosen: Sequence[Project], kept: Iterable[tuple[int, Project]]) -> list[Project]:
    """Return `chosen` with the projects of `kept` at their own index (from 0), the last ones at the end."""
    merged = list(chosen)
    for index, project in sorted(kept, key=lambda pair: (pair[0], pair[1].number)):
        merged.insert(index, project)
    return merged


def start_of(first: datetime, position: int) -> datetime:
    """Return when the pitch at `position` (from 1) begins, if the first begins at `first`."""
    return first + SLOT * (position - 1)
