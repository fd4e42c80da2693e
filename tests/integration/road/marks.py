"""The marks that readers and jurors give, and what they amount to: computed here in fractions, without the product."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

COMMITTEE = {"problem": 25, "field": 15, "impact": 20, "drive": 15, "scope": 15, "conditions": 10}
JURY = {"problem": 30, "person": 30, "strategy": 25, "legitimacy": 15}


@dataclass
class Sheet:
    """Every mark of a round as it was typed: by number of dossier, then by judge, then by criterion."""

    weights: dict[str, int]
    typed: dict[int, dict[str, dict[str, int]]] = field(default_factory=lambda: defaultdict(dict))

    def give(self, number: int, judge: str) -> dict[str, str]:
        """Draw the marks of a judge, always the same, and return them as a form wants them."""
        source = random.Random(f"{number}/{judge}/{len(self.weights)}")
        worth = random.Random(f"worth {number}").uniform(0.8, 4.6)
        marks = {key: min(5, max(0, round(source.gauss(worth, 0.9)))) for key in self.weights}
        self.typed[number][judge] = marks
        return {f"mark_{key}": str(mark) for key, mark in marks.items()}

    def totals(self, number: int) -> list[Fraction]:
        """Return the total of each judge for a dossier."""
        whole = sum(self.weights.values())
        return [
            sum((Fraction(self.weights[key] * mark, whole) for key, mark in marks.items()), Fraction())
            for marks in self.typed[number].values()
        ]

    def mean(self, number: int) -> Fraction:
        totals = self.totals(number)
        return sum(totals, Fraction()) / len(totals)

    def order(self) -> list[int]:
        """Return the numbers of the dossiers, best mean first, then by number."""
        return sorted(self.typed, key=lambda number: (-self.mean(number), number))


def says(shown: str, exact: Fraction) -> bool:
    """Tell whether « 3,47 » is `exact` to the hundredth."""
    return abs(Fraction(Decimal(shown.replace(",", "."))) - exact) <= Fraction(1, 200)
