"""How alike two dossiers are, by the words they share. No learning, nothing hidden: a formula on one line.

A dossier is the list of its stems, those of the title twice more. A stem weighs

    weight(stem, dossier) = (1 + ln(times said)) × ln(1 + dossiers compared / dossiers that say it)

so that a word of everybody weighs little and a rare one much; one that a single dossier says weighs nothing, since it
compares nothing. Two dossiers are as alike as the cosine of their weights: 0 when they share nothing, 1 when they say
the same. Pairs under the threshold, or with fewer than three words in common, are not proposed. The thresholds were
chosen on the demonstration (whole dossiers) and on the 662 public sheets of beta.gouv.fr (a title and a mission).

The index only gives the candidates: the dossiers that share one of the heaviest stems. The score is counted here, hence
the same on both databases.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
Said = Counter[str]
TITLE_TIMES = 2
WHOLE_DOSSIERS, SHORT_TEXTS = 0.22, 0.35  # how alike two texts must be to be proposed
WORDS_SHOWN = 6
SHARED_AT_LEAST = 3
SHORTEST_NUMBER = 3  # figures: a year, an article of law


@dataclass(frozen=True, slots=True)
class Alike(Generic[K]):
    """A dossier that looks like the one in hand: how much, and the stems in common that weigh most."""

    key: K
    score: float
    stems: Sequence[str]


def said(title: Iterable[str], body: Iterable[str]) -> Said:
    """Return how often a dossier says each stem, the title counting twice more; a mere figure says nothing."""
    found = Counter(stem for stem in body if _tells(stem))
    for stem in title:
        if _tells(stem):
            found[stem] += TITLE_TIMES
    return found


def _tells(stem: str) -> bool:
    """Tell whether a stem is more than one or two figures: « 3 agents » and « 3 mois » have nothing in common."""
    return len(stem) >= SHORTEST_NUMBER or not stem.isdecimal()


def rarity(dossiers: Iterable[Said]) -> Mapping[str, float]:
    """Return how much each stem tells, among dossiers compared."""
    among, count = Counter[str](), 0
    for one in dossiers:
        among.update(one.keys())
        count += 1
    return {stem: math.log(1 + count / times) for stem, times in among.items() if times > 1}


def heaviest(one: Said, rare: Mapping[str, float], count: int) -> list[str]:
    """Return the `count` stems of a dossier that weigh most."""
    weights = _weights(one, rare)
    return sorted(weights, key=lambda stem: (-weights[stem], stem))[:count]


def alike(
    one: Said, others: Mapping[K, Said], rare: Mapping[str, float], *, threshold: float, limit: int
) -> list[Alike[K]]:
    """Return those of `others` that look like `one`, the most alike first."""
    mine = _weights(one, rare)
    found = [
        near
        for key, other in others.items()
        if (near := _compared(key, mine, _weights(other, rare))).score >= threshold
        and len(near.stems) >= SHARED_AT_LEAST
    ]
    return sorted(found, key=lambda near: (-near.score, str(near.key)))[:limit]


def _weights(one: Said, rare: Mapping[str, float]) -> dict[str, float]:
    return {stem: (1 + math.log(times)) * rare.get(stem, 0) for stem, times in one.items()}


def _compared(key: K, mine: Mapping[str, float], theirs: Mapping[str, float]) -> Alike[K]:
    common = {stem: weight * theirs[stem] for stem, weight in mine.items() if weight and theirs.get(stem)}
    lengths = math.sqrt(sum(w * w for w in mine.values()) * sum(w * w for w in theirs.values()))
    stems = sorted(common, key=lambda stem: (-common[stem], stem))[:WORDS_SHOWN]
    return Alike(key, sum(common.values()) / lengths if lengths else 0.0, stems)
