"""A person at a browser: they sign in by the link in their mailbox, then fill the forms that pages show."""

import re
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.outbox import OutboxEmail
from tests.conftest import Page, PageClient

_TAG = re.compile(r"<(/?)(form|input|textarea|select|option|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_PARTICULAR = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/link/)[^/?]+|[?].*")
Values = str | list[str]


@dataclass
class Form:
    """A form as a page shows it: where it goes, what stands in it, what may be chosen."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, set[str]] = field(default_factory=dict)

    def holds(self, names: set[str]) -> bool:
        return names <= {*self.fields, *self.choices}

    def filled(self, values: dict[str, Values]) -> dict[str, list[str]]:
        """Return what a browser would send; a choice that is not offered cannot be made."""
        sent = dict(self.fields)
        for name, value in values.items():
            sent[name] = [value] if isinstance(value, str) else value
            offered = self.choices.get(name)
            assert offered is None or offered.issuperset(sent[name]), f"{name}: {value} is not one of {offered}"
        return sent


def forms_of(html: str) -> list[Form]:
    """Read the forms that post, in what is the page's own; by hand, for a parser is slow on a thousand pages."""
    html = html.partition("<main")[2]
    forms: list[Form] = []
    inside: Form | None = None
    chosen = ""
    for tag in _TAG.finditer(html):
        closing, name, raw = tag.groups()
        has = {key: unescape(value) for key, value in _ATTRIBUTE.findall(raw)}
        if name == "form":
            inside = None if closing or has.get("method") != "post" else Form(has.get("action", ""))
            forms += [inside] if inside is not None else []
        elif inside is not None and not closing:
            chosen = has["name"] if name == "select" else chosen
            _READ[name](inside, {"name": chosen} | has if name == "option" else has, html[tag.end() :][:9000])
    return forms


def _input(form: Form, has: dict[str, str], _after: str) -> None:
    if has.get("type") in ("radio", "checkbox"):
        form.choices.setdefault(has["name"], set()).add(has.get("value", "y"))
        if "checked" in has:
            form.fields.setdefault(has["name"], []).append(has.get("value", "y"))
    else:
        form.fields[has["name"]] = [has.get("value", "")]


def _textarea(form: Form, has: dict[str, str], after: str) -> None:
    form.fields[has["name"]] = [unescape(after.partition("</textarea>")[0]).strip()]


def _select(form: Form, has: dict[str, str], _after: str) -> None:
    form.choices[has["name"]] = set()


def _option(form: Form, has: dict[str, str], _after: str) -> None:
    form.choices[has["name"]].add(has["value"])
    if "selected" in has:
        form.fields[has["name"]] = [has["value"]]


def _button(form: Form, has: dict[str, str], _after: str) -> None:
    if "name" in has:
        form.choices.setdefault(has["name"], set()).add(has["value"])


