"""What a command answers: sentences for a person, or one JSON object for a program; a refusal is one sentence.

Commands speak French, as all that the tool says; their --help is documentation, in English as the rest of it.
"""

import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import IO, Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
# What PostgreSQL answers about a table or a column it does not have; SQLite only has words for it.
_UNDEFINED = frozenset({"42P01", "42703"})


class Refusal(click.ClickException):
    """The end of a command: one sentence on the error output, status 1."""

    def show(self, file: IO[Any] | None = None) -> None:  # Any: a stream of text or of bytes, says click
        """Print the sentence."""
        click.echo(f"Erreur : {self.message}", file=file or sys.stderr)


class Command(click.Command):
    """A command for which a database that does not answer is a sentence too, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # Any: whatever the command returns
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            raise refuse(_sentence_of(error)) from error


class OnDemand(AppGroup):
    """The commands of `app`, read from the modules `names` when the terminal asks for one.

    A process that serves pages never does, and spares what commands alone need: 2 MB.
    """

    def __init__(self, app: Flask, names: Sequence[str]) -> None:
        super().__init__(app.name)
        self.app, self.names = app, list(names)

    def _read(self) -> None:
        while self.names:
            import_module(self.names.pop(0)).init_app(self.app)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        self._read()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command by its name."""
        self._read()
        return super().get_command(ctx, name)


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:  # Any: commands take what their options give
    """Make a function a command of the application."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        return click.command(name, cls=Command)(with_appcontext(function))

    return decorate


def say(as_json: bool, sentence: str, **facts: Any) -> None:  # Any: what JSON holds
    """Print `sentence`, or the facts as one JSON object on one line."""
    click.echo(json.dumps(facts, ensure_ascii=False, sort_keys=True) if as_json else sentence)


def refuse(sentence: str) -> click.ClickException:
    """Return the error that stops a command with `sentence` and exit status 1."""
    return Refusal(sentence)


def _sentence_of(error: DBAPIError) -> str:
    said = " ".join(str(error.orig).split())
    if said.startswith("no such ") or getattr(error.orig, "sqlstate", None) in _UNDEFINED:
        return "la base de données n’a pas la structure attendue : lancez « flask migrate »."
    return f"la base de données ne répond pas ({said}) : vérifiez DATABASE_URL."
