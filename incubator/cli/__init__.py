"""Commands."""

from flask import Flask

from incubator.cli import demonstration


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(demonstration.demo)
