"""The owner of a draft invites a colleague from a phone; the colleague joins from the mail and writes with her."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit, Visit
from tests.e2e.live import Live, link_in, text_of

pytestmark = pytest.mark.stage("open")
ADDRESS = "lea.martin@haute-aronde.example"
COLLEAGUE = "Fatima Zerrouki"
TITLE = re.compile("Le car coûte plus cher que le musée")


def test_colleague_joins_a_team_from_the_mail(live: Live, visit: OpenVisit) -> None:
    maud = visit(phone=True)
    team = invite(maud)
    letter = live.mail("vous invite dans une équipe", to=ADDRESS)
    assert "Maud Lheureux vous invite" in text_of(letter)

    # Opening the link answers nothing; accepting opens an account, then the dossier.
    lea = visit()
    lea.go(link_in(letter))
    lea.reads("Rejoindre une équipe")
    lea.says("Vous connaissez les collèges mieux que moi.")
    maud.go(team)
    maud.says("En attente")
    lea.press("Accepter")
    lea.sees("Mon profil")
    lea.fill({"Prénom et nom": "Léa Martin"})
    lea.press("Enregistrer mon profil")
    lea.sees(TITLE)
    lea.press("Continuer mon dossier")
    lea.fill({"Avec qui commenceriez-vous ?": "Deux classes de Marsanne."})
    lea.press("Enregistrer")
    lea.says("Vos réponses sont enregistrées")
    assert f"{ADDRESS} a accepté" in text_of(live.mail("rejoint l’équipe"))

    # The link has served; somebody else is told it is not for them.
    other = visit()
    other.go(link_in(letter))
    other.says("déjà été acceptée")
    other.watch.refused(409)

    hand_over_and_leave(maud, lea, team)
    assert "vous le portez désormais" in text_of(live.mail("Vous portez maintenant le projet", to=ADDRESS))


def invite(maud: Visit) -> str:
    """Invite from a phone: an address half written is kept and explained."""
    maud.become("Maud Lheureux", "/projects")
    maud.press(TITLE)
    maud.press("Voir l’équipe, inviter quelqu’un")
    maud.reads(TITLE)
    address = maud.page.get_by_label("Adresse électronique")
    address.fill("lea.martin")
    maud.press("Envoyer l’invitation")
    maud.watch.refused(422)
    expect(address).to_have_value("lea.martin")
    maud.check()
    address.fill(ADDRESS)
    maud.fill({"Rôle dans l’équipe": "Relais terrain", "Votre message": "Vous connaissez les collèges mieux que moi."})
    maud.press("Envoyer l’invitation")
    maud.says("L’invitation est partie")
    maud.reads(TITLE)
    return maud.page.url


def hand_over_and_leave(maud: Visit, lea: Visit, team: str) -> None:
    """Maud hands the project over, then leaves: the dossier is no longer hers to read."""
    maud.go(team)
    maud.says("Relais terrain")
    maud.press("Confier le projet")
    maud.reads("Confier le projet")
    maud.choose("À qui confiez-vous le projet ?", "Léa Martin")
    maud.page.get_by_text("Je confirme").click()
    maud.press("Confier le projet")
    maud.says("Léa Martin porte maintenant le projet")
    maud.press("Quitter l’équipe")
    maud.reads("Quitter l’équipe")
    maud.press("Quitter l’équipe")
    maud.sees("Mes projets")
    maud.go(team)
    maud.watch.refused(404)
    lea.go(team)
    lea.reads(TITLE)
    expect(lea.page.get_by_role("main")).not_to_contain_text("Maud Lheureux Médiatrice")


def test_draft_finds_a_teammate_by_a_notice(live: Live, visit: OpenVisit) -> None:
    maud, colleague = visit(phone=True), visit()
    maud.become("Maud Lheureux", "/teams")
    maud.reads("Projets qui cherchent des équipiers")
    maud.go("/projects")
    maud.press(TITLE)
    maud.press("Voir l’équipe, inviter quelqu’un")
    maud.press("Modifier l’annonce")
    maud.reads("Chercher des équipiers")
    maud.fill({"L’aide que vous cherchez": "Quelqu’un qui connaît les transports scolaires."})
    maud.press("Enregistrer")
    maud.says("Votre annonce est affichée")

    colleague.become(COLLEAGUE, "/projects")
    colleague.press("Voir les projets qui cherchent des équipiers")
    colleague.reads("Projets qui cherchent des équipiers")
    notice = colleague.page.get_by_role("article").filter(has_text="les transports scolaires")
    notice.get_by_role("link", name="Proposer mon aide").click()
    colleague.reads("Proposer mon aide")
    colleague.fill({"Votre message": "Je m’occupe des cars depuis six ans."})
    colleague.press("Envoyer mon message")
    colleague.says("Votre message est parti")
    assert "Je m’occupe des cars depuis six ans." in text_of(live.mail("propose son aide"))
