"""What every page is checked for: accessible, legible at two widths and in two schemes, and nothing refused."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

WIDE, NARROW = 1280, 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Width, colours, and what is worth asking again: a scheme changes contrasts only.
LOOKS = (
    (WIDE, "light", RULES),
    (WIDE, "dark", ["color-contrast"]),
    (NARROW, "dark", RULES),
    (NARROW, "light", ["color-contrast"]),
)

#: Eight lines of a list tell what a hundred tell.
RUN_AXE = """async (only) => {
  const here = {exclude: [["tbody > tr:nth-child(n+9)"], ["ul > li:nth-child(n+9)"]]};
  const found = await axe.run(here, {resultTypes: ["violations"], runOnly: only});
  const told = (node) => `${node.target} ${node.any[0]?.message ?? ""}`;
  return found.violations.map((one) => `${one.id} (${one.help}): ${one.nodes.map(told).join(" | ")}`);
}"""

#: What sticks out of the window, when the page scrolls sideways.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(one => one.getBoundingClientRect().right > width + 1);
  return [`scrolls sideways (${document.documentElement.scrollWidth} for ${width}): `
    + wide.slice(-3).map(one => `${one.tagName}.${one.className}`).join(", ")];
}"""


@dataclass
class Watch:
    """What went wrong in a page since it was opened: errors of scripts and of the policy, requests refused or lost."""

    page: Page
    faults: list[str] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._response)
        self.page.on("requestfailed", self._failed)

    def _console(self, message: Any) -> None:
        # What is refused is counted with its status below; here come scripts and the content security policy.
        if message.type == "error" and not message.text.startswith("Failed to load resource: the server responded"):
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status < 400:
            return
        if response.request.is_navigation_request():
            self.refusals.append(response.status)
        else:
            self.faults.append(f"{response.status}: {response.url}")

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # left before it came
            self.faults.append(f"{request.failure}: {request.url}")

    def refused(self, status: int) -> None:
        """Say that the page just seen was expected to come with `status`."""
        assert self.refusals == [status]
        self.refusals.clear()

    def check(self) -> None:
        """Fail when anything went wrong that was not expected."""
        assert not self.faults, self.faults
        assert not self.refusals, self.refusals


def inspect(page: Page) -> None:
    """Look at one page at two widths and in two schemes: no fault of accessibility, no sideways scroll."""
    size = page.viewport_size
    assert size
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": size["height"]})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        faults = page.evaluate(RUN_AXE, rules) + page.evaluate(TOO_WIDE)
        found += [f"{width} px, {scheme}: {fault}" for fault in faults]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    assert not found, f"{page.url}\n" + "\n".join(found)


def fits(page: Page) -> None:
    """Check a page whose scripts are off: axe cannot run there, its width can be read."""
    size = page.viewport_size
    assert size
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": size["height"]})
        found = page.evaluate(TOO_WIDE)
        assert not found, f"{page.url} at {width} px: {found}"
    page.set_viewport_size(size)
