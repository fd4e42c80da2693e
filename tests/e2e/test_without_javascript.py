"""Everything works without JavaScript: an agent edits and submits, a reader scores."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.live import Live
from tests.e2e.writing import FRENCH


@pytest.mark.stage("open")
def test_agent_edits_and_submits(visit: OpenVisit) -> None:
    maud = visit(script=False)
    maud.become("Maud Lheureux", "/projects")
    maud.reads("Mes projets")
    maud.press("Continuer mon dossier")
    maud.reads("Écrire mon dossier")
    maud.press("Tout sur une page")
    maud.says("1 500 caractères au plus")
    maud.fill({label: text for label, text in FRENCH.answers.items() if not label.startswith(("Quel ", "Qui "))})
    for group, choice in FRENCH.choices.items():
        maud.choose(group, choice)
    maud.press("Enregistrer et relire")
    maud.says("Vos réponses sont enregistrées")
    maud.press("Déposer mon dossier")
    maud.reads("Déposer mon dossier")
    maud.press("Déposer mon dossier")
    maud.says("Votre dossier est déposé.")
    maud.check()


@pytest.mark.stage("committee")
def test_reader_scores(live: Live, visit: OpenVisit) -> None:
    hubert = visit(script=False)
    hubert.become("Hubert Caradec", "/calls/passerelle-2026/readings")
    hubert.reads("Mes lectures")
    hubert.press("Continuer avec ce dossier")
    title = hubert.heading
    hubert.fill({"Pour le comité": "Un besoin réel, bien compté."})
    hubert.press("Terminer et passer au suivant")
    hubert.says("Choisissez une note de 0 à 5.")
    hubert.watch.refused(422)
    expect(hubert.page.get_by_label("Pour le comité")).to_have_value("Un besoin réel, bien compté.")
    hubert.check()
    hubert.mark(4)
    hubert.press("Terminer et passer au suivant")
    hubert.says("Lecture terminée.")
    expect(hubert.page.get_by_role("heading", level=1)).not_to_have_text(title)
    hubert.check()
