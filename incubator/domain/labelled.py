"""Words with a label for people, and how they are coloured."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from incubator.core.i18n import LazyString

T = TypeVar("T")
Word = TypeVar("Word", bound="Labelled")


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
    _LABELS.update(_given_to_all(labels, "a label"))


class Tone(StrEnum):
    """How a state is coloured; always beside an icon and a word."""

    NEUTRAL = "neutral"
    PROGRESS = "progress"
    GOOD = "good"
    WARN = "warn"
    STOP = "stop"


class Marked(Labelled):
    """A word shown with a colour and an icon beside it, given by `mark_all` below each class."""

    @property
    def tone(self) -> Tone:
        return _LOOKS[type(self).__name__, self.value][0]

    @property
    def icon(self) -> str:
        """The name of the icon that goes with the word."""
        return _LOOKS[type(self).__name__, self.value][1]


_LOOKS: dict[tuple[str, str], tuple[Tone, str]] = {}


def mark_all(looks: Mapping[Marked, tuple[Tone, str]]) -> None:
    """Give their tone and icon to all the words of a class.

    Raises:
        ValueError: a word of the class has none.
    """
    _LOOKS.update(_given_to_all(looks, "a look"))


def _given_to_all(given: Mapping[Word, T], what: str) -> dict[tuple[str, str], T]:
    for kind in {type(word) for word in given}:
        without = set(kind) - set(given)
        if without:
            raise ValueError(f"{kind.__name__} has words without {what}: {sorted(without)}")
    return {(type(word).__name__, word.value): one for word, one in given.items()}
