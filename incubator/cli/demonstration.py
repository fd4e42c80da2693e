"""`demo`: the database emptied, then filled with the demonstration."""

import time

import click
from flask import current_app
from sqlalchemy import func, select

from incubator.core import migrations
from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, refuse, say
from incubator.demo import Stage, clear, holds_something_else, load
from incubator.domain.models import Project


@command("demo")
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), default=Stage.MENTORING.value)
@click.option("--force", is_flag=True, help="Also when the database holds something else, which is then lost.")
@as_json_option
def demo(stage: str, force: bool, as_json: bool) -> None:
    """Empty the database and load the demonstration as of a stage."""
    if current_app.config["PRODUCTION"]:
        raise refuse("la démonstration efface toute la base : elle ne se charge pas en production.")
    began = time.monotonic()
    migrations.upgrade(db.engine)
    if not force and holds_something_else(db.session):
        raise refuse("cette base contient autre chose que la démonstration ; --force l’efface pour de bon.")
    clear(db.session)
    load(db.session, Stage(stage))
    db.session.commit()
    seconds, count = round(time.monotonic() - began, 1), db.session.scalar(select(func.count()).select_from(Project))
    sentence = f"Démonstration chargée à l’étape « {stage} » en {seconds:.1f} s : {count} dossiers."
    say(as_json, sentence, stage=stage, projects=count, seconds=seconds)
