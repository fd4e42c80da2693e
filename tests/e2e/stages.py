"""Loads the demonstration at several stages with one start of Python: `-m tests.e2e.stages FOLDER STAGE…`."""

import sys
from pathlib import Path

from incubator import create_app
from incubator.core.db import db


def main(folder: Path, stages: list[str]) -> None:
    """Write `<stage>.db` for each stage; a file that is there is whole."""
    for stage in stages:
        unfinished = folder / f"{stage}.part"
        app = create_app({"DATABASE_URL": f"sqlite:///{unfinished}"})
        result = app.test_cli_runner().invoke(args=["demo", "--stage", stage])
        assert result.exit_code == 0, result.output
        db.engine.dispose()  # the last connection to close puts everything in the one file
        unfinished.rename(folder / f"{stage}.db")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
