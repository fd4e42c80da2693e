"""What attached files hold, in and out of an export: one file each, in the folder `files`, under its random name."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import files
from incubator.core.errors import NotFound
from incubator.domain.models import Attachment
from incubator.transfer.tables import ExportedTable

FOLDER = "files"


def copy_out(session: Session, exported: ExportedTable, out: Path) -> int:
    """Write what the files of an export hold; return how many. One that the store has lost is left out."""
    names = session.execute(select(Attachment.storage_name, Attachment.preview_name).where(exported.belongs))
    return sum(_copy_out(name, out / FOLDER) for pair in names for name in pair if name is not None)


def _copy_out(name: str, folder: Path) -> bool:
    try:
        pieces = files.store().get(name)
    except NotFound:
        return False
    folder.mkdir(exist_ok=True)
    with (folder / name).open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return True


def copy_in(records: Iterable[dict[str, Any]], folder: Path) -> int:  # Any: what JSON holds
    """Put in the store what the files of an export hold; return how many. One that is there already stays."""
    names = [record[column] for record in records for column in ("storage_name", "preview_name") if record[column]]
    return sum(_copy_in(name, folder / FOLDER / name) for name in names if not files.store().exists(name))


def _copy_in(name: str, path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        files.store().put(name, file)
    return True
