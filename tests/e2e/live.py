"""The application as it runs for people: its own command, its own processes, a real mail server to write to."""

import contextlib
import re
import sqlite3
import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from tests.programs import MailServer, Programs, free_port, page, wait_until

CALL = "passerelle-2026"
FIRST = "open"
MAIL_SECONDS = 20


def text_of(message: EmailMessage) -> str:
    """Return the words of a message, on one line."""
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def link_in(message: EmailMessage) -> str:
    """Return the only address in a message."""
    links = re.findall(r"https?://\S+", text_of(message))
    assert len(links) == 1, links
    return str(links[0])


class Stages:
    """A database at each stage of the demonstration, each loaded once for all the processes of the tests."""

    def __init__(self, folder: Path, programs: Programs) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._programs = programs

    def at(self, stage: str) -> Path:
        """Return the database at `stage`, once it is there."""
        database, begun, ready = (self._folder / f"{stage}.{what}" for what in ("db", "begun", "ready"))
        try:
            begun.touch(exist_ok=False)
        except FileExistsError:
            wait_until(ready.exists, f"the demonstration at « {stage} », which another process loads")
            return database
        done = self._programs.run("demo", "--stage", stage, DATABASE_URL=f"sqlite:///{database}")
        assert done.returncode == 0, done.stderr
        ready.touch()
        return database


class Live:
    """A running application; `at` puts its database at a stage of the demonstration."""

    def __init__(self, folder: Path, shared: Path) -> None:
        self._port = free_port()
        self._programs = Programs(
            folder / "instance", {"DEMO": "1", "DEVELOPMENT": "1", "FILES_URL": (shared / "files").as_uri()}
        )
        self._stages = Stages(shared, self._programs)
        self._database = folder / "live.db"
        self._mail = MailServer()
        self.url = f"http://127.0.0.1:{self._port}"

    @contextlib.contextmanager
    def running(self) -> Iterator["Live"]:
        """Start the mail server, then pages and mail with the application's own command; stop them at the end."""
        address = {"DATABASE_URL": f"sqlite:///{self._database}", "PORT": str(self._port)}
        settings = {**address, **self._mail.settings}
        self.at(FIRST)
        with self._mail, self._programs.running("serve", **settings) as program:
            wait_until(lambda: program.poll() is not None or page(f"{self.url}/legal")[0] == 200, "serve")
            assert program.poll() is None, program.stderr
            yield self

    def at(self, stage: str) -> None:
        """Begin anew at `stage`: all that the database holds, open as it is, is replaced."""
        source = sqlite3.connect(self._stages.at(stage))
        target = sqlite3.connect(self._database, timeout=20)
        with contextlib.closing(source), contextlib.closing(target):
            target.execute("PRAGMA journal_mode=WAL")
            source.backup(target)
        self._mail.accepted.clear()

    def mail(self, subject: str, *, to: str = "") -> EmailMessage:
        """Return the last message whose subject holds `subject`, once it has come; `to` says to whom."""

        def found() -> list[EmailMessage]:
            return [one for one in self._mail.accepted if subject in one["Subject"] and to in one["To"]]

        received: list[EmailMessage] = wait_until(found, f"a mail « {subject} » {to}", within=MAIL_SECONDS)
        return received[-1]

    def projects(self, state: str) -> list[str]:
        """Return the keys of the call's projects in `state`, by number."""
        query = """SELECT projects.id FROM projects JOIN calls ON calls.id = projects.call_id
            WHERE calls.code = ? AND projects.state = ? ORDER BY projects.number"""
        with contextlib.closing(sqlite3.connect(self._database, timeout=20)) as database:
            return [str(uuid.UUID(key)) for (key,) in database.execute(query, (CALL, state))]

    def write(self, statement: str) -> None:
        """Change the database behind the application's back, for what would take a person a day."""
        with contextlib.closing(sqlite3.connect(self._database, timeout=20)) as database, database:
            assert database.execute(statement).rowcount
