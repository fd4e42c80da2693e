"""Pages and work (mail, imports), two programs that live and end together."""

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Event

LOOK, WATCH = 0.5, 1.0
PATIENCE = 40.0  # the web server itself gives thirty seconds to the requests in hand
IMPATIENCE = 1.0  # two orders within a second are one, given to a process and to its group
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


class Orders:
    """The orders to stop that this process has received."""

    def __init__(self) -> None:
        """Listen to them from now on."""
        self._times: list[float] = []
        self._first = Event()
        for order in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(order) is not signal.SIG_IGN:  # as `nohup` leaves it
                signal.signal(order, self._receive)

    def _receive(self, _order: int, _frame: object) -> None:
        self._times.append(time.monotonic())
        self._first.set()

    def came(self, *, within: float = 0) -> bool:
        """Tell whether to stop, waiting for an order for some seconds."""
        return self._first.wait(within)

    @property
    def repeated(self) -> bool:
        """Tell whether somebody grows impatient."""
        return bool(self._times) and self._times[-1] - self._times[0] > IMPATIENCE


def run_together(web: list[str], work: list[str], address: tuple[str, int], greet: Callable[[], None]) -> int:
    """Run `web` and `work` until asked to stop or until `web` ends; return the exit status.

    `greet` is called once pages answer. A `work` that dies is started again: nobody looks after it at night.
    """
    orders = Orders()
    processes = {"web": _start(web)}
    greeted = False
    while not orders.came(within=WATCH if greeted else LOOK) and processes["web"].poll() is None:
        if "work" not in processes or processes["work"].poll() is not None:
            processes["work"] = _start(work)
        if not greeted and _answers(address):
            greet()
            greeted = True
    _end(list(processes.values()), orders)
    return 0 if orders.came() else processes["web"].returncode or 1


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl+C reaches this process alone, which ends the others in order.
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """Ask to be ended if the parent is killed outright (Linux; elsewhere the system has no such thing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGTERM)


def _answers(address: tuple[str, int]) -> bool:
    connection = http.client.HTTPConnection(*address, timeout=LOOK)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _end(processes: list[subprocess.Popen[bytes]], orders: Orders) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    limit = time.monotonic() + PATIENCE
    while any(process.poll() is None for process in processes):
        if time.monotonic() > limit or orders.repeated:
            for process in processes:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.05)
