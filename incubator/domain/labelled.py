"""Words with a label for people, and how they are coloured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from incubator.core.i18n import LazyString


class Labelled(StrEnum):
    """A word with a label for people, given by `name_all` below each class."""

    label: LazyString


def name_all(labels: Mapping[Labelled, LazyString]) -> None:
    """Give their labels to all the words of a class.

    Raises:
        ValueError: a word of the class has no label.
    """
    _refuse_to_forget(labels, "a label")
    for word, label in labels.items():
        word.label = label


class Tone(StrEnum):
    """How a state is coloured; always beside an icon and a word."""

    NEUTRAL = "neutral"
    PROGRESS = "progress"
    GOOD = "good"
    WARN = "warn"
    STOP = "stop"


class Marked(Labelled):
    """A word shown with a colour and the icon of this name beside it, given by `mark_all` below each class."""

    tone: Tone
    icon: str


def mark_all(looks: Mapping[Marked, tuple[Tone, str]]) -> None:
    """Give their tone and icon to all the words of a class.

    Raises:
        ValueError: a word of the class has none.
    """
    _refuse_to_forget(looks, "a look")
    for word, (tone, icon) in looks.items():
        word.tone, word.icon = tone, icon


def _refuse_to_forget(words: Iterable[Labelled], what: str) -> None:
    given = set(words)
    for kind in {type(word) for word in given}:
        without = set(kind) - given
        if without:
            raise ValueError(f"{kind.__name__} has words without {what}: {sorted(without)}")
