"""A hundred and twenty proposals to walk with: real ones from a participatory budget, or those of the demonstration."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from incubator.demo.content import dossiers
from incubator.domain.rules import TITLE_LIMIT

TOULOUSE = Path(__file__).parents[4] / "shared" / "data" / "submissions_toulouse_pb.csv"
COUNT = 120
DOMAIN = "agents.example"
# The themes of the demonstration that a new call does not offer.
THEMES = {"Éducation et jeunesse": "Éducation", "Culture et patrimoine": "Solidarités"}
# What the file of proposals does not say, and the call asks.
ASKED = {
    "first_users": "Les habitants du quartier et le service technique de secteur.",
    "impact": "Un an après, les habitants constatent le changement et le service le mesure.",
    "motivation": "J’habite et je travaille ici : je connais les lieux et les personnes.",
    "days": "1",
    "manager": "not_yet",
    "rules_read": "yes",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one agent proposes; `answers` by key of question, `by_file` when it comes by import."""

    rank: int
    title: str
    department: str
    theme: str
    author: str
    answers: dict[str, str]
    by_file: bool = False

    @property
    def in_two_goes(self) -> bool:
        """Some save a beginning and come back to it."""
        return not self.by_file and self.rank % 20 == 0

    @property
    def email(self) -> str:
        return f"agent{self.rank}@{DOMAIN}"


def ours() -> list[Proposal]:
    """Return the dossiers of the demonstration, all written through the pages."""
    return [
        Proposal(
            rank=rank,
            title=one.title,
            department=one.department,
            theme=THEMES.get(one.theme, one.theme),
            author=one.author,
            answers={**one.answers, "days": one.days, "manager": one.manager, "rules_read": "yes"},
        )
        for rank, one in enumerate(dossiers()[:COUNT])
    ]


def toulouse() -> list[Proposal]:
    """Return real proposals: twenty to write through the pages, a hundred to import."""
    with TOULOUSE.open(encoding="utf-8") as file:
        rows = list({_short(row["title"]): row for row in csv.DictReader(file)}.values())[:COUNT]
    return [_real(rank, row, by_file=rank >= 20) for rank, row in enumerate(rows)]


def _real(rank: int, row: dict[str, str], *, by_file: bool) -> Proposal:
    cost = f"Coût estimé : {row['cost_eur']} euros."
    problem = f"{row['title']}\n\n{cost} Édition {row['edition']}."
    answers = {"problem": problem, "audience": f"{row['votes']} habitants soutiennent cette idée.", **ASKED}
    theme = row["category"] if by_file else "Environnement"
    return Proposal(rank, _short(row["title"]), row["district"], theme, f"Habitante {rank}", answers, by_file)


def _short(title: str) -> str:
    return title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…"


def write_file(proposals: Iterable[Proposal], path: Path) -> Path:
    """Write the proposals that come by file as a spreadsheet would, and return its path."""
    columns = ("numéro", "titre", "quartier", "catégorie", "auteur", "courriel", "problem", "audience")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        for one in proposals:
            answers = (one.answers["problem"], one.answers["audience"])
            writer.writerow((one.rank, one.title, one.department, one.theme, one.author, one.email, *answers))
    return path
