"""Each command: what it does, what it says, its one JSON object, its one sentence when it refuses."""

import json
import re
from contextvars import Context
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.cli import messages
from incubator.core import i18n
from incubator.core.outbox import OutboxEmail
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Criterion, JournalEntry, Organisation, Person, Question, RoleGrant
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.programs import Programs

ADA = "ada@ville.example"


def run(app: Flask, *arguments: str) -> Result:
    # A context of its own, as for pages: the command must not share the session of the test around it.
    return Context().run(app.test_cli_runner().invoke, args=arguments)


def asked(app: Flask, *arguments: str) -> Any:  # Any: what JSON holds
    done = run(app, *arguments, "--json")
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


def refused(app: Flask, *arguments: str) -> str:
    done = run(app, *arguments)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Erreur : ")
    assert done.stderr.count("\n") == 1
    return done.stderr.strip().removeprefix("Erreur : ")


def init(app: Flask, *more: str) -> Any:
    return asked(app, "init", "--organisation", "Ville de Brème-sur-Lac", "--call", "edition-2027", *more)


def by_link(session: Session, client: PageClient, email: str) -> Page:
    """Ask for the link on the page, open it from the e-mail, press its button."""
    client.post("/sign-in", {"email": email})
    session.expire_all()
    body = session.scalars(select(OutboxEmail.body).where(OutboxEmail.recipient == email)).one()
    link = re.search(r"http://localhost(/sign-in/link/\S+)", body)
    assert link, body
    assert email in client.get(link[1]).text
    return client.post(link[1])


def test_administrator_of_a_new_installation_signs_in_and_sets_it_up(
    app: Flask, session: Session, visitor: PageClient
) -> None:
    told = init(app, "--administrator", ADA.upper(), "--email-domain", "@Ville.example")

    assert told["organisation"] == "ville-de-breme-sur-lac"
    assert told["administrator"] == ADA
    assert by_link(session, visitor, ADA).h1 == "Mon profil"
    visitor.post("/profile", {"name": "Ada Lanterne", "job": "", "department": "", "language": "fr"})
    assert visitor.get("/organisations/ville-de-breme-sur-lac/settings").status == 200
    assert visitor.get("/organisations/ville-de-breme-sur-lac/roles").status == 200
    assert "Première édition" in visitor.get("/calls/edition-2027/settings").text


def test_first_call_has_a_form_grids_and_dates_in_order(app: Flask, session: Session) -> None:
    init(app)

    call = session.scalars(select(Call).where(Call.code == "edition-2027")).one()
    dates = [call.screening_until, call.committee_on, call.jury_on, call.mentoring_from]
    assert call.opens_at < call.closes_at
    assert dates == sorted(dates)
    assert (session.scalar(select(func.count()).where(Question.call_id == call.id)) or 0) > 5
    assert session.scalars(select(Criterion.round).where(Criterion.call_id == call.id).distinct()).all()


