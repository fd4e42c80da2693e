"""The application as it runs for people: its own command, its own processes, a real mail server to write to."""

import contextlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).parents[2]
CALL = "passerelle-2026"
START_SECONDS = 60
MAIL_SECONDS = 20


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


class Post:
    """The mail server of the tests: it keeps what it receives."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.port = _free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def wait_for(self, recipient: str, subject: str) -> EmailMessage:
        """Return the last message to `recipient` whose subject matches `subject`, once it is there."""
        end = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < end:
            for message in reversed(self.received):
                if message["To"] == recipient and re.search(subject, str(message["Subject"])):
                    return message
            time.sleep(0.05)
        got = [f"{message['To']}: {message['Subject']}" for message in self.received]
        raise AssertionError(f"No mail « {subject} » came to {recipient}. Received: {got}")


def text_of(message: EmailMessage) -> str:
    """Return the words of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(message: EmailMessage) -> str:
    """Return the only address in a message."""
    links = re.findall(r"https?://\S+", text_of(message))
    assert len(links) == 1, links
    return str(links[0])


class Stages:
    """The demonstration at each stage, loaded in the background, one after the other, and copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loading: subprocess.Popen[bytes] | None = None

    def prepare(self, stages: list[str]) -> None:
        """Begin to load `stages`."""
        command = [sys.executable, "-m", "tests.e2e.stages", str(self._folder), *stages]
        environment = _environment(self._folder, self._folder / "nowhere.db")
        self._loading = subprocess.Popen(command, cwd=ROOT, env=environment)

    def copy(self, stage: str, target: Path) -> None:
        """Replace all that the database `target` holds, open or not, by the demonstration at `stage`."""
        path = self._folder / f"{stage}.db"
        while not path.exists():
            assert self._loading is not None and not self._loading.poll(), f"the stage {stage} was not loaded"
            time.sleep(0.05)
        source, copy = sqlite3.connect(path), sqlite3.connect(target, timeout=20)
        with contextlib.closing(source), contextlib.closing(copy):
            copy.execute("PRAGMA journal_mode=WAL")
            source.backup(copy)

    def close(self) -> None:
        """Stop loading what no test waits for any more."""
        if self._loading is not None:
            self._loading.terminate()
            self._loading.wait()


def _environment(folder: Path, database: Path, **more: str) -> dict[str, str]:
    ours = ("PRODUCTION", "BASE_URL", "SECRET_KEY", "MAIL_", "HOST", "PORT", "FLASK_", "TEST_", "GUNICORN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    demonstration = {"DEMO": "1", "DEVELOPMENT": "1", "DATABASE_URL": f"sqlite:///{database}"}
    return kept | demonstration | {"INSTANCE_PATH": str(folder / "instance")} | more


class Live:
    """A running application; `at` puts its database at a stage of the demonstration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stages = Stages(folder)
        self.post = Post()
        self.url = f"http://127.0.0.1:{_free_port()}"
        self._database = folder / "live.db"
        self._log = folder / "server.log"

    def at(self, stage: str) -> None:
        """Begin anew at `stage`."""
        self.stages.copy(stage, self._database)
        self.post.received.clear()

    def projects(self, state: str) -> list[str]:
        """Return the keys of the call's projects in `state`, by number."""
        query = """SELECT projects.id FROM projects JOIN calls ON calls.id = projects.call_id
            WHERE calls.code = ? AND projects.state = ? ORDER BY projects.number"""
        with contextlib.closing(sqlite3.connect(self._database, timeout=20)) as database:
            return [str(uuid.UUID(key)) for (key,) in database.execute(query, (CALL, state))]

    def write(self, statement: str, *values: str) -> None:
        """Change the database behind the application's back, for what would take a person a day."""
        with contextlib.closing(sqlite3.connect(self._database, timeout=20)) as database, database:
            assert database.execute(statement, values).rowcount

    @contextlib.contextmanager
    def running(self) -> Iterator["Live"]:
        """Start the mail server, then pages and mail with the application's own command; stop them at the end."""
        self.post.start()
        environment = _environment(
            self.folder,
            self._database,
            HOST="127.0.0.1",
            PORT=self.url.rsplit(":", 1)[1],
            MAIL_SERVER="127.0.0.1",
            MAIL_PORT=str(self.post.port),
        )
        command = [sys.executable, "-m", "flask", "--app", "run", "serve"]
        with self._log.open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            self._wait(process)
            yield self
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)
            self.post.stop()
            self.stages.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(OSError), opener.open(f"{self.url}/legal", timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError(f"The application did not start: {self._log.read_text()}")
