"""The jury day on phones and at the table, then deliberation, decisions, letters, and the first coach."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit, Visit
from tests.e2e.live import Live, text_of

pytestmark = pytest.mark.stage("jury")
DAY = "/calls/passerelle-2026/jury-day"


def test_juror_scores_while_the_chair_leads(live: Live, visit: OpenVisit) -> None:
    baptiste, helene = visit(phone=True), visit()
    baptiste.become("Baptiste Nogaret")
    baptiste.press("Voir l’ordre de passage : 11 pitchs à noter, La Passerelle, deuxième édition")
    baptiste.reads("Mes fiches de jury")
    baptiste.press("Remplir ma fiche")
    baptiste.reads("Dossier 110 : Ramasser trois fois le même dépôt sauvage")
    baptiste.fill({"Vos remarques": "Une équipe qui connaît chaque virage."})
    baptiste.press("Envoyer ma fiche")
    expect(baptiste.page.locator("#error-summary")).to_be_focused()
    baptiste.watch.refused(422)
    expect(baptiste.page.get_by_label("Vos remarques")).to_have_value("Une équipe qui connaît chaque virage.")
    baptiste.check()
    baptiste.mark(4)

    # The chair sees the card come in, closes this pitch, opens the next.
    helene.become("Hélène Marchais", DAY)
    helene.says("3 fiches arrivées sur 7.")
    baptiste.press("Envoyer ma fiche")
    baptiste.says("Votre fiche est envoyée.")
    baptiste.press("Actualiser")
    helene.press("Actualiser")
    helene.says("4 fiches arrivées sur 7.")
    helene.reads("Jour du jury")
    helene.press("Clore la notation du 110")
    helene.says("La notation du dossier 110 est close.")
    helene.press("Ouvrir la notation du 108")
    helene.check()
    baptiste.press("Actualiser")
    baptiste.says("Noter le dossier 108")

    close_the_day(live, helene)
    decide(live, helene)
    publish(live, helene)
    launch(live, visit())


def close_the_day(live: Live, helene: Visit) -> None:
    """Nothing of the marks is shown before; each pitch must be closed."""
    helene.go("/calls/passerelle-2026/deliberation")
    helene.says("Les notes du jury restent cachées à tous")
    helene.watch.refused(409)
    helene.go(f"{DAY}/close")
    helene.reads("Clore le jour du jury")
    helene.says("La notation du dossier 108 n’est pas close.")
    helene.go(DAY)
    helene.press("Clore la notation du 108")
    helene.says("La notation du dossier 108 est close.")
    for project in live.projects("shortlisted"):
        helene.send(f"/projects/{project}/pitch/open")
        helene.send(f"/projects/{project}/pitch/close")
    helene.go(f"{DAY}/close")
    helene.press("Clore le jour du jury")
    helene.says("Le jour du jury est clos.")


def decide(live: Live, helene: Visit) -> None:
    """One decision by hand, from a refusal to a reason; the others by the same requests."""
    helene.reads("Délibération du jury")
    helene.page.get_by_role("rowheader").first.get_by_role("link").click()
    helene.choose("Décision", "Retenir")
    helene.press("Enregistrer la décision")
    expect(helene.page.locator("#error-summary")).to_be_focused()
    helene.watch.refused(422)
    helene.check()
    helene.fill({"Motif": "Le jury a entendu une équipe prête à commencer."})
    helene.press("Enregistrer la décision")
    helene.says("Personne n’est prévenu.")
    to_decide = helene.page.get_by_role("link", name=re.compile("^Décider le"))
    outcomes = ["selected"] * 7 + ["reserve"] * 3 + ["not_selected"] * 4
    expect(to_decide).to_have_count(len(outcomes))
    paths = [str(link.get_attribute("href")) for link in to_decide.all()]
    for rank, (path, outcome) in enumerate(zip(paths, outcomes, strict=True), start=1):
        reason = "Le jury a beaucoup apprécié la clarté de votre pitch."
        helene.send(path, version="0", outcome=outcome, rank=str(rank), reason=reason)


def publish(live: Live, helene: Visit) -> None:
    """Letters are read before they leave, all together."""
    helene.press("Lire les lettres")
    helene.reads("Lettres du jury")
    helene.go("/calls/passerelle-2026/jury-publish")
    helene.reads("Publier les décisions du jury")
    helene.press("Publier les décisions")
    helene.says("Les décisions du jury sont publiées")
    helene.check()


def launch(live: Live, camille: Visit) -> None:
    """The programme manager gives a coach to the first project; both are told."""
    camille.become("Camille Arnoult", "/calls/passerelle-2026/cohort")
    camille.reads("Promotion")
    camille.page.get_by_role("link", name="Lancer").first.click()
    camille.reads("Lancer l’accompagnement")
    camille.choose("Coach", "Sonia Delattre")
    camille.press("Lancer l’accompagnement")
    camille.check()
    assert text_of(live.mail_to("sonia.delattre@la-traverse.example", "."))
