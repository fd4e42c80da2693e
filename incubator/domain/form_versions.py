"""The versions of a call's form: see docs/decisions/0011-form-versions.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.i18n import _, in_language
from incubator.domain.dossier_kinds import WRITTEN, QuestionKind
from incubator.domain.models import Call, Question

# What makes a question another one for those who answer it; the rest is for those who read.
ASKED = (
    "kind",
    "label",
    "label_en",
    "help",
    "help_en",
    "example",
    "example_en",
    "options",
    "required",
    "needed_from",
    "max_length",
    "max_items",
)
KEPT = ("section", "section_en", "second_step", "team_only", "identifying", "personal", "position")
LISTS = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one version asks otherwise than another, as labels in the language of the page."""

    added: list[str]
    removed: list[str]
    changed: list[str]
    is_other: bool  # true for the least difference, be it the order

    @property
    def for_teams(self) -> bool:
        """Whether those who answer would notice."""
        return bool(self.added or self.removed or self.changed)

    @property
    def sentences(self) -> list[str]:
        """What those who answer would notice, a sentence a question."""
        return [
            *(_("Nouvelle question : « %(question)s »", question=label) for label in self.added),
            *(_("Question changée : « %(question)s »", question=label) for label in self.changed),
            *(_("N’est plus posée : « %(question)s »", question=label) for label in self.removed),
        ]


def questions_of(session: Session, call: Call, version: int) -> list[Question]:
    """Return what a version of the form asks, in order; nothing when there is no such version."""
    asked = select(Question).where(Question.call_id == call.id, Question.form_version == version)
    return list(session.scalars(asked.order_by(Question.position, Question.id)))


def compare(old: Iterable[Question], new: Sequence[Question]) -> Changes:
    """Return what `new` asks otherwise than `old`; a question is the same by its key."""
    before, after = {one.key: one for one in old}, {one.key: one for one in new}
    both = [(before[one.key], one) for one in new if one.key in before]
    return Changes(
        added=[in_language(one, "label") for one in new if one.key not in before],
        removed=[in_language(one, "label") for key, one in before.items() if key not in after],
        changed=[in_language(one, "label") for was, one in both if _differ(was, one, ASKED)],
        is_other=list(before) != list(after) or any(_differ(was, one, (*ASKED, *KEPT)) for was, one in both),
    )


def _differ(was: Question, now: Question, names: Iterable[str]) -> bool:
    return any(getattr(was, name) != getattr(now, name) for name in names)


def answers_fit(old: Question, new: Question) -> bool:
    """Tell whether an answer to `old` is one to `new`; a text or a choice that became something else is not."""
    return old.kind is new.kind or {old.kind, new.kind} <= set(WRITTEN) or (old.kind, new.kind) == LISTS
