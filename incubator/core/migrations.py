"""Bringing a database to the newest structure, from the one folder of migrations, on both engines.

Alembic is imported by what uses it: 9 MB and a seventh of the start, of which the web server has no need.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parents[2] / "migrations"


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for one open connection; there is no alembic.ini to keep in step."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Apply every migration not yet applied; nothing is locked when there is none."""
    from alembic import command
    from alembic.script import ScriptDirectory

    if revision(engine) == ScriptDirectory(str(FOLDER)).get_current_head():
        return
    with engine.execution_options(writing=True).begin() as connection:
        command.upgrade(configuration(connection), "head")


def revision(engine: Engine) -> str | None:
    """Return the name of the last migration applied; None when there is none."""
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
