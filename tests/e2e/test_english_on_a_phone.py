"""The agent's journey in English on a phone: the language, once chosen, is that of every page and every e-mail."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.live import Live, link_in, text_of
from tests.e2e.writing import ENGLISH

pytestmark = pytest.mark.stage("open")
ADDRESS = "ewan.baird@haute-aronde.example"


def test_agent_submits_in_english(live: Live, visit: OpenVisit) -> None:
    ewan = visit(phone=True)
    page, menu = ewan.page, ewan.page.locator(".masthead-narrow")
    ewan.go("/calls/passerelle-2026")
    menu.get_by_text("Menu", exact=True).click()
    menu.get_by_role("button", name="English").click()
    ewan.reads("La Passerelle, second edition")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    ewan.press("Propose a project")

    ewan.sees("Sign in")
    page.get_by_label("Your e-mail address").fill(ADDRESS)
    ewan.press("Send me my link")
    ewan.sees("Check your inbox")
    ewan.go(link_in(live.mail("sign-in link", to=ADDRESS)))
    ewan.sees("Open my session")
    ewan.press("Sign me in")
    ewan.reads("My profile")
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    page.get_by_label("First name and surname").fill("Ewan Baird")
    ewan.press("Save my profile")

    ewan.sees("Propose a project")
    ewan.press("Start my application")
    ewan.reads("Write my application")
    ewan.press("All on one page")
    page.get_by_label("Project title").fill(ENGLISH.title)
    for label, option in ENGLISH.facts.items():
        page.get_by_label(label, exact=True).select_option(option)
    ewan.fill(ENGLISH.answers)
    for group, choice in ENGLISH.choices.items():
        ewan.choose(group, choice)
    ewan.press("Save and check")
    ewan.reads(ENGLISH.title)
    ewan.says("Your answers are saved")
    ewan.press("Submit my application")
    ewan.reads("Submit my application")
    ewan.press("Submit my application")
    ewan.says("Your application is submitted.")
    ewan.check()
    assert "Hello Ewan Baird," in text_of(live.mail("Application received", to=ADDRESS))

    # Another day, on another device: the language is remembered with the person.
    ewan.go("/to-do")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    ewan.reads("To do")
    menu.get_by_text("Menu", exact=True).click()
    menu.get_by_text("Ewan Baird", exact=True).click()
    menu.get_by_role("button", name="Sign out").click()
    menu.get_by_text("Menu", exact=True).click()
    menu.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
