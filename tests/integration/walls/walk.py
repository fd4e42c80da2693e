"""Every route of the application, opened one after the other."""

import re
import uuid
from collections.abc import Iterator
from contextvars import Context

import pypdfium2
from flask import Flask
from werkzeug.routing import Rule

from tests.conftest import PageClient

SAMPLES = {"gallery.index"}  # what components look like, in development only
_TAG = re.compile(r"<[^>]*>")
_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')  # signed with the time of day


def routes(app: Flask, method: str, *, about: str | None) -> Iterator[Rule]:
    """Give the routes whose address names `about` (project_id, code, slug), or names nothing."""
    named = {about} if about else set()
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.arguments == named and rule.endpoint not in SAMPLES:
            yield rule


def address(app: Flask, rule: Rule, **values: object) -> str:
    """Return the address of a route."""
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or ())))


def answer(client: PageClient, method: str, url: str, *names: object) -> tuple[int, str]:
    """Return status and text of an answer, without what is different each time: marks of forms, and `names`.

    The page is not parsed: there are thousands, and other tests look at their form.
    """
    response = Context().run(client.client.open, url, method=method)
    text = _words_of(response.data) if response.mimetype == "application/pdf" else _TOKEN.sub("", response.text)
    for name in names:
        text = re.sub(rf"{re.escape(str(name))}(?![\w-])", "…", text)  # « org-1 » is not in « org-18 »
    return response.status_code, text


def _words_of(content: bytes) -> str:
    """Return the words of a PDF, which would else say nothing of what it tells."""
    return " ".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(content))


def said(page: str, secrets: tuple[str, ...]) -> list[str]:
    """Return the secrets that a page says: words anywhere in it, figures where people read and not inside a key."""
    text = _TAG.sub(" ", page)
    return [one for one in secrets if (_figure(one, text) if re.fullmatch(r"[\d,]+", one) else one in page)]


def _figure(figure: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(figure)}(?![\w-])", text) is not None


def lists(app: Flask, code: str, slug: str) -> list[str]:
    """Return the address of every page that is not about one dossier, each list in several of its orders."""
    plain = [address(app, rule) for rule in routes(app, "GET", about=None)]
    of_call = [address(app, rule, code=code) for rule in routes(app, "GET", about="code")]
    of_organisation = [address(app, rule, slug=slug) for rule in routes(app, "GET", about="slug")]
    views = (
        "screening?state=all&sort=title",
        "screening/export?state=all",
        "readers?view=lacking",
        "readers?view=load",
        "screening?state=all&q=solidarites",
    )
    return [*plain, "/search?q=solidarites", *of_call, *of_organisation, *(f"/calls/{code}/{view}" for view in views)]


def differs_from_unknown(client: PageClient, app: Flask, about: str, known: object, unknown: object) -> list[str]:
    """Return the routes that answer otherwise for what exists than for what does not, those open to all left aside.

    What does not exist has the same answer at most addresses: another is asked for only where that one does not do.
    """
    found = []
    for method in ("GET", "POST"):
        usual = None
        for rule in routes(app, method, about=about):
            if app.view_functions[rule.endpoint].guard.may is None:  # type: ignore[attr-defined]
                continue
            here, nowhere = (address(app, rule, **{about: value}) for value in (known, unknown))
            answered = answer(client, method, here, here, known)
            if answered == usual:
                continue
            usual = answer(client, method, nowhere, nowhere, unknown)
            if answered != usual:
                found.append(f"{method} {rule.rule}")
    return found


def unknown_project() -> uuid.UUID:
    """Return the key of no project."""
    return uuid.uuid4()
