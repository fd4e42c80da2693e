"""What looks at every page sees the faults it looks for."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import OpenVisit
from tests.e2e.looking import inspect

PAGE = "<!doctype html><html lang=fr><title>Essai</title><main><h1>Essai</h1>{}</main></html>"
WIDE_CARD = "<style>@media (max-width: 400px) {p {width: 500px}}</style><p>Trop large au téléphone</p>"
PALE_AT_NIGHT = "<style>@media (prefers-color-scheme: dark) {p {color: #888; background: #777}}</style><p>Pâle</p>"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<input>", "1280 px, light: label"),
        (PALE_AT_NIGHT, "1280 px, dark: color-contrast"),
        (WIDE_CARD, "320 px, dark: scrolls sideways"),
    ],
)
def test_a_fault_is_seen(browser: Browser, content: str, fault: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(PAGE.format(content))

    with pytest.raises(AssertionError, match=fault):
        inspect(page)
    page.close()


def test_a_sound_page_passes(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(PAGE.format("<p>Rien à dire.</p>"))

    inspect(page)
    page.close()


@pytest.mark.stage("open")
def test_scripts_and_requests_that_fail_are_noted(visit: OpenVisit) -> None:
    visitor = visit()
    visitor.go("/")
    inline = "document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))"
    for fault, script in (
        ("Content Security Policy", inline),
        ("script: oh", "setTimeout(() => { throw new Error('oh') })"),
        ("404", "fetch('/static/nothing.js')"),
    ):
        visitor.page.evaluate(script)
        visitor.page.wait_for_timeout(100)
        with pytest.raises(AssertionError, match=fault):
            visitor.watch.check()
        visitor.watch.faults.clear()
