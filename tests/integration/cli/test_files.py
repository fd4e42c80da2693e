"""Files and processes: a server killed while one arrives, five gigabytes announced, `flask files clean`."""

import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.cli.files import Daily
from incubator.core import clock, files
from incubator.core.db import make_engine
from incubator.core.files import FileStore
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Attachment
from incubator.domain.states import State
from tests import factories as make
from tests import papers
from tests.integration.submission.conftest import ask
from tests.programs import ROOT, Programs, free_port, wait_until

BOUNDARY = "b0undary"


@dataclass
class Server:
    """A web server of its own, and somebody signed in who writes a dossier that asks for files."""

    port: int
    cookie: str
    path: str
    marker: Path
    process: subprocess.Popen[bytes]

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def form(self, token: str) -> bytes:
        fields = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (("csrf_token", token), ("question", "plans"))
        )
        file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="plan.pdf"\r\n\r\n'
        return fields.encode() + file.encode() + papers.pdf() + f"\r\n--{BOUNDARY}--\r\n".encode()

    def token(self) -> str:
        """Read the page of the form, and keep its session."""
        connection = self.connection()
        connection.request("GET", f"{self.path}/edit", headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        connection.close()
        assert found
        return found[1]

    def headers(self, length: int) -> bytes:
        return (
            f"POST {self.path}/files HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
            f"Cookie: {self.cookie}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n"
        ).encode()


@pytest.fixture
def server(installed: Programs, shared_app: Flask, tmp_path: Path) -> Iterator[Server]:
    engine = make_engine(installed.settings["DATABASE_URL"])
    with Session(engine) as session:
        organisation = make.make_organisation(session)
        call = make.make_call(session, organisation)
        owner = make.make_person(session, organisation)
        project = make.make_project(session, call, owner=owner, state=State.DRAFT)
        ask(session, call, "plans", QuestionKind.FILE)
        path, person = f"/projects/{project.id}", str(owner.id)
        session.commit()
    engine.dispose()
    marker = tmp_path / "scanning"
    (tmp_path / "scan.sh").write_text(f"touch {marker}; sleep 60")
    signer = SecureCookieSessionInterface().get_signing_serializer(shared_app)
    assert signer
    port = free_port()
    settings = {"SECRET_KEY": str(shared_app.config["SECRET_KEY"]), "VIRUS_SCAN_COMMAND": f"sh {tmp_path / 'scan.sh'}"}
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--threads", "2", "--no-control-socket"]
    process = subprocess.Popen(
        [*command, "--log-level", "error", "run:app"],
        cwd=ROOT,
        env=installed.environment(**settings),
        start_new_session=True,
    )
    cookie = f"session={signer.dumps({'_user_id': person, '_fresh': True})}"
    try:
        wait_until(lambda: _listens(port), "the server")
        yield Server(port, cookie, path, marker, process)
    finally:
        with_group(process, signal.SIGKILL)


def with_group(process: subprocess.Popen[bytes], order: int) -> None:
    if process.poll() is None:
        os.killpg(process.pid, order)
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def database(programs: Programs) -> Iterator[Session]:
    engine = make_engine(programs.settings["DATABASE_URL"])
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_server_refuses_five_gigabytes_at_once_and_killed_in_the_middle_keeps_nothing(
    installed: Programs, server: Server
) -> None:
    token = server.token()
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as talk:
        talk.sendall(server.headers(5_000_000_000) + b"x" * 1000)  # and not a byte more
        assert talk.recv(100).startswith(b"HTTP/1.1 413")

    body = server.form(token)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as talk:
        talk.sendall(server.headers(len(body)) + body)
        wait_until(server.marker.exists, "the scanner at work")
        with_group(server.process, signal.SIGKILL)

    left = list((installed.folder / "incoming").iterdir())
    assert len(left) in (1, 2)  # the file and its image, which nobody will look at any more
    with database(installed) as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 0
    for path in left:
        os.utime(path, (0, 0))
    done = installed.run("files", "clean", "--json")
    assert (done.returncode, json.loads(done.stdout)["pieces"]) == (0, len(left)), done.stderr
    assert list((installed.folder / "incoming").iterdir()) == []


@pytest.fixture
def store(app: Flask, tmp_path: Path) -> Iterator[FileStore]:
    before, app.extensions["files"] = app.extensions["files"], FileStore((tmp_path / "store").as_uri())
    with app.app_context():
        yield files.store()
    app.extensions["files"] = before


def kept(store: FileStore) -> str:
    name = files.new_name()
    store.put(name, io.BytesIO(b"x"))
    return name


def clean(app: Flask, *options: str) -> tuple[int, dict[str, object], str]:
    done = app.test_cli_runner().invoke(args=["files", "clean", "--json", *options])
    return done.exit_code, json.loads(done.stdout), done.stderr


def test_clean_removes_what_no_dossier_refers_to_and_tells_what_is_lost(
    app: Flask, session: Session, store: FileStore
) -> None:
    organisation = make.make_organisation(session)
    project = make.make_project(session, make.make_call(session, organisation))
    used, orphan, lost = kept(store), kept(store), files.new_name()
    for name, storage_name in (("plan.pdf", used), ("perdu.pdf", lost)):
        make.make_attachment(session, project, name=name, storage_name=storage_name)
    session.commit()

    assert clean(app)[1]["orphans"] == 0  # on its way, perhaps
    clock.freeze(clock.now() + timedelta(days=2))
    status, told, _error = clean(app, "--dry-run")
    assert (status, told["orphans"], store.exists(orphan)) == (0, 1, True)
    status, told, _error = clean(app)

    assert (status, told["orphans"]) == (0, 1)
    assert [str(one).partition(" ")[2] for one in told["missing"]] == ["perdu.pdf"]  # type: ignore[attr-defined]
    assert (store.exists(orphan), store.exists(used)) == (False, True)


def test_clean_leaves_a_store_that_this_database_does_not_know(app: Flask, session: Session, store: FileStore) -> None:
    names = [kept(store) for _ in range(21)]
    clock.freeze(clock.now() + timedelta(days=2))

    status, told, error = clean(app)

    assert status == 1 and told["kept_back"] and "est-ce la bonne ?" in error
    assert all(store.exists(name) for name in names)
    assert clean(app, "--force")[0] == 0
    assert not any(store.exists(name) for name in names)


def test_worker_cleans_once_a_day() -> None:
    daily = Daily()
    began = clock.now()
    moments = [timedelta(), timedelta(minutes=6), timedelta(minutes=7), timedelta(hours=23), timedelta(hours=25)]
    found = []
    for moment in moments:
        clock.freeze(began + moment)
        found.append(daily.has_come())

    assert found == [False, True, False, False, True]
