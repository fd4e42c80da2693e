"""`serve`: the whole application with one command, pages and mail."""

import os
import subprocess
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from incubator.cli.output import refuse
from incubator.core import migrations
from incubator.core.db import db
from incubator.demo import Stage, load
from incubator.domain.models import Organisation

ROOT = Path(__file__).parents[2]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WORKERS, THREADS = 2, 4


@click.command("serve")
@click.option("--demo", is_flag=True, help="With invented people and dossiers; anyone may become anyone.")
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    default=Stage.MENTORING.value,
    help="The moment at which an empty database is put, with --demo.",
)
@with_appcontext
def serve(demo: bool, stage: str) -> None:
    """Migrate the database, then serve pages and send mail until stopped.

    HOST and PORT say where (127.0.0.1:8000); DATABASE_URL, MAIL_SERVER and the rest are those of config.py.
    """
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    demo = demo or current_app.config["DEMO"]
    _refuse_public(demo, host)
    migrations.upgrade(db.engine)
    if demo:
        os.environ["DEMO"] = "1"
        _load_if_empty(Stage(stage))
    _greet(demo, host, port)
    db.engine.dispose()  # no open connection goes to the processes below
    os.chdir(ROOT)
    subprocess.Popen(mail_command())  # stops by itself when this process does
    command = web_command(host, port)
    os.execv(command[0], command)


def mail_command() -> list[str]:
    """Return the command of the process that sends mail."""
    return [sys.executable, "-m", "flask", "--app", "run", "deliver-mail", "--loop"]


def web_command(host: str, port: str) -> list[str]:
    """Return the command of the web server: two processes of four threads."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [sys.executable, "-m", "gunicorn", "--bind", address, "--worker-class", "gthread"]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning"]
    return [*command, "--no-control-socket", "run:app"]  # nobody else on this machine has orders to give to it


def _refuse_public(demo: bool, host: str) -> None:
    if demo and current_app.config["PRODUCTION"]:
        raise refuse("La démonstration ne se lance pas avec PRODUCTION=1 : chacun peut y devenir n’importe qui.")
    if demo and host not in LOOPBACK:
        raise refuse(f"La démonstration ne se lance pas sur {host} : chacun y devient qui il veut. Retirez HOST.")


def _load_if_empty(stage: Stage) -> None:
    if db.session.scalar(select(func.count()).select_from(Organisation)):
        db.session.rollback()
        return
    click.echo("Chargement de la démonstration…")
    load(db.session, stage)
    db.session.commit()


def _greet(demo: bool, host: str, port: str) -> None:
    """Say where to go, and how to come in."""
    home = current_app.config["BASE_URL"].rstrip("/") or f"http://{'localhost' if ':' in host else host}:{port}"
    click.secho(f"Ouvrez {home}", bold=True)
    if demo:
        click.echo(f"  Se connecter : choisissez une personne sur {home}/sign-in")
        click.echo(f"  Courriels de la démonstration : {home}/demonstration/mailbox")
    else:
        click.echo(f"  Se connecter : {home}/sign-in, avec une adresse d’une collectivité créée par « init »")
    if not demo and not current_app.config["MAIL_SERVER"]:
        click.echo("  Aucun serveur de courriel (MAIL_SERVER) : les messages restent dans la base.")
    click.echo("  Arrêter : Ctrl+C")
