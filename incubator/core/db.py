"""The database: a typed declarative base, one session a request, the same behaviour on SQLite and PostgreSQL."""

import enum
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, Uuid, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

from incubator.core import clock
from incubator.core.search import fold

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CACHE = "cache_size=-4000"  # kB: with SQLite's own 2 MB, two counts of ten thousand rows push each other out, 1.3 ms


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive date and time was given: which time zone is it in?")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every model: named constraints, aware times, JSON for dictionaries and lists."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # Any: what a JSON column holds is checked where it is written, not by the type of the column.
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON, uuid.UUID: Uuid}


class Identified:
    """A key nobody can guess, and the time of creation."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


def enum_type(kind: type[enum.StrEnum]) -> Enum:
    """Return the column type of a StrEnum: its value as text, the same on both engines."""
    return Enum(kind, native_enum=False, length=40, values_callable=lambda members: [m.value for m in members])


def make_engine(url: str) -> Engine:
    """Create an engine for `url`, with what each database needs to be safe under concurrency.

    SQLite: write-ahead log, foreign keys on, ten seconds of patience, and an explicit BEGIN: IMMEDIATE when the
    connection carries the execution option `writing`, because a transaction that reads and then writes may otherwise
    fail at once with "database is locked" whatever the patience.
    """
    engine = create_engine(url, pool_pre_ping=url.startswith("postgresql"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # Any: the driver's own connection
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=NORMAL", CACHE):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.create_function("fold", 1, fold, deterministic=True)


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def continue_numbering(session: Session) -> None:
    """Make the next row of each numbered table follow the highest one there.

    SQLite does so by itself; PostgreSQL counts apart, and does not see rows put in with their number, or taken away.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            session.execute(select(func.setval(sequence, func.coalesce(func.max(column), 0) + 1, False)))


class ReadingSession(Session):
    """The session of a page that only reads: it refuses to write."""


@event.listens_for(ReadingSession, "before_flush")
def _refuse_flush(session: Session, *_: object) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("A page that only reads tried to write: use a POST.")


class Database:
    """The application's database: `db.session` is the session of the request or command in hand."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._connection: Connection | None = None

    def init_app(self, app: Flask) -> None:
        """Bind to the address in the setting DATABASE_URL and close the session with each context."""
        self._engine = make_engine(app.config["DATABASE_URL"])
        self._connection = None
        app.teardown_appcontext(self._close)

    @property
    def engine(self) -> Engine:
        """The engine; RuntimeError before `init_app`."""
        if self._engine is None:
            raise RuntimeError("The database is not bound yet: call init_app first.")
        return self._engine

    def join(self, connection: Connection | None) -> None:
        """Make every session a part of one open transaction of `connection` (tests); None goes back to the engine."""
        self._connection = connection

    @property
    def session(self) -> Session:
        """The session of the current context, opened at first use."""
        if "db_session" not in g:
            g.db_session = self.new_session(writing=_context_writes())
        session: Session = g.db_session
        return session

    def new_session(self, *, writing: bool) -> Session:
        """Open a session of its own; `writing` takes SQLite's write lock from the first statement."""
        if self._connection is not None:
            return Session(self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        if writing:
            return Session(self.engine.execution_options(writing=True), expire_on_commit=False)
        return ReadingSession(self.engine, expire_on_commit=False)

    def let_go(self) -> None:
        """End the transaction by which the context has only read so far: it may hold the lock that another waits for.

        A post takes SQLite's write lock with its first statement, which finds who asks.
        """
        session: Session | None = g.get("db_session")
        if session is not None and not (session.new or session.dirty or session.deleted):
            session.commit()

    def _close(self, _error: BaseException | None) -> None:
        session: Session | None = g.pop("db_session", None)
        if session is not None:
            session.close()


def _context_writes() -> bool:
    return not has_request_context() or request.method not in SAFE_METHODS


db = Database()
