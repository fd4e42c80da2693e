"""The jury day on phones and at the table, then deliberation, decisions, letters, and the first coach."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit, Visit
from tests.e2e.live import Live

pytestmark = pytest.mark.stage("jury")
DAY = "/calls/passerelle-2026/jury-day"
REMARK = "Une équipe qui connaît chaque virage."


def test_from_the_first_card_to_the_first_coach(live: Live, visit: OpenVisit) -> None:
    baptiste, helene = visit(phone=True), visit()
    helene.become("Hélène Marchais", DAY)
    score(baptiste)
    lead(helene, baptiste)
    close_the_day(live, helene)
    decide(helene)
    publish(helene)
    live.mail("jury")
    launch(visit())
    live.mail("", to="sonia.delattre@la-traverse.example")


def score(baptiste: Visit) -> None:
    """A juror fills the card of the pitch that is open; a missing mark keeps what was written."""
    baptiste.become("Baptiste Nogaret")
    baptiste.press(re.compile("pitchs à noter"))
    baptiste.reads("Mes fiches de jury")
    baptiste.press("Remplir ma fiche")
    baptiste.check()
    baptiste.fill({"Vos remarques": REMARK})
    baptiste.press("Envoyer ma fiche")
    expect(baptiste.page.locator("#error-summary")).to_be_focused()
    baptiste.watch.refused(422)
    expect(baptiste.page.get_by_label("Vos remarques")).to_have_value(REMARK)
    baptiste.check()
    baptiste.mark(4)


def lead(helene: Visit, baptiste: Visit) -> None:
    """The chair sees the card come in, closes this pitch, opens the next, which the juror then finds."""
    helene.says("3 fiches arrivées sur 7.")
    baptiste.press("Envoyer ma fiche")
    baptiste.says("Votre fiche est envoyée.")
    baptiste.press("Actualiser")
    helene.press("Actualiser")
    helene.says("4 fiches arrivées sur 7.")
    helene.reads("Jour du jury")
    helene.press(re.compile("^Clore la notation du"))
    helene.says("est close.")
    helene.press(re.compile("^Ouvrir la notation du"))
    helene.says("0 fiche arrivée sur")
    helene.check()
    baptiste.press("Actualiser")
    baptiste.press("Remplir ma fiche")


def close_the_day(live: Live, helene: Visit) -> None:
    """Nothing of the marks is shown before; each pitch must be closed."""
    helene.go("/calls/passerelle-2026/deliberation")
    helene.says("Les notes du jury restent cachées à tous")
    helene.watch.refused(409)
    helene.go(f"{DAY}/close")
    helene.reads("Clore le jour du jury")
    helene.says("n’est pas close.")
    helene.press("Revenir au jour du jury")
    helene.press(re.compile("^Clore la notation du"))
    helene.says("est close.")
    for project in live.projects("shortlisted"):
        helene.send(f"/projects/{project}/pitch/open")
        helene.send(f"/projects/{project}/pitch/close")
    helene.go(f"{DAY}/close")
    helene.press("Clore le jour du jury")
    helene.says("Le jour du jury est clos.")


def decide(helene: Visit) -> None:
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


def publish(helene: Visit) -> None:
    """Letters are read before they leave, all together."""
    helene.press("Lire les lettres")
    helene.reads("Lettres du jury")
    helene.go("/calls/passerelle-2026/jury-publish")
    helene.reads("Publier les décisions du jury")
    helene.press("Publier les décisions")
    helene.says("Les décisions du jury sont publiées")
    helene.check()


def launch(camille: Visit) -> None:
    """The programme manager gives a coach to the first project."""
    camille.become("Camille Arnoult", "/calls/passerelle-2026/cohort")
    camille.reads("Promotion")
    camille.page.get_by_role("link", name="Lancer").first.click()
    camille.reads("Lancer l’accompagnement")
    camille.choose("Coach", "Sonia Delattre")
    camille.press("Lancer l’accompagnement")
    camille.check()
