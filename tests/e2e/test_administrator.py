"""The administrator sets the organisation and the call, and gives roles."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit, Visit

pytestmark = pytest.mark.stage("committee")
SETTINGS = "/organisations/haute-aronde/settings"


def test_administrator_sets_the_organisation_and_roles(visit: OpenVisit) -> None:
    rachid = visit()
    page = rachid.page
    rachid.become("Rachid Oumari", SETTINGS)
    rachid.reads("Organisation et programme")
    rachid.fill({"Couleur principale": "#ffe000", "Accroche, en français": "Prenez le temps de résoudre."})
    rachid.press("Enregistrer les réglages")
    expect(page.locator("#error-summary")).to_be_focused()
    rachid.watch.refused(422)
    rachid.check()
    expect(page.get_by_label("Accroche, en français")).to_have_value("Prenez le temps de résoudre.")
    rachid.fill({"Couleur principale": "#6b1d5c"})
    rachid.press("Enregistrer les réglages")
    rachid.says("Les réglages de l’organisation sont enregistrés.")
    rachid.check()

    rachid.press("Rôles")
    rachid.reads("Rôles")
    rachid.fill({"Adresse électronique de la personne": "nouvelle.coach@la-traverse.example"})
    rachid.choose("Rôle", "Coach")
    rachid.press("Donner ce rôle")
    rachid.says("nouvelle.coach@la-traverse.example a maintenant le rôle « Coach ».")
    rachid.fill({"Nom ou adresse": "nouvelle.coach"})
    rachid.press("Chercher")
    rachid.says("1 personne")
    rachid.press("Retirer")
    rachid.says("n’a plus le rôle « Coach »")


def test_programme_manager_sets_the_call(visit: OpenVisit) -> None:
    camille = visit()
    camille.become("Camille Arnoult", "/calls/passerelle-2026/settings")
    camille.reads("Réglages de l’appel")
    camille.fill({"Places au pitch": "500"})
    camille.press("Enregistrer les réglages")
    expect(camille.page.locator("#error-summary")).to_be_focused()
    camille.watch.refused(422)
    camille.fill({"Places au pitch": "16"})
    camille.press("Enregistrer les réglages")
    camille.says("Les réglages de l’appel sont enregistrés.")
    camille.press("Voir la page publique")
    camille.says("16 pitchs")


def test_programme_manager_prepares_the_next_edition(visit: OpenVisit) -> None:
    camille, neighbour = visit(phone=True), visit()
    camille.become("Camille Arnoult", "/calls/passerelle-2026/settings")
    camille.press("Préparer l’édition suivante")
    camille.reads("Préparer l’édition suivante")
    camille.fill({"Titre, en français": "La Passerelle, troisième édition", "Code de l’appel": "Passerelle 3"})
    camille.press("Préparer cette édition")
    camille.watch.refused(422)
    camille.fill({"Code de l’appel": "passerelle-3"})
    camille.press("Préparer cette édition")
    camille.says("Personne ne la voit avant que vous ne la rendiez publique")
    camille.reads("Réglages de l’appel")
    camille.press("Voir comme un agent")
    camille.says("Cet appel est en préparation")
    camille.check()
    prepare_a_question(camille)

    neighbour.go("/calls/passerelle-3")
    neighbour.watch.refused(404)
    camille.go("/calls/passerelle-3/settings")
    camille.press("Rendre l’appel public")
    camille.says("L’appel est public")
    neighbour.go("/")
    neighbour.says("La Passerelle, troisième édition")


def prepare_a_question(camille: Visit) -> None:
    """One question more, brought to its place, tried in the form as agents will see it."""
    camille.go("/calls/passerelle-3/settings")
    camille.press("Préparer les questions")
    camille.reads("Questions du dossier")
    camille.press("Ajouter une question")
    camille.reads("Ajouter une question")
    camille.fill({"Question, en français": "Que demandent les usagers ?", "Nombre de caractères au plus": "3"})
    camille.press("Enregistrer la question")
    camille.watch.refused(422)
    camille.fill({"Nombre de caractères au plus": "300"})
    camille.press("Enregistrer la question")
    camille.says("La question est ajoutée à la fin")
    camille.press("Monter Que demandent les usagers ?")
    announced = camille.page.locator("body > [role=status]")
    expect(announced).to_contain_text("« Que demandent les usagers ? » est à la place 18.")
    camille.press("Voir le formulaire comme un agent")
    camille.reads("Le formulaire, comme un agent le voit")
    camille.says("Que demandent les usagers ?")
