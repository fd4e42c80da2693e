"""The two languages: French set with its unbreakable spaces, English complete, placeholders the same in both."""

import re

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from incubator.core.i18n import PO_FILE, _, force_locale, lazy, ngettext

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Votre session s’était terminée\u00a0: voici votre texte, enregistrez-le."), ("en", "Your session had")],
)
def test_a_text_is_said_in_the_language_in_use(app: Flask, language: str, said: str) -> None:
    text = lazy("Votre session s’était terminée : voici votre texte, enregistrez-le.")
    with app.test_request_context(), force_locale(language):
        assert str(text).startswith(said)


def test_french_counts_nothing_as_one_and_english_does_not(app: Flask) -> None:
    with app.test_request_context():
        with force_locale("fr"):
            assert ngettext("%(num)s dossier", "%(num)s dossiers", 0) == "0 dossier"
        with force_locale("en"):
            assert ngettext("%(num)s dossier", "%(num)s dossiers", 0) == "0 applications"


def test_an_address_keeps_its_colon(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert _("voir https://exemple.fr") == "voir https://exemple.fr"


def test_every_translation_has_the_places_of_its_source() -> None:
    with PO_FILE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    for message in catalogue:
        if message.id:
            sources = message.id if isinstance(message.id, tuple) else (message.id,)
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            wanted = {place for text in sources for place in PLACEHOLDER.findall(text)}
            if not all(said):
                continue  # missing: `flask messages --check` tells
            for text in said:
                assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
            assert {place for text in said for place in PLACEHOLDER.findall(text)} == wanted, message.id
