"""`search rebuild`: the words of every dossier indexed again."""

import click

from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, say
from incubator.domain.search import documents


@click.group("search")
def search() -> None:
    """The full-text search."""


@command("rebuild")
@as_json_option
def rebuild(as_json: bool) -> None:
    """Index every dossier again, for instance after data were put in by hand."""
    count = documents.rebuild(db.session)
    db.session.commit()
    say(as_json, f"{count} dossiers indexés.", documents=count)


search.add_command(rebuild)
