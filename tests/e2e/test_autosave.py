"""A dossier is written, and nothing of it is lost: on the server, on this device, between two people."""

import re
import uuid

import pytest
from playwright.sync_api import Dialog, Locator, expect

from tests.e2e.conftest import OpenVisit, Visit
from tests.e2e.live import Live
from tests.programs import wait_until

pytestmark = pytest.mark.stage("open")
PEOPLE = "Avec qui commenceriez-vous ?"
PROBLEM = "Quel problème voulez-vous résoudre ?"
SAVED = re.compile(r"^\s*Enregistré à \d+\sh(\s\d\d)?\s*$")
# With its day too, when midnight has passed.
ASKS = re.compile(r"Un texte non enregistré est sur cet appareil \(de .*\d+\sh(\s\d\d)?\)")
JOINS = """INSERT INTO team_members (id, created_at, project_id, person_id, name, role)
    SELECT '{member}', '2026-01-01 00:00:00', '{project}', id, name, '' FROM people WHERE name = 'Fatima Zerrouki'"""
WORDS = "Deux classes de Marsanne et leur professeure d’histoire."


def writes(visit: Visit) -> Visit:
    """Open Maud's draft."""
    visit.become("Maud Lheureux", "/projects")
    visit.press("Continuer mon dossier")
    visit.press("Tout sur une page")
    expect(visit.page).to_have_url(re.compile("/edit/all$"))
    visit.sees("Écrire mon dossier")
    return visit


def line(visit: Visit) -> Locator:
    """The line that says where the text is."""
    return visit.page.locator("[data-saved]")


def field(visit: Visit, label: str = PEOPLE) -> Locator:
    return visit.page.get_by_label(label)


def writes_in(visit: Visit, text: str, label: str = PEOPLE) -> None:
    """Write and go elsewhere: it is saved at once, not after a pause."""
    field(visit, label).fill(text)
    field(visit, label).blur()


def question(visit: Visit) -> Locator:
    return visit.page.locator("[data-question]")


def questions_on_leaving(visit: Visit) -> list[str]:
    """Note each time the browser asks whether to leave the page, and leave it."""
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    visit.page.on("dialog", note)
    return asked


def copies(visit: Visit) -> list[str]:
    """What this device keeps."""
    return list(visit.page.evaluate("Object.keys(localStorage)"))


def keeps_nothing(visit: Visit) -> None:
    """Wait until the server has all that was typed: this device then keeps nothing."""
    wait_until(lambda: not copies(visit), "nothing left on the device")


def test_what_is_typed_is_saved(visit: OpenVisit) -> None:
    maud = writes(visit())
    expect(line(maud)).to_have_text(re.compile("s’enregistre pendant que vous écrivez|Enregistré"))
    said = maud.page.locator("[data-live]")
    maud.check()

    field(maud).press_sequentially("Deux classes")
    assert copies(maud)
    expect(line(maud)).to_have_text(SAVED)
    expect(said).to_have_text(SAVED)
    keeps_nothing(maud)
    maud.page.evaluate("document.querySelector('[data-live]').textContent = ''")
    field(maud).fill(WORDS)
    field(maud).blur()
    keeps_nothing(maud)
    expect(line(maud)).to_have_text(SAVED)
    expect(said).to_have_text("")  # the second save is shown, not read aloud
    maud.check()

    asked = questions_on_leaving(maud)
    maud.page.reload()
    expect(field(maud)).to_have_value(WORDS)
    assert not asked
    expect(question(maud)).to_be_hidden()
    maud.press("Enregistrer")
    maud.says("Vos réponses sont enregistrées")


def test_how_far_one_is_follows(visit: OpenVisit) -> None:
    maud = writes(visit())
    count = maud.page.locator(".meter-count")
    before = count.inner_text()

    field(maud, "Titre du projet").fill("")

    expect(line(maud)).to_have_text(SAVED)
    expect(count).not_to_have_text(before)


