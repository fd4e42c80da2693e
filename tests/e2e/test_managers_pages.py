"""The pages of those who prepare a call and examine its dossiers, that no journey crosses."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.conftest import OpenVisit, Visit
from tests.e2e.live import Live

CALL, HOUSE = "/calls/passerelle-2026", "/organisations/haute-aronde"
END = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%dT17:00")
SHEET = """Titre;Email;Quel problème voulez-vous résoudre ?
Des bancs à l’ombre;lea.martin@haute-aronde.example;Les arrêts de car n’ont pas d’ombre.
;sans.titre@haute-aronde.example;
"""


def look_at(one: Visit, *paths: str) -> None:
    """Open each page and check it."""
    for path in paths:
        one.go(path)
        one.check()


@pytest.mark.stage("open")
def test_a_call_is_prepared(visit: OpenVisit) -> None:
    camille = visit()
    camille.become("Camille Arnoult", f"{CALL}/calendar")
    camille.reads("Calendrier de l’appel")
    look_at(camille, *(f"{CALL}/{act}" for act in ("open-now", "close-now", "postpone", "settings", "deposit")))
    camille.go(f"{CALL}/access-codes")
    camille.fill({"Pour qui, et pourquoi": "Équipe des routes, panne de messagerie.", "Valable jusqu’au": END})
    camille.press("Créer ce code")
    camille.check()
    look_at(camille, "/access", f"{CALL}/announce")
    leave = camille.page.locator("a[href*='/unsubscribe/']").get_attribute("href") or ""
    look_at(camille, leave[leave.index("/unsubscribe/") :], f"{CALL}/propose/preview", f"{CALL}/screening/checklist")
    camille.go(f"{CALL}/questions")
    camille.says("Version 2")
    camille.check()
    look_at(camille, f"{CALL}/questions/new", f"{CALL}/questions/problem", f"{CALL}/questions?version=1")
    look_at(camille, f"{HOUSE}/e-mails", f"{HOUSE}/e-mails/submission_receipt")
    camille.page.get_by_role("button", name="Voir ce courriel").first.click()
    camille.check()
    look_at(camille, "/profile/e-mails", "/search?q=signature")


@pytest.mark.stage("open")
def test_a_file_is_imported(visit: OpenVisit) -> None:
    camille = visit()
    camille.become("Camille Arnoult", f"{CALL}/imports")
    look_at(camille, f"{CALL}/imports/demarche", f"{CALL}/imports")
    file = {"name": "dossiers.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    camille.page.get_by_label("Fichier CSV ou XLSX").set_input_files(file)  # type: ignore[arg-type]
    camille.press("Lire ce fichier")
    camille.reads("Choisir les colonnes")
    camille.press("Voir ce qui sera importé")
    camille.check()
    camille.press("Importer 1 dossier")
    camille.page.get_by_role("link", name="Voir les dossiers").wait_for()
    camille.check()
    look_at(camille, f"{CALL}/imports")


@pytest.mark.stage("open")
def test_dossiers_are_examined(live: Live, visit: OpenVisit) -> None:
    denis, yves = visit(phone=True), visit()
    denis.become("Denis Lacombrade", "/projects")
    his = denis.page.get_by_role("article").get_by_role("link").first.get_attribute("href") or ""
    second = his.split("/")[2]
    yves.become("Yves Lanoë", f"{CALL}/screening")
    first = next(key for key in live.projects("submitted") if key != second)
    yves.go(f"/projects/{first}/screening")
    yves.fill({"Étiquette": "À relire"})
    yves.press("Poser cette étiquette")
    yves.press("Planifier un appel")
    yves.check()
    look_at(yves, f"{CALL}/screening/tags", f"{CALL}/screening/views?state=submitted", f"/projects/{second}/similar")
    look_at(yves, f"/projects/{first}/compare?with={second}", f"/projects/{first}/propose-merge?with={second}")
    yves.page.get_by_role("radiogroup", name=re.compile("^")).first.locator("label").first.click()
    yves.press("Envoyer la proposition")
    look_at(yves, f"/projects/{first}/similar", f"/projects/{second}/exchanges")
    yves.fill({"Votre message": "Pouvez-vous nous dire combien d’agents sont concernés ?"})
    yves.press("Envoyer le message")
    look_at(yves, f"/projects/{second}/exchanges", f"{CALL}/exchanges")
    look_at(denis, f"{his}/merge", f"{his}/exchanges", f"{his}/versions", f"{his}/receipt")
    ask_two_teams(yves)


def ask_two_teams(yves: Visit) -> None:
    """A question goes to two teams at once, and is taken back."""
    yves.go(f"{CALL}/screening?state=submitted")
    boxes = yves.page.get_by_role("checkbox", name=re.compile(r"^Choisir \d+"))
    boxes.nth(2).check()
    boxes.nth(3).check()
    yves.press("Demander des précisions")
    yves.check()
