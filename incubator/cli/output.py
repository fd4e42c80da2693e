"""What a command answers: sentences for a person, or one JSON object for a program."""

import json
from typing import Any

import click


def say(as_json: bool, sentence: str, **facts: Any) -> None:  # Any: what JSON holds
    """Print `sentence`, or the facts as one JSON object on one line."""
    click.echo(json.dumps(facts, ensure_ascii=False, sort_keys=True) if as_json else sentence)


def refuse(sentence: str) -> click.ClickException:
    """Return the error that stops a command with `sentence` and exit status 1."""
    return click.ClickException(sentence)


as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
