"""What surrounds every page: headers, refusals, a lost session, the rules of reading and writing."""

import re
from contextvars import Context

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import held_forms
from incubator.core.db import db
from incubator.core.held_forms import HeldForm
from incubator.core.urls import safe_path
from incubator.domain.models import Organisation, Person
from tests import factories as make


def test_pages_forbid_inline_scripts_and_framing(visitor) -> None:  # type: ignore[no-untyped-def]
    headers = visitor.get("/").headers

    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "status", "heading"),
    [
        ("get", "/nowhere", 404, "Cette page n’existe pas"),
        ("get", "/calls/unknown", 404, "Cette page n’existe pas"),
        ("get", "/sign-out", 405, "Cette adresse ne s’ouvre pas ainsi"),
        ("get", "/theme/unknown.css", 404, "Cette page n’existe pas"),
    ],
)
def test_refusals_are_pages_that_say_what_to_do(visitor, method: str, path: str, status: int, heading: str) -> None:  # type: ignore[no-untyped-def]
    page = getattr(visitor, method)(path)

    assert (page.status, page.h1) == (status, heading)
    assert "Ce que vous pouvez faire" in page.text


def test_post_too_large_is_a_page(visitor) -> None:  # type: ignore[no-untyped-def]
    page = visitor.post("/sign-in", {"email": "a" * (9 * 1024 * 1024)})

    assert (page.status, page.h1) == (413, "Ce fichier est trop lourd")


def test_theme_carries_the_colours_of_the_organisation(session: Session, visitor) -> None:  # type: ignore[no-untyped-def]
    organisation = make.make_organisation(session, accent="#123456")
    session.commit()

    page = visitor.get(f"/theme/{organisation.slug}.css")

    assert page.headers["Content-Type"].startswith("text/css")
    assert b"--accent: #123456" in page.raw


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/projects?page=2", "/projects?page=2"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_safe_path_stays_on_this_site(target: str | None, expected: str) -> None:
    assert safe_path(target) == expected


def test_page_that_only_reads_cannot_write(app: Flask, shared_app: Flask) -> None:
    def write() -> None:
        with app.test_request_context("/", method="GET"):
            session = db.new_session(writing=False)
            session.add(Organisation(slug="x", name="x", short_name="x"))
            session.flush()

    db.join(None)
    with pytest.raises(RuntimeError, match="only reads"):
        Context().run(write)


@pytest.fixture
def strict_app(app: Flask):  # type: ignore[no-untyped-def]
    """The application with its protection against forged posts, as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def typed_form(client, page) -> dict[str, str]:  # type: ignore[no-untyped-def]
    form = page.soup.select_one("main form")
    return {
        field["name"]: field.get("value", "") for field in form.select("input[name]") if field.get("type") != "radio"
    }


def sign_in_by_link(session: Session, client, person: Person, next_url: str) -> object:  # type: ignore[no-untyped-def]
    from incubator.core.outbox import OutboxEmail

    page = client.get(f"/sign-in?next={next_url}")
    client.post(f"/sign-in?next={next_url}", {**typed_form(client, page), "email": person.email})
    body = session.scalars(select(OutboxEmail.body).where(OutboxEmail.recipient == person.email)).all()[-1]
    link = re.search(r"(/sign-in/link/\S+)", body)
    assert link
    return client.post(link.group(1), typed_form(client, client.get(link.group(1))))


def test_text_typed_when_the_session_was_lost_comes_back(session: Session, sign_in, strict_app) -> None:  # type: ignore[no-untyped-def]
    person = make.make_person(session, make.make_organisation(session))
    session.commit()
    client = sign_in(person)
    data = typed_form(client, client.get("/profile"))
    client.client.delete_cookie("session")

    page = client.post("/profile", {**data, "name": "Jeanne la Nouvelle", "job": "Archiviste", "language": "fr"})
    assert page.url == "/sign-in"
    assert "Ce que vous aviez écrit est gardé" in page.text
    page = sign_in_by_link(session, client, person, "/profile")

    assert page.h1 == "Mon profil"
    assert page.field("name") == "Jeanne la Nouvelle"
    assert page.field("job") == "Archiviste"
    client.post("/profile", {**typed_form(client, page), "language": "fr"})
    session.expire_all()
    assert session.get_one(Person, person.id).name == "Jeanne la Nouvelle"
    assert session.scalars(select(HeldForm)).all() == []


def test_text_of_one_person_is_not_given_to_another(session: Session, sign_in, strict_app) -> None:  # type: ignore[no-untyped-def]
    organisation = make.make_organisation(session)
    author, other = make.make_person(session, organisation), make.make_person(session, organisation)
    session.commit()
    client = sign_in(author)
    data = typed_form(client, client.get("/profile"))
    client.client.delete_cookie("session")
    client.post("/profile", {**data, "name": "Secret"})

    page = sign_in_by_link(session, client, other, "/profile")

    assert page.field("name") == other.name


def test_forged_form_is_not_kept(session: Session, visitor, strict_app) -> None:  # type: ignore[no-untyped-def]
    page = visitor.post("/profile", {held_forms.FIELD: "forged", "name": "x"})

    assert page.status == 400
    assert session.scalars(select(HeldForm)).all() == []
