"""Words with a label for people, and how they are coloured."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from incubator.core.i18n import LazyString


class Labelled(StrEnum):
    """A word with a label for people, given by `name_all` below each class."""

    @property
    def label(self) -> LazyString:
        return _LABELS[type(self).__name__, self.value]


# By class and word: two classes may share a word, and words that are equal would be one key.
_LABELS: dict[tuple[str, str], LazyString] = {}


def name_all(labels: Mapping[Labelled, LazyString]) -> None:
    """Give their labels to all the words of a class.

    Raises:
        ValueError: a word of the class has no label.
    """
    kinds = {type(word) for word in labels}
    for kind in kinds:
        unnamed = set(kind) - set(labels)
        if unnamed:
            raise ValueError(f"{kind.__name__} has words without a label: {sorted(unnamed)}")
    _LABELS.update({(type(word).__name__, word.value): label for word, label in labels.items()})


class Tone(StrEnum):
    """How a state is coloured; always beside an icon and a word."""

    NEUTRAL = "neutral"
    PROGRESS = "progress"
    GOOD = "good"
    WARN = "warn"
    STOP = "stop"
