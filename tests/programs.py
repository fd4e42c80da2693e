"""The application as programs: commands in processes of their own, on a database of their own, a real mail server."""

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPException
from pathlib import Path
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import text
from sqlalchemy.engine import make_url

from incubator.core.db import make_engine

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
OURS = ("DATABASE_URL", "INSTANCE_PATH", "PRODUCTION", "DEMO", "DEVELOPMENT", "BASE_URL", "SECRET_KEY", "HOST", "PORT")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_until(happened: Callable[[], Any], what: str, within: float = PATIENCE) -> Any:
    """Return what `happened` answers once it is true; AssertionError says `what` did not happen in time."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if answer := happened():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {within:.0f} s")


@contextmanager
def database_of_its_own(beside: str, folder: Path) -> Iterator[str]:
    """Give the address of a new empty database, on the engine of `beside`."""
    if beside.startswith("sqlite"):
        yield f"sqlite:///{folder / 'own.db'}"
        return
    name = f"own_{os.getpid()}_{free_port()}"
    admin = make_engine(beside).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield make_url(beside).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


@dataclass(frozen=True, slots=True)
class Done:
    """What a command that ended has said."""

    returncode: int
    stdout: str
    stderr: str


class Program:
    """A command in a process of its own, forked from one that has imported the application: the same code, sooner."""

    def __init__(self, arguments: tuple[str, ...], environment: dict[str, str], folder: Path) -> None:
        """Start it."""
        folder.mkdir(parents=True, exist_ok=True)
        self._said = [Path(tempfile.mkstemp(dir=folder, suffix=name)[1]) for name in (".out", ".err")]
        self._process = _SERVER.Process(target=_become, args=(arguments, environment, *map(str, self._said)))
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """Return its exit status; None while it lives."""
        return self._process.exitcode

    def wait(self, seconds: float = PATIENCE) -> int:
        """Return its exit status, once it has ended."""
        self._process.join(seconds)
        assert self._process.exitcode is not None, f"still there after {seconds:.0f} s: {self.stdout}{self.stderr}"
        return self._process.exitcode

    def send_signal(self, order: int) -> None:
        """Give it an order."""
        os.kill(self.pid, order)

    def kill(self) -> None:
        """Kill it outright, and wait for the system to have done so."""
        self.send_signal(signal.SIGKILL)
        self.wait()

    @property
    def stdout(self) -> str:
        """What it has said so far."""
        return self._said[0].read_text()

    @property
    def stderr(self) -> str:
        """What it has complained of so far."""
        return self._said[1].read_text()


def _become(arguments: tuple[str, ...], environment: dict[str, str], out: str, err: str) -> None:
    """Become the command: what `flask --app run …` does, in a session of its own."""
    from flask.cli import main

    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored when the tests run in the background
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    for number, name in ((1, out), (2, err)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_APPEND), number)
    sys.argv = ["flask", "--app", "run", *arguments]
    main()


_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.preloaded"])


@dataclass
class Programs:
    """Commands of the application, with settings that are theirs alone."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, **settings: str) -> dict[str, str]:
        """Return the environment of a command: ours, without the settings of the tests themselves."""
        bare = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("MAIL_")}
        return {**bare, "INSTANCE_PATH": str(self.folder), **self.settings, **settings}

    def run(self, *arguments: str, **settings: str) -> Done:
        """Run a command to its end."""
        with self.running(*arguments, **settings) as program:
            return Done(program.wait(), program.stdout, program.stderr)

    @contextmanager
    def running(self, *arguments: str, **settings: str) -> Iterator[Program]:
        """Run a command for the time of the block; if it still lives then, it is asked to stop."""
        program = Program(arguments, self.environment(**settings), self.folder.with_name("said"))
        try:
            yield program
        finally:
            if program.poll() is None:
                program.send_signal(signal.SIGTERM)
                try:
                    program.wait()
                except AssertionError:
                    os.killpg(program.pid, signal.SIGKILL)
                    raise


def flask(*arguments: str) -> list[str]:
    """Return the words that run a command of the application."""
    return [sys.executable, "-m", "flask", "--app", "run", *arguments]


def page(url: str, seconds: float = 20) -> tuple[int, str]:
    """Return status and text of what answers at `url`; 0 when nothing does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=seconds) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except (OSError, HTTPException):  # nothing there, or it died while it answered
        return 0, ""


class MailServer:
    """A real SMTP server; `answer` decides what it says of each message, after as long as it wants."""

    def __init__(self) -> None:
        """Prepare a server that accepts everything at once."""
        self.accepted: list[EmailMessage] = []
        self.refused: list[EmailMessage] = []
        self.in_hand = Event()
        self.pause = 0.0
        self.hold_from = sys.maxsize  # how many messages are accepted before one is kept waiting for ever
        self.answer: Callable[[EmailMessage], str] = lambda _message: "250 OK"
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "MailServer":
        """Start."""
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop."""
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a message: one whose sender goes before the answer was never accepted."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.in_hand.set()
        await asyncio.sleep(self.pause if len(self.accepted) < self.hold_from else 3600)
        answer = self.answer(message)
        (self.accepted if answer.startswith("250") else self.refused).append(message)
        self.in_hand.clear()
        return answer

    @property
    def settings(self) -> dict[str, str]:
        """What the application needs to know of this server."""
        return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(self.port), "MAIL_SENDER": "incubateur@tests.example"}

    def counted(self) -> Counter[str]:
        """Count the accepted messages by Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.accepted)
