"""Clients that ask for one page again and again, over connections kept open."""

import http.client
import statistics
import threading
import time
from dataclasses import dataclass, field

from bench.servers import HOST, PATIENCE, Server

CLIENTS = 4


@dataclass(frozen=True, slots=True)
class Target:
    """One page of one server, with the cookie of whoever asks."""

    server: Server
    path: str
    cookie: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of requests cost; times in milliseconds."""

    rate: float
    p50: float
    p95: float
    cpu: float


@dataclass
class Tally:
    """The rounds of one page."""

    rounds: list[Round] = field(default_factory=list)

    def median(self, name: str) -> float:
        """Return the median of one figure over the rounds."""
        return float(statistics.median(getattr(one, name) for one in self.rounds))


def ask(target: Target, seconds: float) -> Round:
    """Ask for `target` with all clients during `seconds`; RuntimeError at any answer but 200."""
    times: list[list[float]] = [[] for _ in range(CLIENTS)]
    errors: list[str] = []
    before = target.server.cpu_seconds()
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(target, began + seconds, times[number], errors))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    cpu = target.server.cpu_seconds() - before
    if errors:
        raise RuntimeError(f"{target.path}: {errors[0]}")
    every = sorted(one for mine in times for one in mine)
    p95 = every[min(len(every) - 1, int(len(every) * 0.95))]
    return Round(len(every) / elapsed, 1000 * statistics.median(every), 1000 * p95, 1000 * cpu / len(every))


def _client(target: Target, until: float, times: list[float], errors: list[str]) -> None:
    headers = {"Cookie": target.cookie} if target.cookie else {}
    connection = http.client.HTTPConnection(HOST, target.server.port, timeout=PATIENCE)
    try:
        while time.perf_counter() < until and not errors:
            began = time.perf_counter()
            connection.request("GET", target.path, headers=headers)
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - began)
            if response.status != 200:
                errors.append(f"answered {response.status}")
    except OSError as error:
        errors.append(repr(error))
    finally:
        connection.close()
