"""`make run`: one command serves everything, says where, keeps its data, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core.db import make_engine
from incubator.core.outbox import MailStatus, OutboxEmail
from incubator.domain.models import Organisation, Project
from tests.programs import MailServer, Program, Programs, free_port, page, wait_until

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def port() -> str:
    return str(free_port())


def ready(program: Program) -> str:
    """Return the address that the program says, once pages answer there."""
    wait_until(lambda: "Arrêter : Ctrl+C" in program.stdout or program.poll() is not None, "a greeting")
    address = re.search(r"Ouvrez (\S+)", program.stdout)
    assert address, program.stdout + program.stderr
    wait_until(lambda: page(address[1])[0] == 200, "a page")
    return address[1]


def family(process: int) -> list[tuple[int, str]]:
    """Return the processes that came from `process`, with their commands."""
    every = ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="]  # -ww: else COLUMNS cuts the commands short
    listed = subprocess.run(every, capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 3) for line in listed.splitlines()]
    found, parents = [], {process}
    while parents:
        alive = [row for row in rows if int(row[1]) in parents and row[2][0] != "Z"]
        children = [(int(pid), command) for pid, _parent, _stat, command in alive]
        found += children
        parents = {pid for pid, _command in children}
    return found


def is_alive(process: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True)
    return done.returncode == 0 and not done.stdout.startswith("Z")


def sent_and_waiting(programs: Programs) -> tuple[int, int]:
    engine = make_engine(programs.settings["DATABASE_URL"])
    with Session(engine) as session:
        rows = session.execute(select(OutboxEmail.status, func.count()).group_by(OutboxEmail.status))
        counts = {status: count for status, count in rows}
    engine.dispose()
    return counts.get(MailStatus.SENT, 0), counts.get(MailStatus.WAITING, 0)


def ask_for_a_link(address: str, email: str) -> None:
    import http.cookiejar
    import urllib.parse
    import urllib.request

    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    with opener.open(f"{address}/sign-in") as answer:
        token = TOKEN.search(answer.read().decode())
    assert token
    form = urllib.parse.urlencode({"email": email, "csrf_token": token[1]}).encode()
    request = urllib.request.Request(f"{address}/sign-in", form, {"Referer": f"{address}/sign-in"})
    with opener.open(request) as answer:
        assert answer.url.endswith("/sign-in/sent")


def test_demonstration_from_nothing_to_the_end_and_again(programs: Programs, port: str) -> None:
    with programs.running("serve", "--demo", PORT=port) as program:
        address = ready(program)
        assert address == f"http://127.0.0.1:{port}"
        assert f"choisissez une personne sur {address}/sign-in" in program.stdout
        assert "aucun ne part de cette machine" in program.stdout
        assert "Camille Arnoult" in page(f"{address}/sign-in")[1]
        assert page(f"{address}/followed")[0] == 200
        ask_for_a_link(address, "camille.arnoult@haute-aronde.example")
        wait_until(lambda: sent_and_waiting(programs)[1] == 0, "the mail delivered")
        assert "camille.arnoult@haute-aronde.example" in page(f"{address}/demonstration/mailbox")[1]

        told = programs.run("calls", "--json")  # from a second terminal
        assert [call["code"] for call in json.loads(told.stdout)["calls"]] == ["etabli-lorvan", "passerelle-2026"]

        rest = family(program.pid)
        assert sum("gunicorn" in command for _pid, command in rest) == 3
        assert sum("work --loop" in command for _pid, command in rest) == 1
        program.send_signal(signal.SIGTERM)
        assert program.wait() == 0
        assert [command for pid, command in rest if is_alive(pid)] == []
        assert program.stderr == ""

    before = sent_and_waiting(programs)
    with programs.running("serve", "--demo", PORT=port) as program:
        ready(program)
        assert "Chargement" not in program.stdout
        assert sent_and_waiting(programs) == before
        rest = family(program.pid)
        program.send_signal(signal.SIGINT)
        assert program.wait() == 0
        assert [command for pid, command in rest if is_alive(pid)] == []


@pytest.mark.any_engine
def test_mail_leaves_and_comes_back_when_its_process_is_killed(
    installed: Programs, mail_server: MailServer, port: str
) -> None:
    installed.settings |= mail_server.settings
    installed.run("init", "--organisation", "Ville de Test", "--call", "test", "--administrator", "ada@test.example")

    with installed.running("serve", PORT=port) as program:
        address = ready(program)
        wait_until(lambda: any("work --loop" in command for _pid, command in family(program.pid)), "the mail process")
        (mail,) = [pid for pid, command in family(program.pid) if "work --loop" in command]
        os.kill(mail, signal.SIGKILL)
        ask_for_a_link(address, "ada@test.example")
        wait_until(lambda: mail_server.accepted, "the link at the mail server")

    assert mail_server.accepted[0]["To"] == "ada@test.example"
    assert f"{address}/sign-in/link/" in mail_server.accepted[0].get_content()
    assert sent_and_waiting(installed) == (1, 0)


@pytest.mark.any_engine
@pytest.mark.skipif(not Path("/proc").exists(), reason="only Linux tells a process that its parent was killed")
def test_killed_outright_it_leaves_nothing_either(installed: Programs, port: str) -> None:
    with installed.running("serve", "--demo", PORT=port) as program:
        ready(program)
        rest = family(program.pid)
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
        # The requests in hand have thirty seconds.
        wait_until(lambda: not any(is_alive(pid) for pid, _command in rest), "the end of all", within=45)

    assert page(f"http://127.0.0.1:{port}/")[0] == 0


@pytest.mark.any_engine
def test_without_mail_server_it_says_how_to_come_in(installed: Programs, port: str) -> None:
    installed.run("init", "--organisation", "Ville de Test", "--call", "test", "--administrator", "ada@test.example")

    with installed.running("serve", PORT=port) as program:
        address = ready(program)
        assert "les messages attendent dans la base" in program.stdout
        assert sum("work --loop" in command for _pid, command in family(program.pid)) == 1
        link = installed.run("sign-in-link", "ada@test.example", PORT=port).stdout.strip()
        assert link.startswith(f"{address}/sign-in/link/")
        assert "ada@test.example" in page(link)[1]
        assert page(f"{address}/demonstration/mailbox")[0] == 404


def one_sentence(programs: Programs, *arguments: str, **settings: str) -> str:
    done = programs.run(*arguments, **settings)
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert done.stderr.startswith("Erreur : ")
    assert done.stderr.count("\n") == 1
    return done.stderr.strip()


@pytest.mark.any_engine
def test_port_in_use_is_said(programs: Programs) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = one_sentence(programs, "serve", "--demo", PORT=str(port))

    assert said == f"Erreur : le port {port} est déjà pris par un autre programme ; essayez PORT={port + 1}."


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"PORT": "http"}, "PORT vaut « http »"),
        ({"PORT": "70000"}, "de 1 à 65535"),
        ({"HOST": "not a host"}, "HOST vaut « not a host »"),
        ({"HOST": "203.0.113.77"}, "n’est pas une adresse de cette machine"),
        ({"MAIL_PORT": "smtp"}, "MAIL_PORT vaut « smtp »"),
        ({"PRODUCTION": "oui"}, "écrivez 1 pour oui"),
        ({"DATABASE_URL": "mysql://root:secret@localhost/x"}, "DATABASE_URL commence par « mysql »"),
        ({"DATABASE_URL": "incubator.db"}, "DATABASE_URL commence par « incubator.db »"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "la base de données ne répond pas"),
        ({"DATABASE_URL": "postgresql://me:secret@127.0.0.1:9/x"}, "la base de données ne répond pas"),
        ({"DATABASE_URL": "postgresql://me:secret@127.0.0.1:port/x"}, "DATABASE_URL est mal écrite"),
        ({"PROXIES": "12"}, "PROXIES vaut « 12 »"),
        ({"BASE_URL": "incubateur.example.fr"}, "BASE_URL vaut « incubateur.example.fr »"),
        ({"INSTANCE_PATH": "/dev/null/instance"}, "INSTANCE_PATH"),
        ({"PRODUCTION": "1"}, "il faut aussi donner SECRET_KEY, BASE_URL, MAIL_SERVER"),
        ({"PRODUCTION": "1", "SECRET_KEY": "s", "MAIL_SERVER": "m"}, "il faut aussi donner BASE_URL (voir"),
    ],
    ids=str,
)
def test_senseless_setting_is_one_sentence(programs: Programs, settings: dict[str, str], words: str) -> None:
    said = one_sentence(programs, "serve", **settings)

    assert words in said
    assert "secret" not in said


PUBLIC = {"PRODUCTION": "1", "SECRET_KEY": "s", "BASE_URL": "https://here.example", "MAIL_SERVER": "127.0.0.1"}


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (("serve", "--demo"), PUBLIC, "ne se lance pas avec PRODUCTION=1"),
        (("serve",), {**PUBLIC, "DEMO": "1"}, "DEMO=1 ne va pas avec PRODUCTION=1"),
        (("serve", "--demo"), {"HOST": "0.0.0.0"}, "ne se lance pas sur 0.0.0.0"),
        (("serve", "--demo"), {"HOST": "::"}, "ne se lance pas sur ::"),
        (("serve",), {"DEMO": "1", "BASE_URL": "https://here.example"}, "n’a pas d’adresse publique"),
        (("demo",), PUBLIC, "ne se charge pas en production"),
    ],
    ids=str,
)
def test_demonstration_in_public_is_refused(
    programs: Programs, port: str, arguments: tuple[str, ...], settings: dict[str, str], words: str
) -> None:
    assert words in one_sentence(programs, *arguments, **{"PORT": port, **settings})


@pytest.mark.any_engine
def test_demonstration_is_not_opened_on_real_dossiers(installed: Programs, port: str) -> None:
    installed.run("init", "--organisation", "Ville de Test", "--call", "test")

    assert "contient autre chose que la démonstration" in one_sentence(installed, "serve", "--demo", PORT=port)
    assert "--force l’efface" in one_sentence(installed, "demo", "--stage", "open")

    engine = make_engine(installed.settings["DATABASE_URL"])
    with Session(engine) as session:
        assert session.scalars(select(Organisation.name)).all() == ["Ville de Test"]
        session.rollback()
        assert json.loads(installed.run("demo", "--stage", "open", "--force", "--json").stdout)["projects"] == 93
        assert session.scalar(select(func.count()).select_from(Project)) == 93
    engine.dispose()
