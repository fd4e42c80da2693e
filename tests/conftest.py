"""The application on a real database, each test in a transaction that is rolled back."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from incubator import create_app
from incubator.core import clock
from incubator.core.db import db, make_engine
from incubator.core.migrations import upgrade
from incubator.core.outbox import OutboxEmail
from incubator.domain.models import Person
from incubator.extensions import limiter
from tests.pages import Page, check_page

ROOT = Path(__file__).parents[1]

# Parsed pages are many small objects: looking for cycles among them every 700 costs a seventh of the time of the tests.
gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database: a SQLite file, or one of its own on the PostgreSQL server when TEST_ENGINE says so."""
    if os.environ.get("TEST_ENGINE") != "postgresql":
        url = f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}"
        _migrate(url)
        yield url
        return
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield from _on_server(given)
        return
    from tests.postgres import Postgres  # only where it is asked for: the wheel is large

    with Postgres() as server:
        yield from _on_server(server.url("postgres"))


def _on_server(url: str) -> Iterator[str]:
    admin = make_url(url).set(drivername="postgresql+psycopg")
    name = f"test_{os.getpid()}"
    engine = make_engine(admin.render_as_string(hide_password=False)).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    target = admin.set(database=name).render_as_string(hide_password=False)
    _migrate(target)
    yield target
    db.engine.dispose()
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


def _migrate(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def shared_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = create_app(
        {
            "TESTING": True,
            "DATABASE_URL": database_url,
            "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
            "WTF_CSRF_ENABLED": False,
            "SECRET_KEY": "test",
            "DEMO": False,
            "MAIL_SERVER": "",
            "BASE_URL": "",
        }
    )
    if compiled := os.environ.get("TEST_TEMPLATES"):  # templates are then compiled once for all processes of a run
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled)
    limiter.enabled = False  # ready all the same, for the tests that want it
    return app


@pytest.fixture
def connection(shared_app: Flask) -> Iterator[Connection]:
    with db.engine.execution_options(writing=True).connect() as connection:
        transaction = connection.begin()
        db.join(connection)
        yield connection
        db.join(None)
        transaction.rollback()


@pytest.fixture
def app(shared_app: Flask, connection: Connection) -> Flask:
    return shared_app


@pytest.fixture
def session(app: Flask, connection: Connection) -> Iterator[Session]:
    """The test's own session, in the same transaction as the pages'."""
    with (
        Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session,
        app.test_request_context(),
    ):
        yield session


def _hours_to_add() -> timedelta:
    """Return what separates the tests from the time of day: it is noon when they begin, or TEST_MOMENT says when.

    Many of them count in days from now: near midnight, or when the hour changes, those would not be what they say.
    """
    given, real = os.environ.get("TEST_MOMENT"), datetime.now(UTC)
    return (datetime.fromisoformat(given) if given else real.replace(hour=11, minute=0)) - real


_added = _hours_to_add()
# Programs in processes of their own and stores of files have the real time, and so do the tests that use them.
REAL_TIME = {"programs", "live", "store", "_store"}


def _pass_time(added: timedelta) -> None:
    clock._passing = lambda: datetime.now(UTC) + added
    clock.freeze(None)


_pass_time(_added)  # for what tests count as they are read


@pytest.fixture(autouse=True)
def _time_of_day(request: pytest.FixtureRequest) -> Iterator[None]:
    _pass_time(timedelta() if REAL_TIME.intersection(request.fixturenames) else _added)
    yield
    _pass_time(_added)


# The longest tests, begun first: left for the end, one process would run them while the other waits.
LONGEST = ("test_whole_road.py", "test_walls.py", "test_delivery.py", "test_serve.py")


def _is_for_any_engine(item: pytest.Item) -> bool:
    """Tell whether a test asks nothing of the database; how many statements a page sends is the same on each."""
    counts = "count_queries" in getattr(item, "fixturenames", ()) and "cost" in item.name
    return counts or item.get_closest_marker("any_engine") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests; the others keep their order. On PostgreSQL, leave out what asks nothing of it."""
    if os.environ.get("TEST_ENGINE") == "postgresql":
        items[:] = [item for item in items if not _is_for_any_engine(item)]
    items.sort(key=lambda item: item.path.name not in LONGEST)


@dataclass
class PageClient:
    """A browser without pictures: it follows redirects and checks that every page is a page."""

    app: Flask
    person: Person | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        if self.person is not None:
            with self.client.session_transaction() as session:
                session["_user_id"] = str(self.person.id)
                session["_fresh"] = True

    def get(self, url: str, **options: Any) -> Page:
        return self._open("GET", url, **options)

    def post(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        return self._open("POST", url, data=data or {}, **options)

    def _open(self, method: str, url: str, **options: Any) -> Page:
        options.setdefault("follow_redirects", True)
        # A context of its own: the request must not share the session and the signed-in person of the test around it.
        response = Context().run(self.client.open, url, method=method, **options)
        path = response.request.path if response.request else url
        page = Page(response.status_code, path, response.data, response.headers, response.mimetype == "text/html")
        if page.is_page and page.status not in (301, 302, 303):
            check_page(page.html, url)
        return page


@pytest.fixture
def visitor(app: Flask) -> PageClient:
    """Somebody who is not signed in."""
    return PageClient(app)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Person], PageClient]:
    """Give a browser in which a person is signed in."""
    return lambda person: PageClient(app, person)


@pytest.fixture
def sent() -> Callable[[Session], list[OutboxEmail]]:
    """List the e-mails in the outbox, oldest first."""
    return lambda session: list(session.scalars(select(OutboxEmail).order_by(OutboxEmail.created_at, OutboxEmail.id)))


@pytest.fixture
def count_queries(connection: Connection) -> Callable[[], Any]:
    """Count the SELECT, INSERT, UPDATE and DELETE sent in a `with count_queries() as queries` block."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        queries: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                queries.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        try:
            yield queries
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return counting
