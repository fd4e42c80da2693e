"""`work`: what is done apart from pages, e-mails and long work, by one process."""

import os
from collections.abc import Callable
from threading import Event, Thread

import click
from flask import Flask, current_app
from sqlalchemy.orm import Session

from incubator.cli import post
from incubator.cli.entrance import site
from incubator.cli.files import Daily, clean_daily
from incubator.core import clock, jobs
from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, say

PAUSE = 1.0
HOUR = 3600


@command("work")
@click.option("--loop", is_flag=True, help="Go on until stopped (SIGTERM), after the message and the batch in hand.")
@click.option("--while-process", "parent", type=int, hidden=True)  # of the process that started this one, for `serve`
@as_json_option
def work(loop: bool, parent: int | None, as_json: bool) -> None:
    """Do the long work that waits (imports, synchronisations) and, where there is a mail server, send e-mails."""
    db.session.close()
    if loop:
        _go_on(as_json, lambda: parent is None or os.getppid() == parent)
        return
    done = do_all()
    sent, failed = _send_mail() if post.has_somewhere_to_go() else (0, 0)
    say(as_json, f"{done} travail(aux) fait(s), {sent} courriel(s) envoyé(s).", done=done, sent=sent, failed=failed)


def do_all(stopping: Event | None = None) -> int:
    """Do every job that is due at this moment, until `stopping` is set; return how many were taken."""
    done = 0
    with current_app.test_request_context(base_url=site()):  # letters written by a job hold links
        while (stopping is None or not stopping.is_set()) and jobs.run_next(_new_session, stopping):
            done += 1
    return done


def _send_mail() -> tuple[int, int]:
    post.errands()
    return post.deliver_all()


def _new_session() -> Session:
    return db.new_session(writing=True)


def _go_on(as_json: bool, wanted: Callable[[], bool]) -> None:
    """Do long work in a thread of its own, so that no e-mail waits for it; end with the last of both."""
    stopping = post.told_to_stop()
    application = current_app._get_current_object()  # type: ignore[attr-defined]  # for the thread
    worker = Thread(target=_do_jobs, args=(application, stopping))
    worker.start()
    if post.has_somewhere_to_go():
        post.send_until(stopping, as_json, wanted)
    while not stopping.is_set() and wanted():
        stopping.wait(PAUSE)
    stopping.set()
    worker.join()


def _do_jobs(app: Flask, stopping: Event) -> None:
    due, cleaning = clock.now().timestamp(), Daily()
    with app.app_context():
        while not stopping.is_set():
            try:
                if clock.now().timestamp() >= due:
                    jobs.queue_what_is_due(_new_session)
                    due = clock.now().timestamp() + HOUR
                if cleaning.has_come():
                    clean_daily()
                do_all(stopping)
            except Exception:  # the database is away: work waits for better days, it does not die of it
                app.logger.exception("jobs: this round was not finished")
            stopping.wait(PAUSE)
