"""What a person gets, and what every page is held to.

Read by hand, in one pass: a parser takes longer over a page than the application takes to write it, and most tests look
at a page's words only. A page is parsed when a test looks for one of its pieces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any, NamedTuple

from bs4 import BeautifulSoup

_COMMENT = re.compile(r"<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|template)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_VALUE = r"\"[^\"]*\"|'[^']*'"
_TAG = re.compile(rf"<(/?)([a-zA-Z][\w-]*)((?:[^>\"']|{_VALUE})*)>")
_ATTRIBUTE = re.compile(rf"([^\s=/\"'>]+)(?:\s*=\s*({_VALUE}|[^\s>]+))?")
_CONTROLS = {"input", "select", "textarea"}
_SPEECHLESS = {"hidden", "submit"}


@dataclass
class Page:
    """What a person gets: the status, the address, the page."""

    status: int
    url: str
    raw: bytes = b""
    headers: Any = None
    is_page: bool = True

    @cached_property
    def html(self) -> str:
        """The page as it came; nothing when the answer is no page."""
        return self.raw.decode() if self.is_page else ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page, parsed."""
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def text(self) -> str:
        """Its words."""
        return words_of(self.html)

    @property
    def h1(self) -> str:
        return words_of(re.findall(r"<h1\b.*?</h1>", self.html, re.DOTALL)[0])

    def field(self, name: str) -> str:
        """Return the value of a form's field."""
        found = self.soup.select_one(f'[name="{name}"]')
        assert found is not None, f"no field {name}"
        if found.name == "select":
            found = found.select_one("option[selected]") or found.select_one("option")
        return found.get_text().strip() if found.name == "textarea" else str(found.get("value", ""))


def words_of(html: str) -> str:
    """Return the words of a piece of page, with plain spaces between them."""
    return " ".join(unescape(_TAG.sub(" ", _UNSEEN.sub(" ", _COMMENT.sub(" ", html)))).split())


class _Tag(NamedTuple):
    name: str
    closing: bool
    attributes: dict[str, str]


def _tags(html: str) -> Iterator[_Tag]:
    for closing, name, attributes in _TAG.findall(html):
        found = {key: value[1:-1] if value[:1] in "\"'" else value for key, value in _ATTRIBUTE.findall(attributes)}
        yield _Tag(name, bool(closing), found)


def check_page(html: str, url: str) -> None:
    """Fail when a page is not what every page is: one heading, its title, no id twice, nothing inline, labels."""
    html = _COMMENT.sub("", html)
    headings = re.findall(r"<h1\b.*?</h1>", html, re.DOTALL)
    assert len(headings) == 1, f"{url} has {len(headings)} h1"
    heading, titles = words_of(headings[0]), re.findall(r"<title>.*?</title>", html, re.DOTALL)
    title = words_of(titles[0]) if titles else ""
    assert title.startswith(heading), f"{url}: the title « {title} » does not start with « {heading} »"
    tags = list(_tags(html))
    ids = [tag.attributes["id"] for tag in tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids)), f"{url} has the same id twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    inline = [tag for tag in tags if _is_inline(tag)]
    assert not inline, f"{url} has inline styles or scripts: {inline}"
    speechless = _without_label(tags)
    assert not speechless, f"{url}: no label for {speechless}"


def _is_inline(tag: _Tag) -> bool:
    if "style" in tag.attributes or tag.name == "style":
        return True
    return tag.name == "script" and not tag.closing and "src" not in tag.attributes


def _without_label(tags: list[_Tag]) -> list[_Tag]:
    """Return the controls that have no label: around them, naming them, or said."""
    named = {tag.attributes.get("for") for tag in tags if tag.name == "label"}
    inside = 0
    found = []
    for tag in tags:
        if tag.name == "label":
            inside += -1 if tag.closing else 1
        elif tag.name in _CONTROLS and not tag.closing and not (inside or _says_what_it_is(tag, named)):
            found.append(tag)
    return found


def _says_what_it_is(tag: _Tag, named: set[str | None]) -> bool:
    has = tag.attributes
    if tag.name == "input" and has.get("type") in _SPEECHLESS:
        return True
    return bool(has.get("aria-label") or has.get("aria-labelledby") or has.get("id", "") in named)
