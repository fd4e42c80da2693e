"""Pages of refusal: in the site's look, in both languages, they say what to do next."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from incubator.core.db import db, make_engine
from incubator.core.errors import NotAllowed, NotReady, StaleVersion
from incubator.core.permissions import public
from incubator.extensions import limiter
from tests import factories as make
from tests.conftest import Page, PageClient

NEXT = {
    "fr": {
        400: "Rechargez la page",
        403: "demandez l’accès à l’équipe du programme",
        404: "Vérifiez l’adresse",
        405: "Repartez de l’accueil",
        409: "Rouvrez la page",
        413: "Réduisez le fichier",
        429: "Attendez une minute",
        500: "essayez de nouveau dans quelques minutes",
    },
    "en": {
        400: "Reload the page",
        403: "ask the programme team",
        404: "Check the address",
        405: "home page",
        409: "Open the page again",
        413: "smaller",
        429: "Wait a minute",
        500: "try again in a few minutes",
    },
}
AFTER_SIGN_IN = {"fr": "Ce que vous pouvez faire", "en": "What you can do"}


@pytest.fixture
def faulty(app: Flask) -> Iterator[Callable[[Callable[[], Any]], None]]:
    """Make the page of the legal notice fail in some way."""
    view, propagate = app.view_functions["public.legal"], app.config.get("PROPAGATE_EXCEPTIONS")

    def fail_with(fault: Callable[[], Any]) -> None:
        app.view_functions["public.legal"] = public("a fault of this test")(fault)
        app.config["PROPAGATE_EXCEPTIONS"] = False

    yield fail_with
    app.view_functions["public.legal"] = view
    app.config["PROPAGATE_EXCEPTIONS"] = propagate


def choose(client: PageClient, language: str) -> None:
    with client.client.session_transaction() as session:
        session["language"] = language


def is_dressed(page: Page) -> bool:
    """Tell whether the page has the frame of the others."""
    has_style = page.soup.select_one('link[href*="app.css"]') is not None
    return has_style and page.soup.select_one("header.masthead") is not None and page.soup.footer is not None


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("status", sorted(NEXT["fr"]))
def test_every_refusal_says_what_to_do_next(visitor: PageClient, faulty: Any, status: int, language: str) -> None:
    faulty(lambda: abort(status))
    choose(visitor, language)

    page = visitor.get("/legal")

    assert page.status == status
    assert page.soup.html is not None
    assert page.soup.html["lang"] == language
    assert AFTER_SIGN_IN[language] in page.text
    assert NEXT[language][status] in page.text
    assert is_dressed(page)
    assert page.soup.select_one('main a[href="/"]')


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("error", "status"),
    [(NotAllowed("Pas vous."), 403), (StaleVersion("Déjà changé."), 409), (NotReady(["Un titre.", "Une idée."]), 409)],
)
def test_refusal_of_an_operation_says_its_own_sentence_first(
    visitor: PageClient, faulty: Any, error: Exception, status: int, language: str
) -> None:
    def fault() -> None:
        raise error

    faulty(fault)
    choose(visitor, language)

    page = visitor.get("/legal")

    assert page.status == status
    assert str(error) in page.text
    assert NEXT[language][status] in page.text


def test_fault_of_ours_tells_nothing_of_itself(visitor: PageClient, faulty: Any) -> None:
    def fault() -> None:
        raise ValueError("the secret of the safe")

    faulty(fault)

    page = visitor.get("/legal")

    assert (page.status, page.h1) == (500, "Le service a rencontré un problème")
    assert "secret" not in page.raw.decode()


@contextmanager
def without_database(url: str) -> Iterator[None]:
    """Replace the database by one that does not answer."""
    engine, connection = db._engine, db._connection
    db.join(None)
    db._engine = make_engine(url)
    try:
        yield
    finally:
        db._engine.dispose()
        db._engine = engine
        db.join(connection)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@127.0.0.1:9/nothing"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/to-do", "/nowhere", "/demonstration/mailbox"])
def test_page_comes_even_when_the_database_does_not(
    app: Flask, session: Session, sign_in: Any, faulty: Any, url: str, path: str
) -> None:
    person = make.make_person(session, make.make_organisation(session))
    session.commit()
    faulty(lambda: "")
    client = sign_in(person)
    choose(client, "en")

    with without_database(url):
        page = client.get(path)

    assert page.status == 500
    assert "What you can do" in page.text
    assert is_dressed(page)
    assert page.headers["Content-Security-Policy"]


def test_page_comes_when_the_database_goes_in_the_middle(visitor: PageClient, faulty: Any) -> None:
    def fault() -> None:
        db.session.connection().invalidate()
        db.session.execute(text("SELECT broken"))

    faulty(fault)
    engine = create_engine("sqlite://")
    connection = db._connection
    db.join(None)
    original, db._engine = db._engine, engine
    try:
        page = visitor.get("/legal")
    finally:
        db._engine = original
        db.join(connection)

    assert page.status == 500
    assert is_dressed(page)


@pytest.fixture
def limited(app: Flask) -> Iterator[FlaskClient]:
    """The application with its limits, as in production."""
    limiter.enabled = True
    limiter.reset()
    yield app.test_client()
    limiter.reset()
    limiter.enabled = False


@pytest.mark.parametrize(
    ("language", "heading"), [("fr", "Trop de demandes en peu de temps"), ("en", "Too many requests")]
)
def test_sixth_link_asked_in_an_hour_is_refused_with_the_time(
    visitor: PageClient, limited: FlaskClient, language: str, heading: str
) -> None:
    choose(visitor, language)
    answers = [visitor.post("/sign-in", {"email": "quelquun@ailleurs.example"}).status for _ in range(5)]

    page = visitor.post("/sign-in", {"email": "QUELQUUN@ailleurs.example"})

    assert answers == [200] * 5
    assert page.status == 429
    assert page.h1.startswith(heading)
    assert is_dressed(page)
    assert re.search({"fr": r"Réessayez après \d+ h", "en": r"again after \d\d:\d\d"}[language], page.text)
    assert 0 < int(page.headers["Retry-After"]) <= 3600


def test_somebody_else_may_still_ask_for_a_link(visitor: PageClient, limited: FlaskClient) -> None:
    for _ in range(6):
        visitor.post("/sign-in", {"email": "quelquun@ailleurs.example"})

    assert visitor.post("/sign-in", {"email": "autre@ailleurs.example"}).status == 200
    assert visitor.get("/sign-in").status == 200
