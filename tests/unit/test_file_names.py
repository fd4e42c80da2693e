"""The name of a file somebody gave, without what could deceive those who save it."""

import pytest

from incubator.domain.attachments import NAME_LIMIT, clean_name

pytestmark = pytest.mark.any_engine


@pytest.mark.parametrize(
    ("given", "media_type", "kept"),
    [
        ("../../etc/plan.pdf", "application/pdf", "plan.pdf"),
        (r"C:\Documents\plan.PDF", "application/pdf", "plan.pdf"),
        ("facture\u202efdp.exe", "application/pdf", "facturefdp.exe.pdf"),  # shown as « factureexe.pdf »
        ("a\x00b\u200b.pdf", "application/pdf", "ab.pdf"),
        ("dessin.svg", "image/png", "dessin.svg.png"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ('a "plan" <b>.pdf', "application/pdf", "a plan b.pdf"),
    ],
)
def test_name_says_what_the_file_is(given: str, media_type: str, kept: str) -> None:
    assert clean_name(given, media_type) == kept


def test_name_has_an_end() -> None:
    assert len(clean_name("é" * 500 + ".pdf", "application/pdf")) == NAME_LIMIT
