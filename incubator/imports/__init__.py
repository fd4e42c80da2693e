"""Imports: dossiers from files and from Démarches Simplifiées, seen before they are written, and taken back whole."""

from flask import Flask

from incubator.core import jobs
from incubator.imports import running
from incubator.imports.demarches import syncing
from incubator.imports.views import bp

__all__ = ["bp", "init_app"]


def init_app(_app: Flask) -> None:
    """Say what the worker does for imports."""
    jobs.register("import", jobs.Work(running.write_lines, running.note_end))
    jobs.register("undo-import", jobs.Work(running.take_back, running.note_end_of_undo))
    jobs.register("fetch-demarche", jobs.Work(syncing.fetch, syncing.note_end))
    jobs.every_hour(running.tidy)
    jobs.every_hour(syncing.queue_daily)
