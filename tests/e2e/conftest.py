"""People at work in a real browser, on a real server.

One server and one browser for all the tests; each test begins with the demonstration at a stage of its own.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.live import Live
from tests.e2e.looking import Watch, fits, inspect

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PHONE, DESK = (390, 844), (1280, 900)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "stage(name): the moment of the demonstration at which the test begins")


def _stage_of(item: pytest.Item) -> str:
    marker = item.get_closest_marker("stage")
    assert marker is not None, f"{item.name} does not say at which stage it begins"
    return str(marker.args[0])


def browser_path() -> str:
    """Return the program that scripts/browser.sh found; without one, skip the tests, or fail them with CI=true."""
    found = ROOT / ".cache" / "browser" / "path"
    path = os.environ.get("BROWSER_PATH") or (found.read_text().strip() if found.exists() else "")
    if path and os.access(path, os.X_OK):
        return path
    reason = "no browser: run scripts/browser.sh, or set BROWSER_PATH"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    expect.set_options(timeout=10_000)
    root = tmp_path_factory.getbasetemp()
    shared = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "stages"
    live = Live(tmp_path_factory.mktemp("live"), shared)
    with live.running():
        yield live


@pytest.fixture
def live(server: Live, request: pytest.FixtureRequest) -> Live:
    """The application, at the stage that the test names."""
    server.at(_stage_of(request.node))
    return server


class Visit:
    """One person in front of one screen."""

    def __init__(self, page: Page, script: bool) -> None:
        self.page = page
        self.watch = Watch(page)
        self._script = script

    def become(self, name: str, path: str = "/to-do") -> None:
        """Sign in as somebody of the demonstration, and go to `path`."""
        self.page.goto(f"/sign-in?next={path}")
        self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).click()
        expect(self.page).to_have_url(re.compile(re.escape(path)))

    def go(self, path: str) -> None:
        self.page.goto(path)

    def settle(self) -> None:
        """Wait until the page has had all that it asks for by itself: each answer renews the session's cookie."""
        self.page.wait_for_load_state("networkidle")

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the one button or link of the content that reads `name`."""
        content = self.page.get_by_role("main")
        exact = isinstance(name, str)
        button = content.get_by_role("button", name=name, exact=exact)
        button.or_(content.get_by_role("link", name=name, exact=exact)).click()

    def fill(self, texts: dict[str, str]) -> None:
        """Write in the fields with these labels."""
        for label, text in texts.items():
            self.page.locator("input, textarea").and_(self.page.get_by_label(label)).fill(text)

    def choose(self, group: str, choice: str) -> None:
        """Press a choice as people do, on its words."""
        radios = self.page.get_by_role("radiogroup", name=group)
        radios.get_by_text(choice, exact=True).click()
        expect(radios.get_by_role("radio", name=choice, exact=True)).to_be_checked()

    def mark(self, value: int) -> None:
        """Give the same mark to every criterion of the grid on the page."""
        for criterion in self.page.locator("fieldset.scale").all():
            criterion.get_by_role("radio", name=str(value), exact=True).check()

    def send(self, path: str, **form: str) -> None:
        """Do by requests alone, with the session and the token of the page, what the test does elsewhere by hand."""
        token = self.page.locator("input[name=csrf_token]").first.input_value()
        answer = self.page.request.post(path, form={"csrf_token": token, **form}, max_redirects=0)
        assert answer.status == 302, (answer.status, path)

    @property
    def heading(self) -> str:
        """The heading of the page."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def sees(self, heading: str | re.Pattern[str]) -> None:
        """Check the heading of the page: the rest was checked where it was first met."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def reads(self, heading: str | re.Pattern[str]) -> None:
        """Check the heading of the page, and all that every page is checked for."""
        self.sees(heading)
        self.check()

    def says(self, text: str | re.Pattern[str]) -> None:
        """Check a sentence of the content or of the notices above it."""
        expect(self.page.locator("body")).to_contain_text(text)

    def check(self) -> None:
        """Check all that every page is checked for."""
        self.page.wait_for_load_state("load")
        (inspect if self._script else fits)(self.page)
        self.watch.check()


class OpenVisit(Protocol):
    """How a test opens a browser of one's own."""

    def __call__(self, *, phone: bool = False, script: bool = True) -> Visit: ...


@pytest.fixture
def visit(browser: Browser, live: Live) -> Iterator[OpenVisit]:
    """Open a browser of one's own: `visit(phone=True, script=False)`."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def open_one(*, phone: bool = False, script: bool = True) -> Visit:
        width, height = PHONE if phone else DESK
        context = browser.new_context(
            base_url=live.url,
            locale="fr-FR",
            viewport={"width": width, "height": height},
            has_touch=phone,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        opened.append((context, Visit(context.new_page(), script)))
        return opened[-1][1]

    yield open_one
    for context, _visit in opened:
        context.close()
    for _context, visit in opened:
        visit.watch.check()
