"""The migrations give the tables of the models, on the engine in hand, and can be undone."""

from alembic import command
from sqlalchemy import inspect

from incubator.core.db import make_engine
from incubator.core.migrations import configuration, upgrade


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
