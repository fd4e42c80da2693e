"""What a process that serves pages reads at its start: two of them must fit in a small machine."""

import subprocess
import sys

import pytest

ROOM = ("PIL", "alembic", "obstore", "openpyxl", "pypdfium2", "requests", "sqlalchemy.dialects.postgresql", "typst")
COMMANDS = ("incubator.cli", "incubator.demo", "incubator.transfer")


@pytest.mark.any_engine
def test_a_process_that_serves_pages_reads_neither_commands_nor_what_few_acts_need(tmp_path) -> None:
    program = "import sys, incubator; incubator.create_app(); print(*sys.modules)"
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'own.db'}", "INSTANCE_PATH": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=True)
    assert "incubator.submission" in run.stdout.split()
    assert [name for name in (*ROOM, *COMMANDS) if name in run.stdout.split()] == []
