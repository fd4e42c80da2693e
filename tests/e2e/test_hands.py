"""Gestures of the hand that nothing else can try: a row dragged to its place, a file on its way called off."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests import papers
from tests.e2e.conftest import OpenVisit

CALL = "/calls/passerelle-2026"


def rows(page: Page) -> list[str]:
    return [str(one.get_attribute("id")) for one in page.locator("[data-reorder] tr").all()]


def drag(page: Page, row: str, to: str, *, dropped: bool = True) -> None:
    """Take a row by its handle and bring it above another; let go of it, or lose the pointer on the way."""
    handle, target = page.locator(f"#{row} [data-drag]"), page.locator(f"#{to}")
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 4, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(start["x"] + 4, end["y"] + 6, steps=4)
    if dropped:
        page.mouse.up()
    else:
        page.evaluate("document.dispatchEvent(new PointerEvent('pointercancel'))")
        page.mouse.up()


@pytest.mark.stage("open")
def test_a_question_is_dragged_and_a_file_on_its_way_is_called_off_then_sent_again(visit: OpenVisit) -> None:
    camille = visit()
    page = camille.page
    camille.become("Camille Arnoult", f"{CALL}/questions")
    camille.press(re.compile("Préparer une (autre|nouvelle) version"))
    expect(page.locator("[data-reorder]")).to_be_visible()
    before = rows(page)
    drag(page, before[2], before[1], dropped=False)
    assert rows(page) == before
    drag(page, before[2], before[1])
    expect(page.locator("body > [role=status]")).to_contain_text("est à la place 2.")
    page.reload()
    assert rows(page) == [before[0], before[2], before[1], *before[3:]]

    maud = visit()
    page, held = maud.page, list[Route]()
    maud.become("Maud Lheureux", "/projects")
    maud.press("Continuer mon dossier")
    maud.press("Tout sur une page")
    maud.sees("Écrire mon dossier")
    page.wait_for_load_state("load")  # a file chosen before the script of the page is there waits for the form
    page.route("**/files", lambda route: held.append(route))  # the network is slow
    box = page.locator("[data-files]")
    paper = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": papers.pdf()}
    box.locator("input[type=file]").set_input_files([paper])  # type: ignore[arg-type]
    box.get_by_role("button", name="Annuler").click()
    expect(box.locator("[data-file-sending] li")).to_have_count(0)
    expect(box.locator("input[type=file]")).to_be_focused()
    page.unroute("**/files")
    page.context.set_offline(True)
    box.locator("input[type=file]").set_input_files([paper])  # type: ignore[arg-type]
    expect(box).to_contain_text("« plan.pdf » n’est pas arrivé : la connexion s’est interrompue.")
    page.context.set_offline(False)
    box.get_by_role("button", name="Réessayer").click()
    expect(box.locator("[data-file-list]")).to_contain_text("plan.pdf")
    expect(box.locator("[data-file-sending] li")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-files] [data-file-list] .file")).to_have_count(1)
