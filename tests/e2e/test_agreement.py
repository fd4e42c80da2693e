"""An agent asks their manager on a phone; the manager, who has no account, answers; the agent reads the answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.live import Live, link_in, text_of

pytestmark = pytest.mark.stage("open")
TITLE = re.compile("^Le car coûte plus cher")
MANAGER = "brigitte.lamoureux@ailleurs.example"
CONDITION = "Sauf en septembre, pour la rentrée."


def test_an_agent_asks_and_their_manager_answers(live: Live, visit: OpenVisit) -> None:
    maud = visit(phone=True)
    maud.become("Maud Lheureux", "/projects")
    maud.press(TITLE)
    maud.reads(TITLE)
    maud.press("Demander l’accord")
    maud.reads("Demander l’accord de mon responsable")
    maud.fill({"Prénom et nom de votre responsable": "Brigitte Lamoureux", "Son adresse électronique": "brigitte"})
    maud.fill({"Votre message": "Je garde les inscriptions du lundi."})
    maud.press("Lire ce que recevra mon responsable")
    maud.says("Cette adresse n’est pas complète")
    maud.watch.refused(422)
    maud.reads("Demander l’accord de mon responsable")
    maud.fill({"Son adresse électronique": MANAGER})
    maud.press("Lire ce que recevra mon responsable")
    maud.says("Maud Lheureux souhaite participer à La Passerelle")
    maud.reads("Demander l’accord de mon responsable")
    maud.press("Envoyer ma demande")
    maud.says("Votre demande est partie")
    maud.reads(TITLE)
    maud.says("En attente de sa réponse")

    letter = live.mail("votre accord est demandé", to=MANAGER)
    assert "Je garde les inscriptions du lundi." in text_of(letter)
    answers(visit, link_in(letter))

    assert CONDITION in text_of(live.mail("vous donne son accord", to="maud.lheureux@haute-aronde.example"))
    maud.go(maud.page.url)
    maud.says("Accord donné autrement")
    maud.says(CONDITION)
    maud.reads(TITLE)
    yves = visit()
    yves.become("Yves Lanoë", "/to-do")
    yves.go(maud.page.url)
    yves.watch.refused(404)  # a draft belongs to its team alone


def answers(visit: OpenVisit, link: str) -> None:
    """Refuse without a reason, think again, agree to less; come back and change nothing."""
    brigitte = visit(phone=True)
    brigitte.go(link)
    brigitte.reads("Votre accord est demandé")
    brigitte.says("Médiatrice culturelle")
    brigitte.page.get_by_text("Je ne peux pas accepter").click()
    brigitte.press("Refuser")
    brigitte.says("Écrivez le motif")
    brigitte.watch.refused(422)
    brigitte.reads("Votre accord est demandé")
    brigitte.page.get_by_text("avec d’autres jours").click()
    brigitte.page.get_by_label("Temps libéré").select_option(label="une demi-journée par semaine")
    brigitte.page.get_by_label("Votre condition ou votre précision").fill(CONDITION)
    brigitte.press("Accepter ainsi")
    brigitte.reads("Votre réponse est enregistrée")
    brigitte.says("une demi-journée par semaine")
    brigitte.go(link)
    brigitte.sees("Votre réponse est enregistrée")
    expect(brigitte.page.get_by_role("main").get_by_role("button")).to_have_count(0)
    brigitte.go(f"{link}x")
    brigitte.watch.refused(404)
    brigitte.reads("Ce lien ne sert plus")
    assert brigitte.page.context.cookies() == []


def test_a_manager_answers_without_javascript(live: Live, visit: OpenVisit) -> None:
    visitor = visit(script=False)
    visitor.go("/demonstration/mailbox?to=corinne.delaubier@haute-aronde.example")
    link = visitor.page.get_by_role("link", name=re.compile("agreement")).get_attribute("href")
    assert link is not None
    visitor.go(re.sub(r"^https?://[^/]+", "", link))
    visitor.reads("Votre accord est demandé")
    visitor.page.get_by_text("Je souhaite d’abord en parler").click()
    visitor.page.get_by_label("Votre message").fill("Êtes-vous là mardi ?")
    visitor.press("Envoyer mon message")
    visitor.says("Votre message est parti")
    visitor.press("J’accepte, comme demandé")
    visitor.reads("Votre réponse est enregistrée")
