"""An agent with a phone, between two rounds: part after part, a photograph, the receipt."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.writing import FRENCH

PARTS = 4


def photograph() -> bytes:
    """Return a photograph as a phone takes them, smaller."""
    content = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(content, "JPEG")
    return content.getvalue()


@pytest.mark.stage("open")
def test_whole_dossier_on_a_phone(visit: OpenVisit) -> None:
    fatima = visit(phone=True)
    page = fatima.page
    fatima.become("Fatima Zerrouki", "/calls/passerelle-2026/propose")
    fatima.press("Commencer mon dossier")
    fatima.sees("Écrire mon dossier")
    page.get_by_label("Titre du projet").fill(FRENCH.title)
    for label, option in FRENCH.facts.items():
        page.get_by_label(label, exact=True).select_option(option)
    for number in range(1, PARTS + 1):
        fatima.says(f"Partie {number} sur {PARTS}")
        for label, text in FRENCH.answers.items():
            if (field := page.locator("textarea").and_(page.get_by_label(label))).count():
                field.fill(text)
        for group, choice in FRENCH.choices.items():
            if page.get_by_role("radiogroup", name=group).count():
                fatima.choose(group, choice)
        if (files := page.locator("input[type=file]")).count():
            photo = {"name": "arrêt.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
            files.first.set_input_files(photo)  # type: ignore[arg-type]
            expect(page.get_by_role("link", name="arrêt.jpg")).to_be_visible()
            fatima.check()
        fatima.press("Enregistrer et continuer" if number < PARTS else "Enregistrer et relire")
    fatima.reads(FRENCH.title)
    fatima.press("Déposer mon dossier")
    fatima.sees("Déposer mon dossier")
    fatima.press("Déposer mon dossier")
    fatima.says("Votre dossier est déposé.")
    fatima.go(page.url.split("?")[0] + "/receipt")
    fatima.check()
    fatima.says(FRENCH.title)
