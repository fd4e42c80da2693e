"""The migrations give the tables of the models, on the engine in hand, and can be undone."""

import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Column, MetaData, Uuid, func, inspect, select, text

from incubator.core.db import make_engine
from incubator.core.migrations import configuration, upgrade
from tests.programs import database_of_its_own


def test_migrations_go_up_match_the_models_and_go_down(tmp_path) -> None:  # type: ignore[no-untyped-def]
    engine = make_engine(f"sqlite:///{tmp_path / 'migrations.db'}")
    upgrade(engine)
    with engine.connect() as connection:
        command.check(configuration(connection))

    with engine.execution_options(writing=True).begin() as connection:
        command.downgrade(configuration(connection), "base")

    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_migrations_are_numbered_without_a_gap() -> None:
    from incubator.core.migrations import FOLDER

    numbers = sorted(path.name[:4] for path in (FOLDER / "versions").glob("*.py"))

    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_models_and_database_in_hand_agree(connection) -> None:  # type: ignore[no-untyped-def]
    command.check(configuration(connection))


def filled(column: Column[Any]) -> object:
    """Return something that a column of this type holds."""
    kind = column.type.python_type
    if column.name in ("id", "organisation_id", "programme_id", "call_id", "owner_id", "project_id", "question_id"):
        return uuid.UUID(int=1) if isinstance(column.type, Uuid) else uuid.UUID(int=1).hex
    if kind is datetime:
        return datetime(2026, 1, 1 if column.name == "opens_at" else 2, tzinfo=UTC)
    return {int: 1, bool: True, date: date(2026, 1, 1), dict: {}, list: []}.get(kind, "x")


def test_migrations_keep_what_the_first_version_holds(database_url: str, tmp_path: Path) -> None:
    tables = ("organisations", "programmes", "people", "calls", "questions", "projects", "answers")
    with database_of_its_own(database_url, tmp_path) as url:
        engine = make_engine(url)
        with engine.execution_options(writing=True).begin() as connection:
            command.upgrade(configuration(connection), "0001")
            before = MetaData()
            before.reflect(connection)
            for name in tables:
                row = {one.name: filled(one) for one in before.tables[name].columns if not one.nullable}
                if name == "projects":
                    row["state"] = "draft"
                connection.execute(before.tables[name].insert().values(row))

        upgrade(engine)

        with engine.connect() as connection:
            for name in tables:
                assert connection.execute(select(func.count()).select_from(before.tables[name])).scalar() == 1
            call = connection.execute(text("SELECT grace_minutes, public, agreement_required FROM calls")).one()
            assert (call.grace_minutes, bool(call.public), call.agreement_required) == (0, True, "never")
        with engine.execution_options(writing=True).begin() as connection:
            command.downgrade(configuration(connection), "0001")
        engine.dispose()
