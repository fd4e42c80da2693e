"""Every e-mail has its words, and somebody who sends it."""

from pathlib import Path

from incubator.domain import mails
from incubator.domain.kinds import Outcome
from incubator.domain.mails.registry import KINDS

ROOT = Path(__file__).parents[2]
# What begins with a low line is shared by several letters.
FOLDERS = {path.name for path in (ROOT / "templates" / "emails").iterdir() if not path.name.startswith("_")}
MAKERS = set(mails.__all__) - {"decision_letter", "decision_letters"}


def test_every_mail_has_its_words_and_nothing_else_is_there() -> None:
    assert MAKERS | {f"letter_{outcome.value}" for outcome in Outcome} == FOLDERS


def test_every_mail_has_a_subject_and_a_body() -> None:
    for folder in FOLDERS:
        for part in ("subject.txt", "body.txt"):
            assert (ROOT / "templates" / "emails" / folder / part).read_text().strip(), f"{folder}/{part} is empty"


def test_every_mail_is_sent_by_somebody() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "incubator").rglob("*.py"))

    assert [name for name in sorted(MAKERS) if f"mails.{name}" not in code] == []


def test_every_mail_is_in_the_registry() -> None:
    known = set(KINDS) | {f"letter_{outcome.value}" for outcome in Outcome}

    assert known == FOLDERS, (
        "Say in domain/mails/registry.py who receives it, when it leaves, whether it can be edited."
    )