def test_init_is_done_once(app: Flask, session: Session) -> None:
    init(app)

    assert "existe déjà" in refused(app, "init", "--organisation", "Ville de Brème-sur-Lac", "--call", "edition-2028")
    assert "existe déjà" in refused(app, "init", "--organisation", "Autre", "--call", "edition-2027")
    assert session.scalar(select(func.count()).select_from(Organisation)) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--organisation", "Ville", "--call", "Édition 2027"), "le code de l’appel s’écrit"),
        (("--organisation", "Ville", "--call", "x" * 41), "le code de l’appel s’écrit"),
        (("--organisation", "…", "--call", "a"), "un nom qui ait des lettres"),
        (("--organisation", "x" * 161, "--call", "a"), "160 signes au plus"),
        (("--organisation", "Ville", "--call", "a", "--administrator", "ada"), "pas une adresse électronique"),
    ],
)
def test_init_refuses_what_cannot_be(app: Flask, session: Session, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(app, "init", *arguments)
    assert session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_init_without_administrator_says_how_to_name_one(app: Flask, session: Session, visitor: PageClient) -> None:
    done = run(app, "init", "--organisation", "Ville", "--call", "a")
    assert "« flask administrator ADRESSE »" in done.stdout

    assert asked(app, "administrator", ADA) == {"administrator": ADA, "organisation": "ville"}
    assert asked(app, "administrator", ADA) == {"administrator": ADA, "organisation": "ville"}

    roles = session.scalars(select(RoleGrant.role).order_by(RoleGrant.role)).all()
    assert roles == [Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER]
    assert session.scalar(select(func.count()).where(JournalEntry.event == "grant_role")) == 2
    assert by_link(session, visitor, ADA).h1 == "Mon profil"


def test_administrator_of_which_organisation(app: Flask, session: Session) -> None:
    assert "commencez par « init »" in refused(app, "administrator", ADA)
    first, second = make.make_organisation(session), make.make_organisation(session)
    session.commit()

    assert f"{first.slug}, {second.slug}" in refused(app, "administrator", ADA)
    assert "--organisation" in refused(app, "administrator", ADA, "--organisation", "ailleurs")
    assert asked(app, "administrator", ADA, "--organisation", second.slug)["organisation"] == second.slug


def test_link_of_the_terminal_opens_one_session(app: Flask, session: Session, visitor: PageClient) -> None:
    person = make.make_person(session, make.make_organisation(session))
    session.commit()

    link = asked(app, "sign-in-link", person.email.upper())["link"]

    path = link.removeprefix("http://127.0.0.1:8000")
    assert visitor.post(path).url == "/to-do"
    assert visitor.post(path).status == 409
    assert session.scalars(select(OutboxEmail)).all() == []


def test_link_of_the_terminal_is_for_those_who_may_come(app: Flask, session: Session) -> None:
    from incubator.core import clock

    gone = make.make_person(session, disabled_at=clock.now())
    session.commit()

    for email in ("nobody@nowhere.example", gone.email):
        assert refused(app, "sign-in-link", email) == f"personne ne se connecte ici avec l’adresse {email}."


def test_calls_counts_dossiers_where_they_stand(app: Flask, session: Session) -> None:
    call = make.make_call(session, make.make_organisation(session), code="ouverte")
    for state in (State.DRAFT, State.SUBMITTED, State.SUBMITTED):
        make.make_project(session, call, state=state)
    make.make_call(session, make.make_organisation(session), opens_in=-90, closes_in=-60, code="close")
    session.commit()

    told = asked(app, "calls")["calls"]

    assert [(one["code"], one["open"], one["projects"]) for one in told] == [
        ("ouverte", True, {"draft": 1, "submitted": 2}),
        ("close", False, {}),
    ]
    said = run(app, "calls").stdout
    assert re.search(r"ouverte \(\S+, ouvert\)", said)
    assert "aucun dossier" in said


def test_calls_of_an_empty_installation(app: Flask, session: Session) -> None:
    assert asked(app, "calls") == {"calls": []}
    assert "Créez-en un avec « init »" in run(app, "calls").stdout


def test_database_without_structure_is_said(programs: Programs) -> None:
    done = programs.run("calls")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("Erreur : la base de données n’a pas la structure attendue : lancez « flask migrate ».\n")
    migrated = json.loads(programs.run("migrate", "--json").stdout)
    assert migrated["revision"]
    assert json.loads(programs.run("migrate", "--json").stdout) == migrated
    assert json.loads(programs.run("calls", "--json").stdout) == {"calls": []}


@pytest.mark.any_engine
@pytest.mark.parametrize("command", ["lifecycle", "export-columns"])
def test_pages_of_documentation_are_written(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    from incubator.cli import lifecycle_page
    from incubator.transfer import commands

    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    monkeypatch.setattr(lifecycle_page, "PAGE", page)
    monkeypatch.setattr(commands, "PAGE", page)

    assert asked(app, command)["file"] == "docs/page.md"
    assert page.read_text().startswith("# ")


@pytest.mark.any_engine
def test_messages_check_writes_nothing_and_names_what_is_missing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = tmp_path / "messages.po"
    text = i18n.PO_FILE.read_text().replace('msgstr "This page does not exist"', 'msgstr ""')
    catalogue.write_text(text + '\nmsgid "Plus personne ne dit cela"\nmsgstr "Nobody says that any more"\n')
    before = catalogue.read_text()
    monkeypatch.setattr(i18n, "PO_FILE", catalogue)
    monkeypatch.setattr(messages.i18n, "PO_FILE", catalogue)

    done = run(app, "messages", "--check", "--json")

    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert "Cette page n’existe pas" in told["missing"]
    assert "Plus personne ne dit cela" in told["stale"]
    assert done.stderr.startswith("Erreur : le catalogue anglais n’est pas complet")
    assert catalogue.read_text() == before


@pytest.mark.any_engine
def test_every_command_can_print_json_but_the_server(app: Flask) -> None:
    app.cli.list_commands(click.Context(app.cli))  # reads them
    groups = [group.commands for group in app.cli.commands.values() if isinstance(group, click.Group)]
    ours = {
        name: command
        for commands in (app.cli.commands, *groups)
        for name, command in commands.items()
        if not isinstance(command, click.Group)
        and command.callback is not None
        and command.callback.__module__.startswith("incubator.")
    }

    assert len(ours) > 10
    bare = {name for name, command in ours.items() if all(option.name != "as_json" for option in command.params)}
    assert bare == {"serve", "assignment", "ranking"}  # the last two, of `solve`, print nothing else


def test_people_named_by_init_are_not_named_twice(app: Flask, session: Session) -> None:
    known = make.make_person(session, email=ADA)
    session.commit()

    init(app, "--administrator", ADA)

    assert session.scalars(select(Person.id).where(Person.email == ADA)).all() == [known.id]
