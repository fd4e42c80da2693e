"""The doors of the demonstration: one click to become anyone, every e-mail to read, and for nobody but this machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from incubator import create_app
from incubator.core import outbox
from incubator.core.outbox import Email
from incubator.domain.kinds import Role
from incubator.domain.models import Person
from tests import factories as make
from tests.conftest import PageClient


@pytest.fixture
def demonstration(app: Flask) -> Iterator[Flask]:
    app.config["DEMO"] = True
    yield app
    app.config["DEMO"] = False


@pytest.fixture
def persona(session: Session) -> Person:
    organisation = make.make_organisation(session)
    person = make.grant(session, make.make_person(session, organisation, name="Ada Persona"), Role.AGENT, organisation)
    session.commit()
    return person


def test_one_click_makes_anyone_of_anyone(demonstration: Flask, persona: Person, visitor: PageClient) -> None:
    buttons = visitor.get("/sign-in").soup.select("button.persona")
    form = next(button for button in buttons if persona.name in button.get_text()).find_parent("form")
    assert form is not None

    page = visitor.post(str(form["action"]))

    assert page.url == "/to-do"
    assert "Ada Persona" in page.text


def test_mailbox_shows_each_message_as_its_recipient_reads_it(
    demonstration: Flask, session: Session, persona: Person, visitor: PageClient
) -> None:
    facts = {"url": "https://here.example/sign-in/link/secret", "expires_at": persona.created_at}
    row = outbox.queue(session, Email("sign_in_link", persona.email, "en", facts))
    session.commit()

    page = visitor.get("/demonstration/mailbox")

    message = page.soup.select_one("article.mail")
    assert message is not None
    assert row.subject in message.get_text()
    assert persona.email in message.get_text()
    assert " ".join(row.body.split()) in " ".join(message.get_text().split())
    link = message.select_one("a")
    assert link is not None
    assert link["href"] == facts["url"]


def test_mailbox_of_one_person_holds_nobody_elses(
    demonstration: Flask, session: Session, persona: Person, visitor: PageClient
) -> None:
    for to in (persona.email, "other@elsewhere.example"):
        outbox.queue(session, Email("sign_in_unknown", to, "fr"))
    session.commit()

    page = visitor.get(f"/demonstration/mailbox?to={persona.email.upper()}")

    assert len(page.soup.select("article.mail")) == 1
    assert "other@elsewhere.example" not in page.text


def test_mailbox_costs_the_same_with_3_and_30_messages(
    demonstration: Flask, session: Session, visitor: PageClient, count_queries: Callable[[], Any]
) -> None:
    def queries_for(messages: int) -> int:
        for number in range(messages):
            outbox.queue(session, Email("sign_in_unknown", f"somebody{number}@elsewhere.example", "fr"))
        session.commit()
        with count_queries() as counted:
            assert visitor.get("/demonstration/mailbox").status == 200
        return len(counted)

    assert queries_for(3) == queries_for(27)


@pytest.mark.parametrize(("server", "words"), [("", "Rien ne part d’ici"), ("smtp.example", "smtp.example")])
def test_mailbox_says_whether_messages_also_leave(
    demonstration: Flask, visitor: PageClient, monkeypatch: pytest.MonkeyPatch, server: str, words: str
) -> None:
    monkeypatch.setitem(demonstration.config, "MAIL_SERVER", server)

    assert words in visitor.get("/demonstration/mailbox").text


OUTSIDE = [
    {"REMOTE_ADDR": "192.0.2.7"},
    {"REMOTE_ADDR": "2001:db8::7"},
    {"REMOTE_ADDR": ""},
    {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.9"},
    {"HTTP_X_FORWARDED_FOR": "unknown"},
    {"HTTP_X_REAL_IP": "203.0.113.9"},
    {"HTTP_FORWARDED": "for=203.0.113.9"},
]
INSIDE = [
    {},
    {"REMOTE_ADDR": "127.0.0.2"},
    {"REMOTE_ADDR": "::1"},
    {"REMOTE_ADDR": "::ffff:127.0.0.1"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1, ::1"},
]


@pytest.mark.parametrize("environment", OUTSIDE, ids=str)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/demonstration/mailbox", "/nowhere"])
def test_demonstration_answers_no_other_machine(
    demonstration: Flask, persona: Person, visitor: PageClient, environment: dict[str, str], path: str
) -> None:
    page = visitor.get(path, environ_overrides=environment)

    assert page.status == 403
    assert "La démonstration ne s’ouvre que sur la machine où elle tourne" in page.text
    assert "Ouvrez-la sur cette machine" in page.text
    assert persona.name not in page.text


@pytest.mark.parametrize("environment", OUTSIDE, ids=str)
def test_nobody_becomes_anyone_from_another_machine(
    demonstration: Flask, persona: Person, visitor: PageClient, environment: dict[str, str]
) -> None:
    page = visitor.post(f"/demonstration/become/{persona.id}", environ_overrides=environment)

    assert page.status == 403
    assert visitor.get("/to-do").url == "/sign-in"


@pytest.mark.parametrize("environment", INSIDE, ids=str)
def test_demonstration_answers_this_machine(
    demonstration: Flask, visitor: PageClient, environment: dict[str, str]
) -> None:
    assert visitor.get("/", environ_overrides=environment).status == 200


def test_page_of_refusal_keeps_its_dress(demonstration: Flask, visitor: PageClient) -> None:
    with visitor.client.get("/static/css/app.css", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}) as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize("environment", OUTSIDE, ids=str)
def test_without_the_demonstration_anyone_may_come_and_its_doors_do_not_exist(
    persona: Person, visitor: PageClient, environment: dict[str, str]
) -> None:
    assert visitor.get("/", environ_overrides=environment).status == 200
    assert visitor.get("/demonstration/mailbox", environ_overrides=environment).status == 404
    assert visitor.post(f"/demonstration/become/{persona.id}", environ_overrides=environment).status == 404
    assert persona.name not in visitor.get("/sign-in").text


@pytest.mark.parametrize(
    "settings",
    [{"PRODUCTION": True}, {"BASE_URL": "https://incubateur.example.fr"}, {"BASE_URL": "http://192.0.2.1:8000"}],
    ids=str,
)
def test_demonstration_does_not_start_in_public(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, settings: dict[str, object]
) -> None:
    from incubator.core.db import db

    engine, connection = db._engine, db._connection
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    try:
        with pytest.raises(SystemExit, match="démonstration"):
            create_app({"DEMO": True, "TESTING": True, **settings})
    finally:
        db._engine, db._connection = engine, connection
