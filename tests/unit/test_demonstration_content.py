"""The files of the demonstration: a hundred and twenty dossiers, no two alike, all of them complete."""

import itertools
import re
from collections import Counter

import pytest

from incubator.demo.content import ANSWERED, dossiers, read
from incubator.demo.people import holding, officials
from incubator.domain.kinds import Role

# How many of their words two texts, then two titles, may have in common.
ALIKE = (0.25, 0.3)
# The answers a person must give; an idea is not asked of those who bring a problem.
NEEDED = set(ANSWERED) - {"idea"}


def words(text: str) -> set[str]:
    """Return the words that carry a subject: those of four letters or more."""
    return set(re.findall(r"\w{4,}", text.lower()))


def likeness(one: str, other: str) -> float:
    """Return the share of words that two texts have in common (Jaccard)."""
    return len(words(one) & words(other)) / len(words(one) | words(other))


def test_there_are_a_hundred_and_twenty_dossiers_of_as_many_people() -> None:
    told = dossiers()

    assert len(told) == 120
    assert len({one.slug for one in told}) == 120
    assert len({one.author for one in told}) == 120
    assert len({one.title.casefold() for one in told}) == 120


@pytest.mark.parametrize("name", ["title", "problem", "idea", "motivation"])
def test_no_two_dossiers_say_the_same(name: str) -> None:
    said = {one.slug: one.title if name == "title" else one.answers[name] for one in dossiers()}

    alike = [
        f"{one} and {other}: {likeness(said[one], said[other]):.2f}"
        for one, other in itertools.combinations([slug for slug in said if said[slug]], 2)
        if likeness(said[one], said[other]) > ALIKE[name == "title"]
    ]

    assert alike == []


def test_every_dossier_is_complete() -> None:
    for one in dossiers():
        missing = [name for name in NEEDED if len(one.answers[name]) < 20]
        assert missing == [], f"{one.slug}: {missing}"
        assert one.theme in read("organisations")["organisation"][0]["themes"], one.slug
        assert one.department in read("organisations")["organisation"][0]["departments"], one.slug


def test_fates_are_those_of_a_real_edition() -> None:
    told = dossiers()
    fates = Counter(
        "finalist" if one.finalist else "waiting" if one.waiting_rank else "refused" if one.refused else "declined"
        for one in told
    )

    assert fates["finalist"] == 15
    assert sum(one.winner for one in told) == 8
    assert fates["waiting"] >= 4
    assert fates["refused"] >= 4
    assert sorted(one.waiting_rank for one in told if one.waiting_rank) == list(range(1, fates["waiting"] + 1))
    assert all(one.committee_reason and one.committee_feedback for one in told if not one.refused)
    assert all(one.jury_reason and one.jury_feedback for one in told if one.finalist)


def test_stories_tell_of_dossiers_and_people_that_exist() -> None:
    slugs, people, stories = {one.slug for one in dossiers()}, {one.slug for one in officials()}, read("stories")
    named = [
        *stories["agents"], *stories["drafts"],
        *(one["slug"] for one in (*stories["waiting"], *stories["completed"])),
        *(one["dossier"] for one in stories["conflict"]), *(one["slug"] for one in read("follow-up")["follow"]),
    ]  # fmt: skip

    assert set(named) <= slugs
    assert {one["person"] for one in stories["conflict"]} <= people


def test_committee_and_jury_are_as_many_as_announced_and_as_severe_as_people_are() -> None:
    committee, jury = holding(Role.COMMITTEE_MEMBER), holding(Role.JUROR)

    assert (len(committee), len(jury), len(holding(Role.COACH))) == (14, 7, 3)
    assert len({one.severity for one in committee}) >= 12
    assert min(one.severity for one in committee) <= -0.5 < 0.5 <= max(one.severity for one in committee)
