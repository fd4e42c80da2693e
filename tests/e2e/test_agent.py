"""An agent hears of the call, signs in with the link of an e-mail, writes, leaves, comes back, submits."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import OpenVisit, Visit
from tests.e2e.live import Live, link_in, text_of
from tests.e2e.writing import FRENCH

pytestmark = pytest.mark.stage("open")
CALL = "La Passerelle, deuxième édition"
ADDRESS = "jeanne.morvan@haute-aronde.example"
PROBLEM = "Quel problème voulez-vous résoudre ?"


def test_agent_goes_from_the_call_to_the_receipt(live: Live, visit: OpenVisit) -> None:
    jeanne = visit()
    jeanne.go("/")
    jeanne.reads("Innover dans nos collectivités")
    jeanne.press(CALL)
    jeanne.reads(CALL)
    jeanne.press("Proposer un projet")
    link = sign_in_for_the_first_time(live, jeanne)
    jeanne.reads("Proposer un projet")
    jeanne.press("Commencer mon dossier")
    begin_and_leave(jeanne)
    come_back_and_finish(jeanne)

    jeanne.press("Déposer mon dossier")
    jeanne.reads("Déposer mon dossier")
    jeanne.says(ADDRESS)
    jeanne.press("Déposer mon dossier")
    jeanne.reads(FRENCH.title)
    jeanne.says("Votre dossier est déposé.")
    assert FRENCH.title in text_of(live.mail("bien reçu", to=ADDRESS))

    # Where it stands, then a link that has served.
    jeanne.go("/projects")
    jeanne.reads("Mes projets")
    jeanne.says("Dossier reçu")
    jeanne.press(FRENCH.title)
    jeanne.sees(FRENCH.title)
    jeanne.go(link)
    jeanne.press("Me connecter")
    jeanne.says("Ce lien n’est plus valable")
    jeanne.watch.refused(409)


def sign_in_for_the_first_time(live: Live, jeanne: Visit) -> str:
    """An address that is not one is kept and explained; the link comes by mail; the tool asks who comes."""
    address = jeanne.page.get_by_label("Votre adresse électronique")
    jeanne.sees("Se connecter")
    address.fill("jeanne.morvan")
    jeanne.press("Recevoir mon lien")
    expect(jeanne.page.locator("#error-summary")).to_be_focused()
    jeanne.watch.refused(422)
    jeanne.reads("Se connecter")
    expect(address).to_have_value("jeanne.morvan")
    address.fill(ADDRESS)
    jeanne.press("Recevoir mon lien")
    jeanne.reads("Regardez votre messagerie")
    link = link_in(live.mail("lien de connexion", to=ADDRESS))
    jeanne.go(link)
    jeanne.reads("Ouvrir ma session")
    jeanne.says(ADDRESS)
    jeanne.press("Me connecter")
    jeanne.reads("Mon profil")
    jeanne.page.get_by_label("Prénom et nom").fill("Jeanne Morvan")
    jeanne.press("Enregistrer mon profil")
    return link


def begin_and_leave(jeanne: Visit) -> None:
    """Too long is refused and kept; a part is saved, then she leaves."""
    title, problem = jeanne.page.get_by_label("Titre du projet"), jeanne.page.get_by_label(PROBLEM)
    jeanne.sees("Écrire mon dossier")
    title.fill(FRENCH.title)
    problem.fill("é" * 1502)
    jeanne.says("2 caractères de trop")
    jeanne.press("Enregistrer")
    jeanne.says("retirez-en 2 pour l’enregistrer")
    jeanne.watch.refused(422)
    jeanne.reads("Écrire mon dossier")
    expect(title).to_have_value(FRENCH.title)
    expect(problem).to_have_value("é" * 1502)
    problem.fill(FRENCH.answers[PROBLEM])
    jeanne.press("Enregistrer")
    jeanne.says("Vos réponses sont enregistrées")
    jeanne.page.get_by_role("link", name="Quitter").click()
    jeanne.reads(FRENCH.title)


def come_back_and_finish(jeanne: Visit) -> None:
    """Her to-do list leads to the draft, where nothing is lost and what is missing is named."""
    jeanne.go("/to-do")
    jeanne.reads("À faire")
    jeanne.page.get_by_role("link", name=re.compile("^Continuer")).click()
    jeanne.press("Continuer mon dossier")
    expect(jeanne.page.get_by_label("Titre du projet")).to_have_value(FRENCH.title)
    expect(jeanne.page.get_by_label(PROBLEM)).to_have_value(FRENCH.answers[PROBLEM])
    jeanne.go(re.sub("/edit.*", "/submit", jeanne.page.url))
    jeanne.reads("Déposer mon dossier")
    jeanne.press(re.compile("Avec qui commenceriez-vous"))
    jeanne.says("Partie 2 sur 4")
    jeanne.press("Tout sur une page")
    for label, option in FRENCH.facts.items():
        jeanne.page.get_by_label(label, exact=True).select_option(option)
    jeanne.fill(FRENCH.answers)
    for group, choice in FRENCH.choices.items():
        jeanne.choose(group, choice)
    jeanne.press("Enregistrer et relire")


def test_what_was_typed_outlives_a_lost_session(visit: OpenVisit) -> None:
    maud = visit()
    maud.become("Maud Lheureux", "/projects")
    maud.press("Continuer mon dossier")
    maud.press("Tout sur une page")
    first_users = maud.page.get_by_label("Avec qui commenceriez-vous ?")
    expect(maud.page).to_have_url(re.compile("/edit/all$"))
    maud.settle()
    first_users.fill("Deux classes de Marsanne et leur professeure d’histoire.")
    maud.page.context.clear_cookies()

    maud.press("Enregistrer")
    maud.sees("Se connecter")
    maud.page.get_by_role("button", name=re.compile("^Maud Lheureux")).click()

    maud.sees("Écrire mon dossier")
    maud.says("voici votre texte")
    expect(first_users).to_have_value("Deux classes de Marsanne et leur professeure d’histoire.")
    maud.press("Enregistrer")
    maud.says("Vos réponses sont enregistrées")
    maud.page.reload()
    expect(first_users).to_have_value("Deux classes de Marsanne et leur professeure d’histoire.")


def test_leaving_with_unsaved_words_asks_first(visit: OpenVisit) -> None:
    maud = visit()
    maud.become("Maud Lheureux", "/projects")
    maud.press("Continuer mon dossier")
    maud.press("Tout sur une page")
    maud.page.route("**/autosave", lambda _route: None)  # the network is slow: nothing is saved yet
    maud.page.get_by_label("Avec qui commenceriez-vous ?").fill("Deux classes")
    maud.page.on("dialog", lambda dialog: dialog.dismiss())

    with maud.page.expect_event("dialog") as asked:
        maud.page.get_by_role("link", name="Quitter").click(no_wait_after=True)

    assert asked.value.type == "beforeunload"
    expect(maud.page.get_by_label("Avec qui commenceriez-vous ?")).to_have_value("Deux classes")


def test_two_versions_are_shown_side_by_side(visit: OpenVisit) -> None:
    first, second = visit(), visit()
    for one in (first, second):
        one.become("Maud Lheureux", "/projects")
        one.press("Continuer mon dossier")
        one.press("Tout sur une page")
        one.sees("Écrire mon dossier")
    first.fill({"Avec qui commenceriez-vous ?": "Deux classes de Marsanne."})
    first.press("Enregistrer")
    first.says("Vos réponses sont enregistrées")

    second.fill({"Avec qui commenceriez-vous ?": "Trois classes de Valbrun."})
    second.press("Enregistrer")
    second.sees("Deux versions de votre dossier")
    second.watch.refused(409)
    second.check()
    expect(second.page.get_by_label("Avec qui commenceriez-vous ?")).to_have_value("Trois classes de Valbrun.")
    second.says("Deux classes de Marsanne.")
    second.press("Enregistrer mon texte à la place")
    second.says("Vos réponses sont enregistrées")
    expect(second.page.get_by_label("Avec qui commenceriez-vous ?")).to_have_value("Trois classes de Valbrun.")


def test_a_button_pressed_twice_acts_once(visit: OpenVisit) -> None:
    fatima = visit()
    fatima.become("Fatima Zerrouki", "/calls/passerelle-2026/propose")
    held: list[Route] = []
    fatima.page.route("**/propose", lambda route: held.append(route))  # the network is slow
    fatima.page.wait_for_load_state("load")
    button = fatima.page.get_by_role("main").get_by_role("button", name="Commencer mon dossier").bounding_box()
    assert button

    for _impatience in range(3):
        fatima.page.mouse.click(button["x"] + 20, button["y"] + 20)
        fatima.page.wait_for_timeout(100)

    assert len(held) == 1
    held[0].continue_()
    fatima.sees("Écrire mon dossier")