def test_a_wrong_answer_does_not_hold_the_others(visit: OpenVisit) -> None:
    maud = writes(visit())
    too_long = "é" * 1502

    field(maud).fill(WORDS)
    writes_in(maud, too_long, PROBLEM)
    expect(line(maud)).to_contain_text(re.compile(r"sauf une réponse\s:"))
    expect(line(maud).get_by_role("link")).to_have_text(PROBLEM)
    expect(field(maud, PROBLEM)).to_have_attribute("aria-invalid", "true")
    expect(field(maud, PROBLEM)).to_have_accessible_description(re.compile("retirez-en 2"))
    maud.check()
    line(maud).get_by_role("link").click()
    expect(field(maud, PROBLEM)).to_be_focused()

    asked = questions_on_leaving(maud)
    maud.page.reload()
    expect(field(maud)).to_have_value(WORDS)
    assert asked == ["beforeunload"]  # it is not saved
    expect(question(maud)).to_contain_text(too_long)
    maud.press("Reprendre ce texte")
    expect(field(maud, PROBLEM)).to_have_value(too_long)
    writes_in(maud, "Un problème court.", PROBLEM)
    expect(line(maud)).to_have_text(SAVED)
    expect(field(maud, PROBLEM)).not_to_have_attribute("aria-invalid", "true")


def test_without_a_connection_the_device_keeps_the_text(visit: OpenVisit) -> None:
    maud = writes(visit())
    maud.page.context.set_offline(True)

    writes_in(maud, WORDS)
    expect(line(maud)).to_have_text("Pas de connexion : votre texte est gardé sur cet appareil")
    assert len(copies(maud)) == 1

    maud.page.context.set_offline(False)
    expect(line(maud)).to_have_text(SAVED)
    keeps_nothing(maud)
    maud.page.reload()
    expect(field(maud)).to_have_value(WORDS)


def test_a_text_left_on_the_device_is_offered_and_may_be_thrown_away(visit: OpenVisit) -> None:
    closed = writes(visit())
    saved, address, device = field(closed).input_value(), closed.page.url, closed.page.context
    device.set_offline(True)
    writes_in(closed, WORDS)
    expect(line(closed)).to_contain_text("votre texte est gardé sur cet appareil")
    closed.page.close()  # without a question and without a connection
    device.set_offline(False)

    maud = Visit(device.new_page(), script=True)
    maud.go(address)
    expect(question(maud)).to_contain_text(ASKS)
    expect(question(maud)).to_contain_text(WORDS)
    expect(field(maud)).to_have_value(saved)
    maud.check()
    maud.press("Le jeter")
    expect(question(maud)).to_be_hidden()
    keeps_nothing(maud)
    maud.page.reload()
    expect(question(maud)).to_be_hidden()
    expect(field(maud)).to_have_value(saved)
    maud.watch.check()


def test_a_lost_session_gives_the_text_back(visit: OpenVisit) -> None:
    maud = writes(visit())
    maud.settle()
    maud.page.context.clear_cookies()

    writes_in(maud, WORDS)
    expect(line(maud)).to_contain_text("Votre session est terminée : votre texte est gardé sur cet appareil")
    maud.check()
    asked = questions_on_leaving(maud)
    maud.page.get_by_role("link", name="Me reconnecter").click()
    maud.sees("Se connecter")
    assert not asked  # the device has it
    maud.page.get_by_role("button", name=re.compile("^Maud Lheureux")).click()

    maud.sees("Écrire mon dossier")
    expect(question(maud)).to_contain_text(WORDS)
    maud.press("Reprendre ce texte")
    expect(field(maud)).to_have_value(WORDS)
    expect(field(maud)).to_be_focused()
    expect(line(maud)).to_have_text(SAVED)
    keeps_nothing(maud)


def test_signing_out_takes_the_text_away(visit: OpenVisit) -> None:
    maud = writes(visit())
    maud.page.route("**/autosave", lambda route: route.abort())
    writes_in(maud, WORDS)
    expect(line(maud)).to_contain_text("votre texte est gardé sur cet appareil")
    assert copies(maud)
    maud.page.evaluate("localStorage.setItem('words somebody-else', '{}')")
    maud.page.on("dialog", lambda dialog: dialog.accept())

    maud.page.get_by_role("link", name="Quitter").click()
    maud.page.locator(".masthead-wide").get_by_text("Maud Lheureux").click()
    maud.page.locator(".masthead-wide").get_by_role("button", name="Me déconnecter").click()

    maud.says("Vous êtes déconnecté.")
    assert copies(maud) == ["words somebody-else"]


