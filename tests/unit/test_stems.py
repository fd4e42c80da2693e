"""Words are brought to what they have in common."""

import pytest

from incubator.core.stems import stems, tokens
from incubator.domain.search.extracts import extract, marked
from incubator.domain.search.index import wanted


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Les ÉCOLES", "l’école"),
        ("des matériaux", "le matériau"),
        ("nos journaux", "un journal"),
        ("les travaux", "ce travail"),
        ("cœurs", "coeur"),
        ("porte-à-porte", "portes portes"),
        ("2 500 m²", "2 500 m2"),
    ],
)
def test_words_that_are_the_same_for_a_reader_have_one_stem(text: str, same: str) -> None:
    assert stems(text) == stems(same) != []


@pytest.mark.parametrize("text", ["de la pour les", "_ % ! 🙂", "a", ""])
def test_what_says_nothing_has_no_stem(text: str) -> None:
    assert stems(text) == []


def test_tokens_say_where_they_are_in_the_text() -> None:
    text = "L’accès à l’École"

    assert [text[start:end] for start, end, _stem in tokens(text)] == ["accès", "École"]


def test_an_extract_holds_most_of_the_words_and_marks_them() -> None:
    text = (
        "Une cantine. "
        + "Rien ici. " * 40
        + "Les cantines des collèges jettent du pain. Un collègue passe. "
        + "Rien ici. " * 40
    )

    count, pieces = extract(text, wanted("cantines collège"))

    said = "".join(piece.text for piece in pieces)
    assert count == 2 and said.startswith("… ") and said.endswith(" …") and len(said) < 260
    assert [piece.text for piece in pieces if piece.marked] == ["cantines", "collèges"]
    assert extract(text, wanted("absent")) == (0, [])
    assert "".join(piece.text for piece in marked(text, ["cantin"])) == text
