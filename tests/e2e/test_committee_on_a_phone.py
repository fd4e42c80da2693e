"""A committee member on a phone: the queue, a grid, save and next, a conflict."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit

pytestmark = pytest.mark.stage("committee")


def test_member_reads_scores_and_stands_aside(visit: OpenVisit) -> None:
    hubert = visit(phone=True)
    page = hubert.page
    hubert.become("Hubert Caradec")
    hubert.sees("À faire")
    page.get_by_role("link", name=re.compile("^(Continuer|Lire)")).first.click()
    hubert.reads("Mes lectures")
    hubert.press("Continuer avec ce dossier")
    first = hubert.heading
    hubert.reads(re.compile("^Dossier "))

    # A draft waits; finishing asks for every mark and keeps what is written.
    hubert.fill({"Pour le comité": "Un besoin réel, compté avec soin."})
    hubert.press("Enregistrer le brouillon")
    hubert.says("Brouillon enregistré")
    hubert.press("Terminer et passer au suivant")
    expect(page.locator("#error-summary")).to_be_focused()
    hubert.watch.refused(422)
    hubert.check()
    expect(page.get_by_label("Pour le comité")).to_have_value("Un besoin réel, compté avec soin.")
    hubert.mark(4)
    hubert.press("Terminer et passer au suivant")
    hubert.says("Lecture terminée.")
    second = hubert.heading
    assert second != first

    # A link with the next one: it leaves the queue at once, and its address answers nothing.
    address = page.url
    hubert.press("J’ai un lien avec ce dossier")
    hubert.reads("Me déporter de ce dossier")
    hubert.press("Me déporter")
    hubert.watch.refused(422)
    page.get_by_role("radio").first.locator("xpath=..").click()
    hubert.press("Me déporter")
    hubert.says("Votre déport est enregistré")
    hubert.sees("Mes lectures")
    expect(page.get_by_text(second.split(" : ")[-1])).to_have_count(0)
    hubert.go(address)
    hubert.watch.refused(404)
    hubert.sees("Cette page n’existe pas")
