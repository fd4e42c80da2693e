"""The secretary: admissibility, then readers, ranking, decisions, letters, publication."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit, Visit
from tests.e2e.live import Live, text_of

SCREENING = "/calls/passerelle-2026/screening"
NEXT = "Enregistrer et passer au suivant"
REASON = "Le projet améliore une application déjà en service : le service informatique peut le prendre en charge."


@pytest.mark.stage("open")
def test_secretary_screens_the_dossiers(live: Live, visit: OpenVisit) -> None:
    yves = visit()
    page = yves.page
    yves.become("Yves Lanoë")
    yves.reads("À faire")
    page.get_by_role("link", name="Examiner").click()
    yves.reads("Recevabilité")

    # The list answers to words, remembers them, and leaves as a file.
    yves.fill({"Mots du titre ou des réponses, équipe, direction, numéro": "lacombrade"})
    yves.press("Chercher")
    expect(page.locator(".list-count")).to_have_text("1 dossier")
    yves.check()
    with page.expect_download() as download:
        yves.press("en CSV")
    assert "denis.lacombrade@haute-aronde.example" in download.value.path().read_text("utf-8-sig")
    yves.press("Effacer les filtres")

    # One is admissible; the next is not, and says why; the third must say more.
    yves.press("Examiner le prochain dossier")
    yves.check()
    yves.choose("Votre décision", "Recevable")
    yves.press(NEXT)
    yves.says("recevable")
    refused = yves.heading
    yves.choose("Votre décision", "Non recevable")
    yves.press(NEXT)
    expect(page.locator("#error-summary")).to_be_focused()
    yves.watch.refused(422)
    yves.check()
    expect(page.get_by_role("radio", name="Non recevable", exact=True)).to_be_checked()
    yves.fill({"Motif, ou mot à l’équipe": REASON})
    yves.press(NEXT)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(refused)
    to_complete = yves.heading
    yves.choose("Votre décision", "Demander des précisions")
    yves.fill({"Motif, ou mot à l’équipe": "Combien de demandes chaque année ?"})
    yves.press(NEXT)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(to_complete)
    expect(page.get_by_role("button", name="Annuler ce qui vient d’être fait")).to_be_visible()
    yves.check()
    live.write("UPDATE outbox SET available_at = created_at WHERE status = 'waiting'")  # five minutes later
    assert REASON in text_of(live.mail("ne peut pas être examiné"))
    assert "Combien de demandes chaque année ?" in text_of(live.mail("Il manque une précision"))

    # What was decided in haste is taken back.
    yves.go(f"{SCREENING}?state=not_admissible")
    yves.press(refused)
    yves.check()
    yves.press("Revoir la recevabilité")
    yves.reads("Revoir la recevabilité")
    admit_together(yves)


def admit_together(yves: Visit) -> None:
    """Several dossiers, chosen in the list, are declared admissible in one act, seen before it counts."""
    yves.go(f"{SCREENING}?state=submitted")
    yves.check()
    boxes = yves.page.get_by_role("checkbox", name=re.compile(r"^Choisir \d+"))
    boxes.nth(0).check()
    boxes.nth(1).check()
    yves.says("2 lignes cochées")
    yves.press("Déclarer recevables")
    yves.reads("Déclarer recevables")
    yves.press("Confirmer et prévenir les équipes")
    yves.says("2 dossiers sont recevables")


@pytest.mark.stage("committee")
def test_secretary_gives_readers_then_publishes(live: Live, visit: OpenVisit) -> None:
    yves = visit()
    yves.become("Yves Lanoë", "/calls/passerelle-2026/readers")
    give_a_reader(yves)
    draw_the_line(yves)
    invited = decide_the_first(yves)
    live.write("UPDATE decisions SET reason = 'Le comité vous a lus avec attention.' WHERE reason = ''")

    yves.press("Lire les lettres")
    yves.reads("Lettres du comité")
    yves.go("/calls/passerelle-2026/publish")
    yves.reads("Publier les décisions du comité")
    yves.press("Publier les décisions")
    yves.says(re.compile(r"\d+ décisions publiées\."))
    live.mail("vous êtes invités à présenter")

    yves.go("/calls/passerelle-2026/jury-day/order")
    yves.reads("Ordre de passage")
    yves.says(invited)
    yves.press("Tirer l’ordre au sort")
    yves.says("L’ordre de passage est tiré au sort")
    yves.check()


def give_a_reader(yves: Visit) -> None:
    """One reader is added and told, then taken off; the draft of the whole assignment is shown before it counts."""
    yves.reads("Lecteurs")
    yves.page.get_by_role("link", name="Charge du comité").click()
    yves.check()
    yves.page.get_by_role("link", name="Tous les dossiers à lire").click()
    yves.page.get_by_role("link", name=re.compile("^Changer les lecteurs du dossier")).first.click()
    yves.check()
    readers = yves.page.get_by_role("group", name="Qui lira ce dossier ?")
    name = readers.locator("label").first.inner_text()
    readers.get_by_text(name, exact=True).click()
    yves.press("Ajouter ces lecteurs")
    yves.says("1 lecteur ajouté et prévenu.")
    yves.press(f"Retirer {name}")
    yves.says("Lecteur retiré")
    yves.go("/calls/passerelle-2026/readers/proposal")
    yves.reads("Proposition de répartition")


def draw_the_line(yves: Visit) -> None:
    """Publishing waits for every decision; the line prepares them all."""
    yves.go("/calls/passerelle-2026/publish")
    yves.reads("Publier les décisions du comité")
    yves.says("attend une décision.")
    expect(yves.page.get_by_role("button", name="Publier les décisions")).to_have_count(0)
    yves.press("Revenir au classement")
    yves.reads("Classement du comité")
    yves.fill({"Puis mettre en liste d’attente": "6"})
    yves.press("Préparer les décisions")
    yves.says("Décisions préparées : 15 à inviter, 6 en liste d’attente")


def decide_the_first(yves: Visit) -> str:
    """The first of the ranking gets its reason by hand."""
    yves.page.get_by_role("rowheader").first.get_by_role("link").click()
    expect(yves.page.get_by_role("radio", name="Inviter au pitch")).to_be_checked()
    yves.check()
    invited = yves.heading
    yves.fill({"Motif": "Le comité a été frappé par la situation que vous racontez."})
    yves.press("Enregistrer")
    yves.says("Décision préparée")
    return invited
