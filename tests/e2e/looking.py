"""What every page is checked for: accessible, legible at two widths and in two schemes, and nothing refused."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

WIDE, TABLET, NARROW = 1280, 640, 320
#: What a page asks by itself: a refusal, or no answer, is told in its words, where tests read it.
TOLD = "/autosave"
#: What a test asked for by cutting the connection: no fault of the page, whatever it was asking then.
CUT = "net::ERR_INTERNET_DISCONNECTED"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What depends on the width; the rest is the same page at both.
OF_WIDTH = ["target-size", "scrollable-region-focusable", "link-in-text-block"]
#: Every rule is asked of every page at the width at which the person reads it. Contrasts, which take most of the time,
#: are asked at both widths and in both schemes of each piece of page not met before: what has the same ancestors has
#: the same colours.
LOOKS = ((WIDE, "light"), (NARROW, "dark"), (WIDE, "dark"), (NARROW, "light"))

#: The pieces that hold words, each named by its own class and state and by those of all its ancestors.
PIECES = """() => {
  const states = ["aria-current", "aria-disabled", "aria-invalid", "data-scheme", "open", "fill"];
  const names = new Map();
  const name = (one) => {
    if (!one) return [...document.styleSheets].map((sheet) => sheet.href).join(" ");
    if (!names.has(one)) {
      const state = states.filter((state) => one.hasAttribute(state)).map((state) => state + one.getAttribute(state));
      const chosen = one.matches("label, .choice") && one.parentElement.querySelector(":checked") ? "chosen" : "";
      names.set(one, `${name(one.parentElement)} > ${one.tagName}.${one.getAttribute("class")} ${state} ${chosen}`);
    }
    return names.get(one);
  };
  const holdsWords = (one) => one.matches("input, select, textarea")
    || [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  window.pieces = [...document.body.querySelectorAll("*")].filter(holdsWords);
  return window.pieces.map(name);
}"""

#: Eight lines of a list tell what a hundred tell.
RUN_AXE = """async ([rules, fresh]) => {
  const told = (node) => `${node.target} ${node.any[0]?.message ?? ""}`;
  const ask = async (where, options) => (await axe.run(where, {resultTypes: ["violations"], ...options})).violations
    .map((one) => `${one.id} (${one.help}): ${one.nodes.map(told).join(" | ")}`);
  const lines = {exclude: [["tbody > tr:nth-child(n+9)"], ["ul > li:nth-child(n+9)"]]};
  const others = {runOnly: rules, rules: {"color-contrast": {enabled: false}}};
  return [
    ...(rules.length ? await ask(lines, others) : []),
    ...(fresh.length ? await ask({include: fresh.map((n) => window.pieces[n])}, {runOnly: ["color-contrast"]}) : []),
  ];
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
        if message.location.get("url", "").endswith(TOLD) or CUT in message.text:
            return
        if message.type == "error" and not message.text.startswith("Failed to load resource: the server responded"):
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status < 400 or response.url.endswith(TOLD):
            return
        if response.request.is_navigation_request():
            self.refusals.append(response.status)
        else:
            self.faults.append(f"{response.status}: {response.url}")

    def _failed(self, request: Any) -> None:
        if request.failure not in {"net::ERR_ABORTED", CUT} and not request.url.endswith(TOLD):  # left before it came
            self.faults.append(f"{request.failure}: {request.url}")

    def refused(self, status: int) -> None:
        """Say that the page just seen was expected to come with `status`."""
        assert self.refusals == [status]
        self.refusals.clear()

    def check(self) -> None:
        """Fail when anything went wrong that was not expected."""
        assert not self.faults, self.faults
        assert not self.refusals, self.refusals


_met: set[str] = set()


def inspect(page: Page) -> None:
    """Look at one page at two widths and in two schemes: no fault of accessibility, no sideways scroll."""
    size = page.viewport_size
    assert size
    page.evaluate(AXE_SCRIPT)
    names = page.evaluate(PIECES)
    fresh = {name: number for number, name in enumerate(names) if name not in _met}
    found = []
    own = NARROW if size["width"] < TABLET else WIDE
    for number, (width, scheme) in enumerate(LOOKS if fresh else LOOKS[:2]):
        page.set_viewport_size({"width": width, "height": size["height"]})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        rules = [] if number > 1 else RULES if width == own else OF_WIDTH
        faults = page.evaluate(RUN_AXE, [rules, list(fresh.values())]) + page.evaluate(TOO_WIDE)
        found += [f"{width} px, {scheme}: {fault}" for fault in faults]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    assert not found, f"{page.url}\n" + "\n".join(found)
    _met.update(fresh)


def fits(page: Page) -> None:
    """Check a page whose scripts are off: axe cannot run there, its width can be read."""
    size = page.viewport_size
    assert size
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": size["height"]})
        found = page.evaluate(TOO_WIDE)
        assert not found, f"{page.url} at {width} px: {found}"
    page.set_viewport_size(size)
