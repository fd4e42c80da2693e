"""The keyboard alone: an agent submits a dossier with Tab, Enter, Space, arrows and words."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenVisit, Visit
from tests.e2e.writing import FRENCH

pytestmark = pytest.mark.stage("open")
MANY = 120

#: What is focused shows it: an outline on itself, on its cover, on its words or on the box around a choice.
SHOWS_FOCUS = """() => {
  const one = document.activeElement;
  const seen = [[one, null], [one, "::after"]];
  for (const label of one.labels ?? []) seen.push([label, null]);
  if (one.closest(".choice")) seen.push([one.closest(".choice"), null]);
  return seen.some(([element, part]) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; everything on the way shows where the focus is."""
    handle = wanted.element_handle()
    for _ in range(MANY):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("one => one === document.activeElement", handle):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def enter(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def heads(visit: Visit, text: str) -> None:
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(text)
    visit.page.wait_for_load_state("load")


def test_agent_submits_without_a_mouse(visit: OpenVisit) -> None:
    fatima = visit()
    page = fatima.page
    content = page.get_by_role("main")
    fatima.go("/")

    # The first stop is the way past the menu.
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(content).to_be_focused()

    enter(page, content.get_by_role("link", name="La Passerelle, deuxième édition"))
    heads(fatima, "La Passerelle, deuxième édition")
    enter(page, content.get_by_role("link", name="Proposer un projet"))
    heads(fatima, "Se connecter")
    enter(page, content.get_by_role("button", name=re.compile("^Fatima Zerrouki")))
    heads(fatima, "Proposer un projet")
    enter(page, content.get_by_role("button", name="Commencer mon dossier"))
    heads(fatima, "Écrire mon dossier")
    enter(page, content.get_by_role("link", name="Tout sur une page"))
    heads(fatima, "Écrire mon dossier")

    write(page)
    enter(page, content.get_by_role("button", name="Enregistrer et relire"))
    heads(fatima, FRENCH.title)
    enter(page, content.get_by_role("link", name="Déposer mon dossier"))
    heads(fatima, "Déposer mon dossier")
    enter(page, content.get_by_role("button", name="Déposer mon dossier"))
    fatima.says("Votre dossier est déposé.")


def write(page: Page) -> None:
    """Fill the form in its order: words, lists by their first letters, choices by Space."""
    tab_to(page, page.get_by_label("Titre du projet"))
    page.keyboard.insert_text(FRENCH.title)
    for label, option in FRENCH.facts.items():
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(option[:4])
        expect(page.get_by_label(label, exact=True)).to_have_value(option)
    for label, text in FRENCH.answers.items():
        tab_to(page, page.get_by_label(label))
        page.keyboard.insert_text(text)
    for group, choice in FRENCH.choices.items():
        radios = page.get_by_role("radiogroup", name=group).get_by_role("radio")
        tab_to(page, radios.first)
        wanted = page.get_by_role("radiogroup", name=group).get_by_role("radio", name=choice, exact=True)
        page.keyboard.press("Space")
        for _ in range(radios.count()):
            if not wanted.is_checked():
                page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()


def test_a_menu_opens_and_closes_from_the_keyboard(visit: OpenVisit) -> None:
    fatima = visit()
    fatima.go("/")
    page = fatima.page
    summary = page.locator("summary").filter(has_text="Affichage").first

    enter(page, summary)
    expect(page.get_by_role("button", name="Sombre").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sombre").first).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    enter(page, page.get_by_role("button", name="Sombre").first)
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    fatima.reads("Innover dans nos collectivités")
