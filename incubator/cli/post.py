"""`deliver-mail`: the messages waiting in the outbox leave."""

import os
import signal
from threading import Event

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from incubator.cli.output import as_json_option, say
from incubator.core import outbox, smtp
from incubator.core.db import db

PAUSE = 3.0


@click.command("deliver-mail")
@click.option("--loop", is_flag=True, help="Go on until stopped, or until the process that started this one ends.")
@as_json_option
@with_appcontext
def deliver_mail(loop: bool, as_json: bool) -> None:
    """Send the e-mails that are due; what the server refuses is tried again later."""
    if loop:
        _run(as_json)
        return
    sent, failed = deliver_all()
    say(as_json, f"{sent} envoyé(s), {failed} à réessayer.", sent=sent, failed=failed)


def deliver_all(stopping: Event | None = None) -> tuple[int, int]:
    """Send everything due at this moment, until `stopping` is set; return how many left and how many failed."""
    sent = failed = 0
    while stopping is None or not stopping.is_set():
        gone, refused = outbox.deliver(lambda: db.new_session(writing=True), smtp.send, limit=1)
        sent, failed = sent + gone, failed + refused
        if not gone and not refused:
            break
    return sent, failed


def _run(as_json: bool) -> None:
    """Send until asked to stop: the message in hand is finished first, so that none is sent twice."""
    parent, stopping = os.getppid(), Event()
    for order in (signal.SIGTERM, signal.SIGINT):
        signal.signal(order, lambda *_: stopping.set())
    while not stopping.is_set() and os.getppid() == parent:
        try:
            sent, failed = deliver_all(stopping)
        except SQLAlchemyError:  # the database is away for a moment: mail waits for it, it does not die of it
            current_app.logger.exception("mail: the database did not answer")
        else:
            if sent or failed:
                say(as_json, f"{sent} envoyé(s), {failed} à réessayer.", sent=sent, failed=failed)
        stopping.wait(PAUSE)
