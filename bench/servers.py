"""The production server on this machine, for the time of a measure."""

import http.client
import os
import re
import socket
import subprocess
import time
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from bench.seed import Seeded
from incubator.cli.serve import ROOT, WEB_ENVIRONMENT, web_command

HOST = "127.0.0.1"
PATIENCE = 30.0
APPLICATION, BARE = "run:app", "bench.bare:app"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Server:
    """gunicorn with the options of `serve`, on a free port; `started_in`, `start_cpu`: seconds to its first answer."""

    def __init__(self, module: str, seeded: Seeded, folder: Path, first_path: str) -> None:
        self.port = _free_port()
        command = [*web_command(HOST, str(self.port))[:-1], module]
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("PRODUCTION", "DEVELOPMENT")},
            **WEB_ENVIRONMENT,
            "DATABASE_URL": seeded.url,
            "INSTANCE_PATH": str(folder),
            "DEMO": "1",
            "BASE_URL": "",
            # Where Python keeps what it compiled, as it does beside the sources unless it is forbidden to.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        }
        began = time.perf_counter()
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self._wait(first_path, began + PATIENCE)
        self.started_in = time.perf_counter() - began
        self.start_cpu = sum(
            one.user + one.system for one in (process.cpu_times() for process in (self._master, *self.workers))
        )

    def _wait(self, path: str, until: float) -> None:
        while time.perf_counter() < until and self._process.poll() is None:
            try:
                if Visitor(self.port).get(path) == 200:
                    return
            except OSError:
                time.sleep(0.01)
        self.stop()
        raise RuntimeError(f"The server did not answer 200 on {path}.")

    @property
    def _master(self) -> psutil.Process:
        return psutil.Process(self._process.pid)

    @property
    def workers(self) -> list[psutil.Process]:
        """The processes that answer, without the one that watches them."""
        return self._master.children()

    def cpu_seconds(self) -> float:
        """Return the processor time spent by the workers since they started."""
        times = [worker.cpu_times() for worker in self.workers]
        return sum(one.user + one.system for one in times)

    def memory(self) -> tuple[float, float]:
        """Return RSS and USS (what the worker alone holds) of the largest worker, in MB."""
        found = [worker.memory_full_info() for worker in self.workers]
        return max(one.rss for one in found) / 1e6, max(one.uss for one in found) / 1e6

    def stop(self) -> None:
        """Stop the server and wait for its end."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()


class Visitor:
    """A browser without pictures: it keeps its cookie and the address where redirections led it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self.path = ""
        self.body = b""

    def become(self, person_id: uuid.UUID) -> None:
        """Come in through the demonstration's door."""
        self.get("/sign-in")
        token = _TOKEN.search(self.body.decode())
        if token is None:
            raise RuntimeError("The sign-in page has no form.")
        self.ask("POST", f"/demonstration/become/{person_id}", f"csrf_token={token[1]}&next=/to-do")

    def get(self, path: str) -> int:
        """Open a page, follow where it leads, return its status."""
        return self.ask("GET", path)

    def ask(self, method: str, path: str, form: str | None = None, *, follow: bool = True) -> int:
        """Send a request, with the fields of a form if any; `follow` where it leads; return the status."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        connection.request(method, path, form, headers)
        response = connection.getresponse()
        self.path, self.body = path, response.read()
        connection.close()
        if cookie := response.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        target = response.headers.get("Location")
        return self.ask("GET", target) if target and follow else response.status


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port
