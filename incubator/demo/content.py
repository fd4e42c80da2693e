"""What the files of the demonstration say, and how chance is drawn: the same every time."""

import functools
import random
import re
import tomllib
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incubator.domain.kinds import Outcome
from incubator.domain.states import State

DATA = Path(__file__).parent / "data"
SEED = "la-passerelle"
NAMESPACE = uuid.UUID("6d0f3d1e-3f0b-5c58-9a50-2f6e3f8f7a10")
MAIN, OTHER, CODE = "haute-aronde", "pays-de-lorvan", "passerelle-2026"
ANSWERED = ("problem", "audience", "evidence", "existing", "idea", "first_users", "impact", "motivation")


def key(*parts: object) -> uuid.UUID:
    """Return the id of a thing, made of its names: the same at each load."""
    return uuid.uuid5(NAMESPACE, "/".join(str(part) for part in parts))


MAIN_ID, CALL_ID = key("organisation", MAIN), key("call", CODE)


def chance(*parts: object) -> random.Random:
    """Return a source of chance of its own for each thing, so that one more draw here changes nothing there."""
    return random.Random("/".join([SEED, *(str(part) for part in parts)]))


@functools.cache
def read(name: str) -> dict[str, Any]:  # Any: what a TOML file holds
    """Return the contents of data/<name>.toml."""
    return tomllib.loads((DATA / f"{name}.toml").read_text())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dossier:
    """One dossier of the demonstration, with what becomes of it."""

    slug: str
    title: str
    author: str
    job: str
    department: str
    theme: str
    team: tuple[tuple[str, str], ...]
    days: str
    manager: str
    answers: dict[str, str]
    quality: float
    finalist: bool
    winner: bool
    reserve: int | None
    refused: str
    asked: str
    answers_soon: bool  # sent back what was asked while others have not
    late: str  # why it was let in after the closing
    held_by: str  # the correspondent who writes for an agent without address
    committee_reason: str
    committee_feedback: str
    waiting_rank: int | None
    jury_reason: str
    jury_feedback: str

    @property
    def id(self) -> uuid.UUID:
        return key("project", self.slug)

    @property
    def owner_id(self) -> uuid.UUID:
        return key("person", self.held_by) if self.held_by else key("agent", self.author)

    @property
    def seen_by_readers(self) -> float:
        """The quality a reader finds in the file: finalists write well, whatever their pitch will be worth."""
        if self.finalist:
            return 3.9 + (self.quality - 2.8) * 0.4
        return 3.8 if self.waiting_rank else min(self.quality, 3.2 + (self.quality - 3.2) * 0.4)

    @property
    def committee_outcome(self) -> Outcome:
        if self.finalist:
            return Outcome.SHORTLISTED
        return Outcome.WAITING_LIST if self.waiting_rank else Outcome.NOT_SHORTLISTED

    @property
    def jury_outcome(self) -> Outcome:
        if self.winner:
            return Outcome.SELECTED
        return Outcome.RESERVE if self.reserve else Outcome.NOT_SELECTED

    @property
    def screened(self) -> State:
        """What screening made of it at first."""
        if self.refused:
            return State.NOT_ADMISSIBLE
        return State.INFO_REQUESTED if self.asked else State.ADMISSIBLE


@functools.cache
def dossiers() -> tuple[Dossier, ...]:
    """Return the hundred and twenty dossiers, finalists first."""
    finalists = read("dossiers-finalists")["dossier"]
    others = [one for letter in "abc" for one in read(f"dossiers-{letter}")["dossier"]]
    return (
        *(_dossier(raw, _invited(raw, n)) for n, raw in enumerate(finalists)),
        *(_dossier(raw, _declined(raw)) for raw in others),
    )


def _invited(raw: dict[str, Any], n: int) -> dict[str, Any]:
    advice = read("stories")["invitations"]
    return {
        "finalist": True,
        "winner": raw.get("winner", False),
        "reserve": raw.get("reserve"),
        "committee_reason": raw["committee_reason"].strip(),
        "committee_feedback": advice[n % len(advice)],
        "jury_reason": raw["jury_reason"].strip(),
        "jury_feedback": raw["feedback"].strip(),
    }


def _declined(raw: dict[str, Any]) -> dict[str, Any]:
    stories = read("stories")
    words = {one["slug"]: one for one in (*stories["waiting"], *stories["completed"])}
    told = words.get(raw["slug"]) or {"reason": raw.get("committee_reason", ""), "feedback": raw.get("feedback", "")}
    ranks = {one["slug"]: rank for rank, one in enumerate(stories["waiting"], start=1)}
    return {
        "refused": raw.get("not_admissible", "").strip(),
        "asked": raw.get("info_requested", "").strip(),
        **_doors(raw["slug"]),
        "committee_reason": told["reason"].strip(),
        "committee_feedback": told["feedback"].strip(),
        "waiting_rank": ranks.get(raw["slug"]),
    }


def _doors(slug: str) -> dict[str, Any]:
    stories = read("stories")
    late, held = stories["late"], stories["deposit"]
    return {
        "answers_soon": any(one["slug"] == slug and one.get("soon") for one in stories["completed"]),
        "late": late["reason"] if late["slug"] == slug else "",
        "held_by": held["by"] if held["slug"] == slug else "",
    }


def _dossier(raw: dict[str, Any], fate: dict[str, Any]) -> Dossier:
    values = {name: raw[name] for name in ("slug", "author", "department", "theme", "quality", "manager")}
    values |= {
        "title": _typographic(raw["title"]),
        "job": _typographic(raw["job"]),
        "days": raw["days"].replace(",", "."),
    }
    values["team"] = tuple(_typographic(member).partition(", ")[::2] for member in raw["team"])
    values["answers"] = {name: _typographic(raw[name].strip()) for name in ANSWERED}
    told = {name: _typographic(value) if isinstance(value, str) else value for name, value in fate.items()}
    return Dossier(**{**_NO_FATE, **values, **told})


_NO_FATE: dict[str, Any] = {
    **dict.fromkeys(("refused", "asked", "late", "held_by", "jury_reason", "jury_feedback"), ""),
    **dict.fromkeys(("waiting_rank", "reserve"), None),
    **dict.fromkeys(("finalist", "winner", "answers_soon"), False),
}


def _typographic(text: str) -> str:
    """Curve the apostrophes and keep each double sign on the line of its word."""
    curved = re.sub(r" (?=[:;?!»%€])", "\N{NO-BREAK SPACE}", text.replace("'", "’"))
    return curved.replace("« ", "«\N{NO-BREAK SPACE}")
