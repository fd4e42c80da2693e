"""What one version of a form asks otherwise than another, and which answers follow."""

import pytest
from flask import Flask

from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.form_versions import answers_fit, compare
from incubator.domain.models import Question

pytestmark = pytest.mark.any_engine


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        ("short", "long", True),
        ("long", "short", True),
        ("choice", "several", True),
        ("several", "choice", False),
        ("long", "date", False),
        ("short", "choice", False),
        ("file", "file", True),
        ("file", "long", False),
    ],
)
def test_an_answer_follows_where_it_still_answers(old: str, new: str, fits: bool) -> None:
    assert answers_fit(Question(kind=QuestionKind(old)), Question(kind=QuestionKind(new))) is fits


def asked(*keys: str, **last: object) -> list[Question]:
    """Return questions in this order; `last` is said of the last one."""
    made = [Question(key=key, position=place, label=key, kind=QuestionKind.LONG) for place, key in enumerate(keys)]
    for name, value in last.items():
        setattr(made[-1], name, value)
    return made


@pytest.mark.parametrize(
    ("new", "other", "for_teams"),
    [
        (asked("a", "b"), False, False),
        (asked("b", "a"), True, False),
        (asked("a", "b", team_only=True), True, False),
        (asked("a", "b", label="Autrement"), True, True),
        (asked("a", "b", max_length=9), True, True),
        (asked("a"), True, True),
        (asked("a", "b", "c"), True, True),
    ],
)
def test_the_least_difference_makes_another_version(
    app: Flask, new: list[Question], other: bool, for_teams: bool
) -> None:
    with app.test_request_context():
        found = compare(asked("a", "b"), new)

    assert (found.is_other, found.for_teams) == (other, for_teams)
