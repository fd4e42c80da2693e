"""`files`: the store of attached files, checked and cleaned."""

import logging
from datetime import timedelta

import click
from flask import current_app

from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.terminal import as_json_option, command, refuse, say
from incubator.domain import file_care
from incubator.domain.file_care import Care

SHOWN = 20


@click.group("files")
def files() -> None:
    """The files that people attach, where FILES_URL says."""


@command("clean")
@click.option("--dry-run", is_flag=True, help="Say what is found and remove nothing.")
@click.option("--force", is_flag=True, help="Even if this database knows less than half of the files.")
@click.option("--older-than", "hours", type=click.IntRange(0), default=24, help="In hours; the rest may be on its way.")
@as_json_option
def clean(dry_run: bool, force: bool, hours: int, as_json: bool) -> None:
    """Remove files that no dossier refers to, and those taken away a day ago; tell the rows whose file is lost."""
    age = timedelta(hours=hours)
    try:
        found = file_care.look(db.session, older_than=age) if dry_run else None
        found = found or file_care.clean(db.session, older_than=age, force=force)
    except DomainError as error:
        raise refuse(str(error)) from error
    kept_back = found.doubtful and not force and not dry_run
    say(as_json, _told(found, dry_run), **_facts(found), kept_back=kept_back, dry_run=dry_run)
    if kept_back:
        raise refuse(
            f"{len(found.orphans)} fichiers sont inconnus de cette base, qui n’en connaît que {found.kept} : est-ce la "
            "bonne ? Rien n’a été retiré du rangement ; --force le ferait."
        )


files.add_command(clean)


def clean_daily() -> None:
    """Clean as the worker does every day: what is doubtful is left, and written in its log."""
    try:
        found = file_care.clean(db.session)
    finally:
        db.session.close()
    level = logging.WARNING if found.missing or found.doubtful else logging.INFO
    current_app.logger.log(level, "files cleaned: %s", _facts(found))


class Daily:
    """Tells once a day that it is time; the first time, some minutes after the start."""

    def __init__(self, first: timedelta = timedelta(minutes=5)) -> None:
        """Count from now."""
        self._next = clock.now() + first

    def has_come(self) -> bool:
        """Tell whether it is time, and wait for the next day if so."""
        if clock.now() < self._next:
            return False
        self._next = clock.now() + timedelta(days=1)
        return True


def _facts(found: Care) -> dict[str, object]:
    return {
        "orphans": len(found.orphans),
        "removed": found.removed,
        "pieces": found.pieces,
        "missing": found.missing,
        "known": found.kept,
    }


def _told(found: Care, dry_run: bool) -> str:
    verb = "à retirer" if dry_run else "retirés"
    lines = [
        f"Fichiers sans dossier, {verb} : {len(found.orphans)}",
        f"Fichiers enlevés par leur équipe, {verb} : {found.removed}",
        f"Restes d’envois interrompus, {verb} : {found.pieces}",
        f"Dossiers dont un fichier est perdu : {len(found.missing)}",
    ]
    return "\n".join(lines + [f"  {one}" for one in found.missing[:SHOWN]])
