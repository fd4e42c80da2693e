"""Counters of the rate limiter in our own database: right with several workers and hosts, and nothing more to run."""

import time
from importlib import import_module

from limits.storage import Storage
from sqlalchemy import Column, Float, Integer, String, Table, delete, select

from incubator.core.db import Base, db

rate_limits = Table(
    "rate_limits",
    Base.metadata,
    Column("key", String(300), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires", Float, nullable=False, comment="Seconds since 1970"),
)


class SqlStorage(Storage):
    """The storage `limits` lacks: one row a counter, replaced when its window is over."""

    STORAGE_SCHEME = ["sql"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add `amount` to the counter `key` of a window of `expiry` seconds and return its value."""
        now = time.time()
        db.let_go()  # the counter is written apart: a refused request counts too
        with db.new_session(writing=True) as session:
            session.execute(delete(rate_limits).where(rate_limits.c.expires < now))
            dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")  # not both: 3 MB each
            row = dialect.insert(rate_limits).values(key=key, count=amount, expires=now + expiry)
            statement = row.on_conflict_do_update(
                index_elements=["key"], set_={"count": rate_limits.c.count + amount}
            ).returning(rate_limits.c.count)
            count = session.scalar(statement)
            session.commit()
        return int(count or amount)

    def get(self, key: str) -> int:
        with db.new_session(writing=False) as session:
            query = select(rate_limits.c.count).where(rate_limits.c.key == key, rate_limits.c.expires >= time.time())
            return int(session.scalar(query) or 0)

    def get_expiry(self, key: str) -> float:
        with db.new_session(writing=False) as session:
            return float(session.scalar(select(rate_limits.c.expires).where(rate_limits.c.key == key)) or time.time())

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with db.new_session(writing=True) as session:
            session.execute(delete(rate_limits))
            session.commit()
        return None

    def clear(self, key: str) -> None:
        with db.new_session(writing=True) as session:
            session.execute(delete(rate_limits).where(rate_limits.c.key == key))
            session.commit()