_READ = {"input": _input, "textarea": _textarea, "select": _select, "option": _option, "button": _button}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what it is about, where it leads, its cells by their label."""

    title: str
    url: str
    cells: dict[str, str]

    @property
    def number(self) -> int:
        """The number in « 012 · Title »."""
        return int(self.title.partition(" · ")[0])

    @property
    def extremes(self) -> tuple[str, str]:
        """The lowest and the highest of « 2,40 – 4,10 », in whichever cell."""
        found = re.search(r"(\d,\d\d) – (\d,\d\d)", " ".join(self.cells.values()))
        assert found, f"no figures in {self}"
        return found[1], found[2]


def text_of(tag: Any) -> str:  # Any: what the parser of pages gives
    """Return the words of a piece of page, with plain spaces between them."""
    return " ".join(tag.get_text(" ").split())


@dataclass
class Memory:
    """What the walk has seen already: kinds of pages, and forms that are the same for everybody."""

    pages: set[str] = field(default_factory=set)
    forms: dict[str, Form] = field(default_factory=dict)


class Browser(PageClient):
    """One person's browser. The first page of each kind is examined whole, the others are only read."""

    def __init__(self, app: Flask, email: str, memory: Memory) -> None:
        super().__init__(app)
        self.email, self.memory = email, memory

    def sign_in(self, session: Session, name: str = "", department: str = "") -> None:
        """Ask for a link, follow it from the mailbox, and introduce oneself the first time."""
        self.fill("/sign-in", alike=True, email=self.email)
        session.expire_all()
        mine = select(OutboxEmail.body).where(OutboxEmail.recipient == self.email, OutboxEmail.name == "sign_in_link")
        link = re.search(r"/sign-in/link/\S+", session.scalars(mine).all()[-1])
        assert link, f"no link in the mailbox of {self.email}"
        where = self.fill(link.group(), alike=True)
        if where.startswith("/profile"):
            self.fill(where, alike=True, name=name, department=department)

    def read(self, url: str) -> str:
        """Return the text of a page as it came; it must open."""
        kind = _PARTICULAR.sub("", url)
        if kind not in self.memory.pages:
            self.memory.pages.add(kind)
            return self.see(url).raw.decode()
        response = self._send("GET", url)
        assert response.status_code == 200, f"{self.email} at {url}: {response.status_code} {response.text}"
        return str(response.text)

    def see(self, url: str) -> Page:
        """Return a page, parsed; it must open."""
        page = self.get(url)
        assert page.status == 200, f"{self.email} at {url}: {page.status} {page.text}"
        return page

    def pages(self, url: str) -> Iterator[Page]:
        """Give every page of the list at `url`."""
        following: str | None = url
        while following:
            page = self.see(following)
            yield page
            after = page.soup.select_one(".pages a[rel=next]")
            following = str(after["href"]) if after else None

    def rows(self, url: str, caption: str) -> list[Row]:
        """Return every line of the table called `caption` at `url`, page after page."""
        return [
            Row(
                title=text_of(line.select_one("th a") or line.th),
                url=str(line.select_one("th a")["href"]) if line.select_one("th a") else "",  # type: ignore[index]
                cells={str(cell["data-label"]): text_of(cell) for cell in line.select("td[data-label]")},
            )
            for page in self.pages(url)
            for table in page.soup.select("main table")
            if table.caption is not None and text_of(table.caption) == caption
            for line in table.select("tbody tr:not(.cut-line)")
        ]

    def form(self, url: str, *names: str) -> Form:
        """Open `url` and return the form that has all these fields or buttons."""
        found = [form for form in forms_of(self.read(url)) if form.holds(set(names))]
        assert found, f"{url} shows no form with {names}"
        return found[0]

    def fill(self, url: str, *, alike: bool | str = False, **values: Values) -> str:
        """Open `url`, write `values` in the form that has them all (buttons too), send it; return where it leads.

        A form that is `alike` on many pages, or on those of one kind, is read on the first of them only.
        """
        kind = f"{_PARTICULAR.sub('', url)} {alike}"
        form = self.memory.forms.get(kind) if alike else None
        if form is None:
            form = self.form(url, *values)
            if alike:
                assert form.action in ("", url), f"the form of {url} goes to a place of its own"
                form.action = ""
                self.memory.forms[kind] = form
        return self.send(form.action or url, form.filled(values))

    def press(self, url: str, action: str) -> str:
        """Open `url` and press the button that posts to `action`."""
        assert action in {form.action for form in forms_of(self.read(url))}, f"{url} shows no button to {action}"
        return self.send(action, {})

    def send(self, url: str, data: dict[str, Any]) -> str:
        """Post `data`; it must be accepted; return where it leads."""
        response = self._send("POST", url, data=data)
        assert response.status_code in (302, 303), f"{self.email} at {url}: {response.status_code} {response.text}"
        return str(response.location)

    def _send(self, method: str, url: str, **options: Any) -> Any:
        # A context of its own: see PageClient.
        return Context().run(self.client.open, url, method=method, **options)
