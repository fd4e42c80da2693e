"""The secretary: admissibility, then readers, ranking, decisions, letters, publication."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.live import Live, text_of

SCREENING = "/calls/passerelle-2026/screening"
REASON = "Le projet améliore une application déjà en service : le service informatique peut le prendre en charge."


@pytest.mark.stage("open")
def test_secretary_screens_the_dossiers(live: Live, visit: OpenVisit) -> None:
    yves = visit()
    page = yves.page
    yves.become("Yves Lanoë")
    yves.reads("À faire")
    page.get_by_role("link", name="Examiner").click()
    yves.reads("Recevabilité")
    yves.says("70 dossiers")

    # The list answers to words, remembers them, and leaves as a file.
    yves.fill({"Titre, numéro, direction ou nom": "mdph"})
    yves.press("Chercher")
    yves.says("2 dossiers")
    yves.check()
    with page.expect_download() as download:
        yves.press("Exporter cette liste (CSV)")
    assert "Prévenir par SMS" in download.value.path().read_text("utf-8-sig")
    yves.press("Tout retirer")
    yves.says("70 dossiers")

    # One is admissible; the next is not, and says why; the third must say more.
    yves.press("Examiner le prochain dossier")
    yves.reads("Quatre dossiers MDPH sur dix bloqués par le certificat médical")
    yves.choose("Votre décision", "Recevable")
    yves.press("Enregistrer et passer au suivant")
    yves.says("L’aide à la cantine que les familles ne demandent pas")
    yves.choose("Votre décision", "Non recevable")
    yves.press("Enregistrer et passer au suivant")
    expect(page.locator("#error-summary")).to_be_focused()
    yves.watch.refused(422)
    yves.check()
    expect(page.get_by_role("radio", name="Non recevable", exact=True)).to_be_checked()
    yves.fill({"Motif, ou mot à l’équipe": REASON})
    yves.press("Enregistrer et passer au suivant")
    yves.says("42 000 photographies")
    yves.choose("Votre décision", "Demander des précisions")
    yves.fill({"Motif, ou mot à l’équipe": "Combien de photographies sont demandées chaque année ?"})
    yves.press("Enregistrer et passer au suivant")
    yves.says("Inapte à son poste")

    refusal = live.mail_to("lucie.amberval@haute-aronde.example", "cantine")
    assert REASON in text_of(refusal)
    live.mail_to("quitterie.sorel@haute-aronde.example", "42 000")

    # What was decided in haste is taken back.
    yves.go(f"{SCREENING}?state=not_admissible")
    yves.press("L’aide à la cantine que les familles ne demandent pas")
    yves.check()
    yves.press("Revoir la recevabilité")
    yves.reads("Revoir la recevabilité")


@pytest.mark.stage("committee")
def test_secretary_gives_readers_then_publishes(live: Live, visit: OpenVisit) -> None:
    yves = visit()
    page = yves.page
    yves.become("Yves Lanoë", "/calls/passerelle-2026/readers")
    yves.reads("Lecteurs")
    yves.press("Changer les lecteurs du dossier 001")
    yves.reads("Des voitures de service immobiles, des agents sans voiture")
    readers = page.get_by_role("group", name="Qui lira ce dossier ?").get_by_role("checkbox")
    name = readers.first.evaluate("one => one.labels[0].textContent")
    yves.page.get_by_text(name, exact=True).last.click()
    yves.press("Ajouter ces lecteurs")
    yves.says("1 lecteur ajouté et prévenu.")
    yves.press(f"Retirer {name}")
    yves.says("Lecteur retiré")
    yves.go("/calls/passerelle-2026/readers/proposal")
    yves.reads("Proposition de répartition")

    # Publishing waits for every decision and every reason.
    yves.go("/calls/passerelle-2026/publish")
    yves.reads("Publier les décisions du comité")
    yves.says("Le dossier 001 attend une décision.")
    expect(page.get_by_role("button", name="Publier les décisions")).to_have_count(0)
    yves.press("Revenir au classement")
    yves.reads("Classement du comité")
    yves.fill({"Puis mettre en liste d’attente": "6"})
    yves.press("Préparer les décisions")
    yves.says("Décisions préparées : 15 à inviter, 6 en liste d’attente, 87 à ne pas présélectionner.")

    page.get_by_role("rowheader").first.get_by_role("link").click()
    yves.reads("La première nuit : l’essentiel à savoir pour accueillir un enfant en urgence")
    expect(page.get_by_role("radio", name="Inviter au pitch")).to_be_checked()
    yves.fill({"Motif": "Le comité a été frappé par la situation que vous racontez."})
    yves.press("Enregistrer")
    yves.says("Décision préparée pour le dossier 049.")
    live.write("UPDATE decisions SET reason = 'Le comité vous a lus avec attention.' WHERE reason = ''")

    yves.press("Lire les lettres")
    yves.reads("Lettres du comité")
    yves.go("/calls/passerelle-2026/publish")
    yves.reads("Publier les décisions du comité")
    yves.press("Publier les décisions")
    yves.says("108 décisions publiées.")
    live.mail_to("elodie.castaing@haute-aronde.example", "au jury")
    yves.go("/calls/passerelle-2026/jury-day/order")
    yves.reads("Ordre de passage")
    yves.press("Tirer l’ordre au sort")
    yves.says("L’ordre de passage est tiré au sort")
    yves.check()
