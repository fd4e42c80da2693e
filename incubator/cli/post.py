"""`deliver-mail`: the messages waiting in the outbox leave."""

import os
import signal
import time
from collections.abc import Callable
from threading import Event

import click
from flask import current_app

from incubator.cli.entrance import site
from incubator.cli.files import Daily, clean_daily
from incubator.core import outbox, smtp
from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, refuse, say
from incubator.domain import reminders

PAUSE = 2.0
ERRANDS_EVERY = 60.0


@command("deliver-mail")
@click.option("--loop", is_flag=True, help="Go on until stopped (SIGTERM), after the message in hand.")
@click.option("--while-process", "parent", type=int, hidden=True)  # of the process that started this one, for `serve`
@click.option("--retry-failed", is_flag=True, help="Also those given up after ten attempts.")
@as_json_option
def deliver_mail(loop: bool, parent: int | None, retry_failed: bool, as_json: bool) -> None:
    """Send the e-mails that are due; what the server refuses is tried again later."""
    if not has_somewhere_to_go():
        raise refuse("MAIL_SERVER ne nomme aucun serveur de courriel : les messages attendent.")
    if retry_failed:
        outbox.revive(db.session)
        db.session.commit()
    db.session.close()
    if loop:
        send_until(told_to_stop(), as_json, lambda: parent is None or os.getppid() == parent, Daily())
        return
    errands()
    _say(as_json, *deliver_all())


def errands() -> int:
    """Write what is sent by itself: reminders, digests; return how many. They leave with the others."""
    with current_app.test_request_context(base_url=site()):
        return reminders.send_all(lambda: db.new_session(writing=True))


def deliver_all(stopping: Event | None = None) -> tuple[int, int]:
    """Send everything due at this moment, until `stopping` is set; return how many left and how many failed."""
    sent = failed = 0
    while stopping is None or not stopping.is_set():
        gone, refused = outbox.deliver(lambda: db.new_session(writing=True), smtp.send, limit=1)
        sent, failed = sent + gone, failed + refused
        if not gone and not refused:
            break
    return sent, failed


def _say(as_json: bool, sent: int, failed: int) -> None:
    say(as_json, f"{sent} courriel(s) envoyé(s), {failed} à réessayer.", sent=sent, failed=failed)


def has_somewhere_to_go() -> bool:
    """Tell whether e-mails may leave: by a server, or into the mailbox of the demonstration."""
    return bool(current_app.config["MAIL_SERVER"] or current_app.config["DEMO"])


def told_to_stop() -> Event:
    """Return what the orders to stop will set."""
    stopping = Event()
    for order in (signal.SIGTERM, signal.SIGINT):
        signal.signal(order, lambda *_: stopping.set())
    return stopping


def send_until(stopping: Event, as_json: bool, wanted: Callable[[], bool], cleaning: Daily | None = None) -> None:
    """Send until asked to stop: the message in hand is finished first, so that none is sent twice."""
    next_errands = time.monotonic()
    while not stopping.is_set() and wanted():
        try:
            if time.monotonic() >= next_errands:
                next_errands = time.monotonic() + ERRANDS_EVERY
                errands()
            sent, failed = deliver_all(stopping)
            if cleaning is not None and cleaning.has_come():
                clean_daily()
        except Exception:  # the database is away, the disk is full: mail waits for better days, it does not die of it
            current_app.logger.exception("mail: this round was not finished")
        else:
            if sent or failed:
                _say(as_json, sent, failed)
        stopping.wait(PAUSE)
