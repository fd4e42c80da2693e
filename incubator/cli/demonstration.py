"""`demo`: the database emptied, then filled with the demonstration."""

import time

import click
from flask import current_app
from flask.cli import with_appcontext

from incubator.cli.output import refuse
from incubator.core import migrations
from incubator.core.db import db
from incubator.demo import Stage, clear, load


@click.command("demo")
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), default=Stage.MENTORING.value)
@with_appcontext
def demo(stage: str) -> None:
    """Empty the database and load the demonstration as of a stage."""
    if current_app.config["PRODUCTION"]:
        raise refuse("La démonstration efface toute la base : elle ne se charge pas en production.")
    began = time.monotonic()
    migrations.upgrade(db.engine)
    clear(db.session)
    load(db.session, Stage(stage))
    db.session.commit()
    click.echo(f"Démonstration chargée à l’étape « {stage} » en {time.monotonic() - began:.1f} s.")
