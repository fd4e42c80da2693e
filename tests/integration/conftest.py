"""Programs on a database of their own, for the tests that need processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from incubator.core.db import make_engine
from incubator.core.migrations import upgrade
from tests.programs import MailServer, Programs, database_of_its_own


@pytest.fixture
def programs(database_url: str, tmp_path: Path) -> Iterator[Programs]:
    """Commands of the application on a new empty database."""
    with database_of_its_own(database_url, tmp_path) as url:
        yield Programs(tmp_path / "instance", {"DATABASE_URL": url})


@pytest.fixture
def installed(programs: Programs) -> Programs:
    """The same, with the structure of the database in place."""
    engine = make_engine(programs.settings["DATABASE_URL"])
    upgrade(engine)
    engine.dispose()
    return programs


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A real mail server."""
    with MailServer() as server:
        yield server