def test_two_at_work_in_different_answers_both_keep_theirs(visit: OpenVisit) -> None:
    first, second = writes(visit()), writes(visit(phone=True))

    writes_in(first, WORDS)
    expect(line(first)).to_have_text(SAVED)
    writes_in(second, "Personne ne vient.", PROBLEM)
    expect(line(second)).to_have_text(SAVED)

    expect(field(second)).to_have_value(WORDS)  # what the other wrote comes by itself
    second.press("Enregistrer")
    second.says("Vos réponses sont enregistrées")
    expect(field(second)).to_have_value(WORDS)
    expect(field(second, PROBLEM)).to_have_value("Personne ne vient.")


def test_one_sees_who_else_is_writing(live: Live, visit: OpenVisit) -> None:
    maud, fatima = writes(visit()), visit()
    project = maud.page.url.split("/projects/")[1].split("/")[0]
    live.write(JOINS.format(project=project.replace("-", ""), member=uuid.uuid4().hex))
    fatima.become("Fatima Zerrouki", f"/projects/{project}/edit/all")
    writes_in(fatima, "Personne ne vient.", PROBLEM)
    expect(line(fatima)).to_have_text(SAVED)

    writes_in(maud, WORDS)
    expect(line(maud)).to_contain_text("Fatima Zerrouki écrit aussi dans ce dossier")
    expect(maud.page.locator("[data-live]")).to_contain_text("Fatima Zerrouki écrit aussi dans ce dossier")
    expect(field(maud, PROBLEM)).to_have_value("Personne ne vient.")


def test_two_at_work_in_the_same_answer_compare(visit: OpenVisit) -> None:
    first, second = writes(visit()), writes(visit(phone=True))

    writes_in(first, WORDS)
    expect(line(first)).to_have_text(SAVED)
    writes_in(second, "Trois classes de Valbrun.")
    expect(line(second)).to_contain_text("la vôtre n’est pas enregistrée")
    expect(field(second)).to_have_value("Trois classes de Valbrun.")
    second.check()

    second.press("Comparer")
    second.sees("Deux versions de votre dossier")
    second.watch.refused(409)
    second.says(WORDS)
    expect(field(second)).to_have_value("Trois classes de Valbrun.")
    second.press("Enregistrer mon texte à la place")
    second.says("Vos réponses sont enregistrées")
    expect(field(second)).to_have_value("Trois classes de Valbrun.")
    expect(question(second)).to_be_hidden()


def test_a_dossier_handed_in_elsewhere_says_so(visit: OpenVisit) -> None:
    first, second = writes(visit()), writes(visit())
    project = first.page.url.removesuffix("/edit/all")
    first.go(f"{project}/withdraw")
    first.press("Retirer mon dossier")

    writes_in(second, WORDS)
    expect(line(second)).to_contain_text("Ce dossier est retiré")
    expect(line(second)).to_contain_text("Votre texte est gardé sur cet appareil.")
    second.press("Voir mon texte")
    second.watch.refused(409)
    second.says(WORDS)
    second.check()


def test_a_message_not_sent_is_given_back(visit: OpenVisit) -> None:
    closed = visit()
    closed.become("Nadège Tillier", "/projects")
    closed.page.get_by_role("link", name=re.compile("La première nuit")).first.click()
    closed.press("Échanges")
    message, address, device = "Votre message", closed.page.url, closed.page.context
    field(closed, message).fill(WORDS)
    expect(closed.page.get_by_text("Votre texte est gardé sur cet appareil")).to_be_visible()
    asked = questions_on_leaving(closed)
    with closed.page.expect_event("close"):
        closed.page.close(run_before_unload=True)
    assert not asked  # the device has it

    nadege = Visit(device.new_page(), script=True)
    nadege.go(address)
    expect(question(nadege)).to_contain_text(
        re.compile(r"Un message non envoyé est sur cet appareil \(de .*\d+\sh(\s\d\d)?\)")
    )
    nadege.check()
    nadege.press("Reprendre ce texte")
    expect(field(nadege, message)).to_have_value(WORDS)
    nadege.page.context.clear_cookies()
    nadege.press("Envoyer le message")
    nadege.sees("Se connecter")
    nadege.page.get_by_role("button", name=re.compile("^Nadège Tillier")).click()
    expect(field(nadege, message)).to_have_value(WORDS)
    expect(question(nadege)).to_be_hidden()

    nadege.press("Envoyer le message")
    nadege.says("Votre message est envoyé.")
    keeps_nothing(nadege)
    expect(question(nadege)).to_be_hidden()
    expect(field(nadege, message)).to_have_value("")
