"""Contrast of colours, against figures published by WCAG and by the tools that check it."""

import re
from pathlib import Path

import pytest

from incubator.domain import contrast

TOKENS = Path(__file__).parents[2] / "incubator" / "static" / "css" / "tokens.css"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
        ("#008000", "#ffffff", 5.14),
    ],
)
def test_ratio_is_that_of_the_guidelines(one, other, ratio):
    assert contrast.ratio(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


def test_luminance_goes_from_black_to_white():
    assert contrast.luminance("#000000") == 0
    assert contrast.luminance("#ffffff") == pytest.approx(1)
    assert contrast.luminance("#00ff00") > contrast.luminance("#ff0000") > contrast.luminance("#0000ff")


@pytest.mark.parametrize(
    ("colour", "background", "readable"),
    [
        ("#767676", "#ffffff", True),
        ("#777777", "#ffffff", False),
        ("#767676", contrast.PAPER, False),
        ("#0f5c63", contrast.PAPER, True),
        ("#7a4e1d", contrast.PAPER, True),
        ("#ffcc00", contrast.PAPER, False),
    ],
)
def test_is_readable_asks_for_four_and_a_half(colour, background, readable):
    assert contrast.is_readable(colour, background) is readable


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        ("#0f5c63", "#0f5c63"),
        (" 0F5C63 ", "#0f5c63"),
        ("#abc", "#aabbcc"),
        ("ABC", "#aabbcc"),
        ("", None),
        ("#0f5c6", None),
        ("teal", None),
        ("#0f5c63;}", None),
        ("#0f5c63\nx", None),
        ("##abc", None),
        ("#٠٠٠", None),
    ],
)
def test_normalised_reads_what_people_paste(typed, colour):
    assert contrast.normalised(typed) == colour


def test_floored_never_shows_a_refused_ratio_as_enough():
    assert contrast.floored(4.499) == 4.4
    assert contrast.floored(4.5) == 4.5
    assert contrast.floored(21.0) == 21.0


def test_paper_is_that_of_the_pages():
    paper = re.search(r"--paper: light-dark\((#[0-9a-f]{6}),", TOKENS.read_text())
    assert paper is not None
    assert paper[1] == contrast.PAPER
