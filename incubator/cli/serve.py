"""`serve`: the whole application with one command, pages, mail and long work."""

import errno
import ipaddress
import os
import socket
import sys
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import func, select

import config
from incubator.cli.entrance import site
from incubator.cli.processes import run_together
from incubator.core import migrations
from incubator.core.db import db
from incubator.core.terminal import command, refuse
from incubator.demo import Stage, holds_something_else, load
from incubator.domain.models import Organisation

ROOT = Path(__file__).parents[2]
WORKERS, THREADS = 2, 4
WEB_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2"}  # the C library else gives each thread a heap of its own: 8 MB a process
WHY = "chacun y devient qui il veut"


@command("serve")
@click.option("--demo", is_flag=True, help="With invented people and dossiers; anyone may become anyone.")
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    default=Stage.MENTORING.value,
    help="The moment at which an empty database is put, with --demo.",
)
def serve(demo: bool, stage: str) -> None:
    """Migrate the database, then serve pages, send mail and do long work until stopped.

    HOST and PORT say where (127.0.0.1:8000); DATABASE_URL, MAIL_SERVER and the rest are those of config.py.
    """
    host, port = os.environ.get("HOST") or "127.0.0.1", config.port("PORT", 8000)
    demo = demo or current_app.config["DEMO"]
    address = free_address(host, port)
    if demo:
        _refuse_public(host, address)
    migrations.upgrade(db.engine)
    if demo:
        os.environ["DEMO"] = "1"
        _load_if_empty(Stage(stage))
    db.session.close()
    db.engine.dispose()  # no open connection goes to the processes below
    os.chdir(ROOT)
    os.environ.update(WEB_ENVIRONMENT)
    reachable = ("127.0.0.1", port) if ipaddress.ip_address(address).is_unspecified else (address, port)
    sys.exit(run_together(web_command(address, str(port)), work_command(), reachable, lambda: _greet(demo)))


def work_command() -> list[str]:
    """Return the command of the process that sends mail and does long work, as long as this one lives."""
    program = [sys.executable, "-m", "flask", "--app", "run", "work", "--loop"]
    return [*program, "--while-process", str(os.getpid())]


def web_command(host: str, port: str) -> list[str]:
    """Return the command of the web server: two processes of four threads, born of one that has read the program."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [sys.executable, "-m", "gunicorn", "--bind", address, "--worker-class", "gthread"]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--preload", "--log-level", "warning"]
    return [*command, "--no-control-socket", "run:app"]  # nobody else on this machine has orders to give to it


def free_address(host: str, port: int) -> str:
    """Return the address of `host`, on which `port` is free; refuse with one sentence otherwise."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise refuse(f"HOST vaut « {host} », qui n’est pas une adresse.") from None
    family, kind, _protocol, _name, address = sorted(found, key=lambda one: one[0] != socket.AF_INET)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            raise refuse(_why_not(error, host, port)) from None
    return str(address[0])


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"le port {port} est déjà pris par un autre programme ; essayez PORT={other}."
    if error.errno == errno.EACCES:
        return f"le port {port} est réservé au système ; essayez PORT=8000."
    return f"HOST vaut « {host} », qui n’est pas une adresse de cette machine."


def _refuse_public(host: str, address: str) -> None:
    if current_app.config["PRODUCTION"]:
        raise refuse(f"la démonstration ne se lance pas avec PRODUCTION=1 : {WHY}.")
    if not ipaddress.ip_address(address).is_loopback:
        raise refuse(f"la démonstration ne se lance pas sur {host} : {WHY}. Retirez HOST.")


def _load_if_empty(stage: Stage) -> None:
    if holds_something_else(db.session):
        raise refuse(f"cette base contient autre chose que la démonstration, où {WHY} : donnez-en une autre.")
    if db.session.scalar(select(func.count()).select_from(Organisation)):
        return
    click.echo("Chargement de la démonstration…")
    load(db.session, stage)
    db.session.commit()


def _greet(demo: bool) -> None:
    """Say where to go, how to come in, and what becomes of e-mails."""
    home, server = site(), current_app.config["MAIL_SERVER"]
    click.secho(f"Ouvrez {home}", bold=True)
    if demo:
        click.echo(f"  Se connecter : choisissez une personne sur {home}/sign-in")
        click.echo(f"  Courriels : tous se lisent sur {home}/demonstration/mailbox" + f"{_sent_by(server)}")
    else:
        click.echo(f"  Se connecter : {home}/sign-in")
    if not demo and not server:
        click.echo("  Aucun serveur de courriel (MAIL_SERVER) : les messages attendent dans la base ;")
        click.echo("  « flask sign-in-link ADRESSE » donne un lien de connexion.")
    click.echo("  Arrêter : Ctrl+C")


def _sent_by(server: str) -> str:
    return f", et partent par {server}" if server else " ; aucun ne part de cette machine"
