"""The files of dossiers, fetched while their temporary addresses hold, and kept in the store until they are written."""

import hashlib
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import files
from incubator.core.errors import DomainError
from incubator.core.examination import FileRefused
from incubator.core.i18n import _
from incubator.domain import attachments
from incubator.domain.attachments import Limits
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.file_kinds import kinds_of
from incubator.domain.models import Attachment, DemarcheLink, Project, Question
from incubator.imports import queries
from incubator.imports.columns import question_field
from incubator.imports.demarches import addresses, public_http, reading

PATIENCE, LONGEST = 30.0, 300.0
RENEWED = 20.0
Entry = dict[str, Any]  # Any: what JSON holds


@dataclass
class Wanted:
    """Which files are worth fetching: by identifier of column the question, None for all as long as none is chosen."""

    by_column: dict[str, Question] | None
    known: dict[str, set[str]] = field(default_factory=dict)  # marks of the files there are, by number of dossier

    def limits(self, column: str) -> Limits | None:
        """Return what is taken from a column; None for nothing."""
        if self.by_column is None:
            return Limits(kinds_of([]), files.ceiling(), attachments.MOST)
        question = self.by_column.get(column)
        return None if question is None else attachments.limits_of(question)


def wanted(session: Session, link: DemarcheLink, numbers: list[str]) -> Wanted:
    """Say which files of these dossiers are worth fetching, and which are there already."""
    asked = [one for one in queries.questions_of(session, link.call_id) if one.kind is QuestionKind.FILE]
    if not asked:
        return Wanted({})
    by_field = {question_field(one): one for one in asked}
    chosen = {key: by_field[name] for key, name in link.columns.items() if name in by_field}
    found = Wanted(chosen if link.columns else None)
    there = (
        select(Project.import_key, Attachment.source_mark)
        .join(Project, Project.id == Attachment.project_id)
        .where(Project.call_id == link.call_id, Project.import_key.in_(numbers), Attachment.removed_at.is_(None))
    )
    for key, mark in session.execute(there):
        found.known.setdefault(str(key), set()).add(str(mark))
    return found


def fetched(dossier: Entry, wanted: Wanted, keep: Callable[[], None]) -> list[Entry]:
    """Fetch the files of a dossier and return what became of each; `keep` is called now and then, not to lose the job.

    Nothing of the database may be held meanwhile. Raises what `keep` does.
    """
    found = []
    number = str(dossier.get("number"))
    for champ in [*(dossier.get("champs") or []), *(dossier.get("annotations") or [])]:
        column = str(champ.get("id"))
        limits = wanted.limits(column)
        for file in reading.files_of(champ) if limits else []:
            assert limits is not None  # for the type checker
            entry = {"column": column, "name": str(file.get("filename") or ""), "mark": _mark(column, file)}
            if entry["mark"] not in wanted.known.get(number, ()):
                entry |= _fetch(file, entry["name"], limits, keep)
            found.append(entry)
    return found


def _mark(column: str, file: Entry) -> str:
    """Return by what a file is known again; its address changes each time it is asked for, but for its path."""
    said = file.get("checksum") or urlsplit(str(file.get("url") or "")).path
    parts = (column, said, file.get("filename"), file.get("byteSizeBigInt") or file.get("byteSize"))
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def _fetch(file: Entry, name: str, limits: Limits, keep: Callable[[], None]) -> Entry:
    url, local = str(file.get("url") or ""), addresses.may_be_local()
    try:
        if not local and urlsplit(url).scheme != "https":
            raise FileRefused(_("son adresse n’est pas en https."))
        with public_http.session(local=local) as asking, asking.get(url, timeout=PATIENCE, stream=True) as answer:
            if answer.status_code != 200:
                raise FileRefused(_("Démarches Simplifiées ne le donne pas (réponse %(n)s).", n=answer.status_code))
            stream = io.BufferedReader(_Arriving(answer.iter_content(files.SLICE), keep), files.SLICE)
            received = attachments.receive(stream, given_name=name, limits=limits)
    except (FileRefused, DomainError) as refusal:
        return {"refusal": str(refusal)}
    except public_http.PrivateAddress:
        return {"refusal": _("son adresse mène à une machine d’un réseau privé.")}
    except (requests.RequestException, OSError, ValueError):
        return {"refusal": _("il n’est pas arrivé.")}
    return {"received": {**asdict(received), "verdict": received.verdict.value}}


class _Arriving(io.RawIOBase):
    """What a server sends, no longer than five minutes, while the job in hand is kept."""

    def __init__(self, pieces: Iterator[bytes], keep: Callable[[], None]) -> None:
        self._pieces, self._keep, self._left = pieces, keep, b""
        self._began = self._kept = time.monotonic()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # Any: any buffer
        now = time.monotonic()
        if now - self._began > LONGEST:
            raise FileRefused(_("il met plus de cinq minutes à arriver."))
        if now - self._kept > RENEWED:
            self._kept = now
            self._keep()
        self._left = self._left or next(self._pieces, b"")
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
