"""Files that people give: kept out of the database, under names nobody can guess, in a folder or an S3 store.

A file is written whole or not at all: obstore writes a folder's file beside its place and then puts it there, and an S3
store shows nothing of a transfer before its end. What is written and never referred to is found by `names`.
"""

import errno
import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request, session
from flask.typing import ResponseReturnValue

from incubator.core.errors import DomainError, NotFound
from incubator.core.i18n import _
from incubator.core.i18n import lazy as _l
from incubator.core.pages import refuse

PIECE = 5 * 1024 * 1024  # the least that S3 takes as a part of a file
SLICE = 256 * 1024
_LOST = _l("Ce fichier n’est plus là où il était rangé : l’équipe technique le verra.")
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HALF_WRITTEN = re.compile(r".*#\d+")  # how obstore names a file of a folder that is being written


class StoreFull(DomainError):
    """No room is left for a file (507)."""

    status = 507


class StoreAway(DomainError):
    """The store of files does not answer (503)."""

    status = 503


class FileStore:
    """Where files are: four acts, and the list of what is there."""

    def __init__(self, url: str, options: dict[str, str] | None = None) -> None:
        """Take the store at `url`: file:///folder, s3://bucket/prefix or memory://; `options` are those of S3."""
        self._url, self._options = url, options or {}
        self._made: tuple[int, Any] | None = None  # Any: the stores of obstore have no common type

    def put(self, name: str, stream: IO[bytes]) -> None:
        """Keep what `stream` holds under `name`, which must be new; a few megabytes at a time are in memory.

        Raises FileExistsError, StoreFull or StoreAway.
        """
        import obstore

        if self.exists(name):
            raise FileExistsError(name)
        with _Failures():
            obstore.put(self._store, _path(name), stream, use_multipart=True, chunk_size=PIECE, max_concurrency=1)

    def get(self, name: str) -> Iterator[bytes]:
        """Return the content of a file, piece by piece; raises NotFound or StoreAway before the first one."""
        import obstore

        with _Failures():
            try:
                found = obstore.get(self._store, _path(name))
            except FileNotFoundError:
                raise NotFound(str(_LOST)) from None
        return (bytes(piece) for piece in found.stream(min_chunk_size=SLICE))

    def copy(self, name: str) -> str:
        """Copy a file under a new name, within the store, and return that name. Raises NotFound as `get`, StoreAway."""
        import obstore

        new = new_name()
        with _Failures():
            try:
                obstore.copy(self._store, _path(name), _path(new))
            except FileNotFoundError:
                raise NotFound(str(_LOST)) from None
            if urlsplit(self._url).scheme == "file":  # a second link to the first: its age is that of the copy
                os.utime(self._folder / _path(new))
        return new

    def delete(self, name: str) -> None:
        """Forget a file; one that is not there is no fault."""
        import obstore

        with _Failures():
            try:
                obstore.delete(self._store, _path(name))
            except FileNotFoundError:
                return

    def exists(self, name: str) -> bool:
        """Tell whether a file is there."""
        import obstore

        with _Failures():
            try:
                obstore.head(self._store, _path(name))
            except FileNotFoundError:
                return False
        return True

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give the name of each file with the time it was written."""
        import obstore

        with _Failures():
            for some in obstore.list(self._store):
                for one in some:
                    yield one["path"].rpartition("/")[2], one["last_modified"]

    def sweep(self, before: datetime) -> int:
        """Remove what a killed process was writing in a folder before then; return how many."""
        if urlsplit(self._url).scheme != "file":
            return 0
        left = [path for path in self._folder.rglob("*#*") if _HALF_WRITTEN.fullmatch(path.name)]
        return sum(_removed(path, before) for path in left)

    @property
    def _folder(self) -> Path:
        return Path(urlsplit(self._url).path)

    @property
    def _store(self) -> Any:  # Any: as in __init__
        """The store of this process: one made before a fork would share its connections."""
        if self._made is None or self._made[0] != os.getpid():
            self._made = os.getpid(), self._make()
        return self._made[1]

    def _make(self) -> Any:  # Any: as in __init__
        from obstore.store import LocalStore, MemoryStore, S3Store

        parts = urlsplit(self._url)
        if parts.scheme == "memory":
            return MemoryStore()
        if parts.scheme == "file":
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return LocalStore(self._folder)
        plain = self._options.get("endpoint", "").startswith("http://")
        return S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options={"allow_http": plain, "connect_timeout": "5s", "timeout": "60s"},
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
            **self._options,  # type: ignore[arg-type]  # its options are named one by one
        )


class _Failures:
    """Says what the store says in our words."""

    def __enter__(self) -> None:
        """Nothing to do yet."""

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        from obstore.exceptions import BaseError

        if not isinstance(error, BaseError | OSError) or isinstance(error, FileNotFoundError | FileExistsError):
            return
        current_app.logger.error("files: %s", error)
        if is_full(error):
            raise full() from error
        raise StoreAway(_("Le rangement des fichiers ne répond pas. Réessayez dans quelques minutes.")) from error


def is_full(error: BaseException) -> bool:
    """Tell whether `error` says that no room is left; obstore only says it in words."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return True
    return any(f"os error {number})" in str(error) for number in NO_ROOM)


def full() -> StoreFull:
    """Return the refusal of a file for which no room is left."""
    return StoreFull(
        _("Le serveur n’a plus de place pour ce fichier : rien n’en est gardé. Prévenez l’équipe du programme.")
    )


def new_name() -> str:
    """Return a name that nobody can guess, and that says nothing of what it names."""
    return secrets.token_hex(20)


def incoming() -> Path:
    """Return the folder where a file waits to be looked at."""
    folder = Path(current_app.config["INSTANCE_PATH"]) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def sweep_incoming(before: datetime) -> int:
    """Remove what a killed process had begun to look at before `before`; return how many."""
    return sum(_removed(path, before) for path in incoming().iterdir())


def init_app(app: Flask) -> None:
    """Give `app` its store of files, and the page of a disk that is full while a request is read."""
    app.register_error_handler(OSError, _no_room)
    app.extensions["files"] = FileStore(app.config["FILES_URL"], app.config["FILES_S3"])


def _no_room(error: OSError) -> ResponseReturnValue:
    if not is_full(error):
        raise error
    current_app.logger.error("files: %s", error)
    return refuse(StoreFull.status)


def store() -> FileStore:
    """Return the store of the application in hand."""
    found: FileStore = current_app.extensions["files"]
    return found


def ceiling() -> int:
    """Return the weight, in megabytes, above which the installation takes no file."""
    return int(current_app.config["FILES_MEGABYTES"])


def allow(count: int) -> None:
    """Let somebody who is signed in send `count` files to the address in hand; other addresses take small forms only.

    To be called before the request is read: one that announces more is then refused at once.
    """
    if "_user_id" in session:
        request.max_content_length = count * ceiling() * 1_000_000 + int(current_app.config["MAX_CONTENT_LENGTH"])


def _path(name: str) -> str:
    """Return the place of a file: folders of a few hundred, whatever their number."""
    if not re.fullmatch(r"[0-9a-f]{40}", name):
        raise ValueError(f"« {name} » names no file")
    return f"{name[:2]}/{name}"


def _removed(path: Path, before: datetime) -> bool:
    try:
        if path.stat().st_mtime >= before.timestamp():
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    return True
