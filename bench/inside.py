"""The same pages asked inside this process: how many queries each sends, and where its time goes."""

import cProfile
import pstats
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from bench.seed import Seeded
from incubator import create_app
from incubator.core.db import db

REPETITIONS = 50


@contextmanager
def signed_in(seeded: Seeded, person_id: uuid.UUID | None) -> Iterator[FlaskClient]:
    """Give a client of the application on the database `seeded`, in which somebody, or nobody, is signed in."""
    app = create_app({"DATABASE_URL": seeded.url})
    with app.test_client() as client:
        if person_id is not None:
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = str(person_id), True
                session.permanent = True
        yield client
    db.engine.dispose()


def count_queries(client: FlaskClient, path: str) -> int:
    """Return how many statements one answer of `path` sends; the transaction's own are not counted."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:  # Any: the driver's objects
        if statement.partition(" ")[0] not in ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"):
            statements.append(statement)

    client.get(path, follow_redirects=True)  # what is kept for all requests is read now
    event.listen(db.engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def slow_statements(client: FlaskClient, path: str) -> list[tuple[float, str]]:
    """Return each statement of one answer with its milliseconds, the slowest first."""
    found: list[tuple[float, str]] = []
    began: list[float] = []

    def start(*_: Any) -> None:  # Any: the driver's objects
        began.append(time.perf_counter())

    def end(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:  # Any: as above
        found.append((1000 * (time.perf_counter() - began.pop()), statement))

    client.get(path, follow_redirects=True)
    for name, listener in (("before_cursor_execute", start), ("after_cursor_execute", end)):
        event.listen(db.engine, name, listener)
    client.get(path)
    for name, listener in (("before_cursor_execute", start), ("after_cursor_execute", end)):
        event.remove(db.engine, name, listener)
    return sorted(found, reverse=True)


def profile(client: FlaskClient, path: str, lines: int = 45) -> None:
    """Print where the time of `path` goes: functions by their own time, then with what they call."""
    answer = client.get(path, follow_redirects=True)
    path = answer.request.full_path  # a worklist leads to the address of its filters
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(REPETITIONS):
        client.get(path)
    profiler.disable()
    stats = pstats.Stats(profiler)
    print(f"\n== {path}: {1000 * stats.total_tt / REPETITIONS:.2f} ms under the profiler")  # type: ignore[attr-defined]
    stats.sort_stats("tottime").print_stats(lines)
    stats.sort_stats("cumulative").print_stats(lines)
