"""What every page of the tests is held to is really asked of it."""

import pytest

from tests.pages import check_page, words_of

GOOD = """<!doctype html><html lang="fr"><head><title>Bonjour à vous · L’Incubateur</title></head><body>
<h1 class="title">Bonjour  <em>à vous</em></h1><!-- <h1>of another time</h1> --><script src="/a.js"></script>
<label for="one">Un</label><input id="one" type="text" data-more='{"a": ">"}'><label>Deux <textarea></textarea></label>
<select aria-label="Trois"></select><input type="hidden" name="four"><input type="submit"></body></html>"""
BAD = {
    "no heading": ("<h1", "<h2"),
    "two headings": ("<label for", "<h1>Encore</h1><label for"),
    "a title of another page": ("<title>Bonjour", "<title>Bonsoir"),
    "an id twice": ("<select", "<select id='one'"),
    "a style on a piece": ("<body", '<body style="color: red"'),
    "a style in the page": ("<body>", "<body><style>p {}</style>"),
    "a script in the page": ("<body>", "<body><script>go()</script>"),
    "a label of another field": ('for="one"', 'for="two"'),
    "a field after its label": ("</textarea></label>", "</textarea></label><textarea></textarea>"),
    "a list without a label": (' aria-label="Trois"', ""),
    "a field with an empty label": ('aria-label="Trois"', 'aria-label=""'),
}


def test_a_good_page_passes() -> None:
    check_page(GOOD, "/")


@pytest.mark.parametrize("change", BAD.values(), ids=BAD.keys())
def test_a_bad_page_is_refused(change: tuple[str, str]) -> None:
    assert change[0] in GOOD
    with pytest.raises(AssertionError):
        check_page(GOOD.replace(*change), "/")


def test_words_are_those_that_people_read() -> None:
    assert words_of(
        "<p title='>'>Un<b>deux</b>&nbsp;: l&#39;eau &lt;tiède&gt;</p><script src='x'>no</script>\n<!-- -->"
    ) == ("Un deux : l'eau <tiède>")
