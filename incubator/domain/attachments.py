"""Files attached to dossiers: what a question takes, receiving one, which there are, who may have one."""

import hashlib
import re
import tempfile
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock, examination, files
from incubator.core.errors import DomainError, NotFound
from incubator.core.examination import FileRefused
from incubator.core.i18n import _
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.file_kinds import FileKind, Verdict, ending_of, kind_of, kinds_of
from incubator.domain.models import Attachment, Project, Question

MEGABYTE = 1_000_000
A_DAY = timedelta(days=1)  # a file taken away can be put back
COUNT, MOST = 3, 10  # files in an answer: unless the question says, and whatever it says
NAME_LIMIT = 160
_SAME = {".jpeg": ".jpg", ".jpe": ".jpg"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question takes."""

    kinds: list[FileKind]
    megabytes: int
    count: int

    @property
    def size(self) -> int:
        """The most that one file weighs, in bytes."""
        return self.megabytes * MEGABYTE


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is in the store, to which no row refers yet."""

    name: str
    media_type: str
    size: int
    sha256: str
    storage_name: str
    preview_name: str | None
    verdict: Verdict


def limits_of(question: Question) -> Limits:
    """Return what `question` takes, within what the installation takes."""
    ceiling = files.ceiling()
    return Limits(
        kinds=kinds_of(question.file_kinds),
        megabytes=min(question.file_megabytes or ceiling, ceiling),
        count=min(question.file_count or COUNT, MOST),
    )


def receive(stream: IO[bytes], *, given_name: str, limits: Limits) -> Received:
    """Look at what somebody gives and put it in the store; nothing is locked meanwhile, for it may take seconds.

    Raises FileRefused, StoreFull or StoreAway; nothing of the file is then kept.
    """
    with _room():
        handle, name = tempfile.mkstemp(dir=files.incoming())
    path = Path(name)
    try:
        size, digest = _copy(stream, handle, limits)
        examined = examination.examine(path)
        if kind_of(examined.media_type) not in limits.kinds:
            raise FileRefused(_unexpected(limits))
        verdict = Verdict.CLEAN if examination.scan(path) else Verdict.NOT_SCANNED
        storage_name = _keep(path)
        preview_name = _keep_beside(storage_name, examined.preview) if examined.preview else None
    finally:
        path.unlink(missing_ok=True)
        path.with_suffix(".webp").unlink(missing_ok=True)
    given = clean_name(given_name, examined.media_type)
    return Received(given, examined.media_type, size, digest, storage_name, preview_name, verdict)


@contextmanager
def _room() -> Iterator[None]:
    """Say in our words that no room is left."""
    try:
        yield
    except OSError as error:
        raise files.full() if files.is_full(error) else error from error


def _copy(stream: IO[bytes], handle: int, limits: Limits) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with _room(), open(handle, "wb") as file:
        while piece := stream.read(files.SLICE):
            size += len(piece)
            if size > limits.size:
                raise FileRefused(_too_heavy(limits))
            digest.update(piece)
            file.write(piece)
    if not size:
        raise FileRefused(_("il est vide."))
    return size, digest.hexdigest()


def _keep(path: Path) -> str:
    name = files.new_name()
    with path.open("rb") as file:
        files.store().put(name, file)
    return name


def _keep_beside(storage_name: str, preview: Path) -> str:
    try:
        return _keep(preview)
    except DomainError:
        files.store().delete(storage_name)
        raise


def discard(received: Received) -> None:
    """Take a file that no row refers to out of the store."""
    for name in filter(None, (received.storage_name, received.preview_name)):
        files.store().delete(name)


def copy(attachment: Attachment, limits: Limits) -> Received:
    """Copy in the store a file that is there already, for an answer that takes `limits`; it was looked at before.

    Raises FileRefused, NotFound, StoreFull or StoreAway; nothing of the copy is then kept.
    """
    refuse_unfit(attachment.media_type, attachment.size, limits)
    names = [files.store().copy(attachment.storage_name)]
    try:
        names += [files.store().copy(attachment.preview_name)] if attachment.preview_name else []
    except NotFound:
        pass  # its small image is lost: the file is not
    except DomainError:
        files.store().delete(names[0])
        raise
    preview_name = names[1] if len(names) > 1 else None
    return Received(
        attachment.name, attachment.media_type, attachment.size, attachment.sha256, names[0], preview_name,
        attachment.verdict,
    )  # fmt: skip


def refuse_unfit(media_type: str, size: int, limits: Limits) -> None:
    """Raise FileRefused for a file that was looked at already and that an answer does not take."""
    if kind_of(media_type) not in limits.kinds:
        raise FileRefused(_unexpected(limits))
    if size > limits.size:
        raise FileRefused(_too_heavy(limits))


def row_of(received: Received, *, project: Project, question: Question, by_id: uuid.UUID) -> Attachment:
    """Return the row of a file that was received as an answer; the caller adds it."""
    return Attachment(
        project_id=project.id,
        question_id=question.id,
        name=received.name,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
        storage_name=received.storage_name,
        preview_name=received.preview_name,
        verdict=received.verdict,
        uploaded_by_id=by_id,
    )


def _unexpected(limits: Limits) -> str:
    expected = ", ".join(str(kind.label) for kind in limits.kinds)
    return _("cette question attend d’autres fichiers : %(kinds)s.", kinds=expected)


def _too_heavy(limits: Limits) -> str:
    return _("il pèse plus de %(limit)s Mo. Réduisez-le.", limit=limits.megabytes)


def clean_name(given: str, media_type: str) -> str:
    """Return the name of a file without what could deceive: folders, invisible signs, another ending than its own."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    name = re.sub(r'[<>:"|?*]+', " ", visible)
    name = " ".join(name.split()).strip(". ")
    ending = ending_of(media_type)
    has = Path(name).suffix.lower()
    stem = name[: -len(has)] if has and _SAME.get(has, has) == ending else name
    own = has if _SAME.get(has, has) == ending else ending
    return (stem[: NAME_LIMIT - len(own)].strip() or str(_("fichier"))) + own


def find_attachment(session: Session, actor: Actor, attachment_id: uuid.UUID) -> Attachment:
    """Return a file that is there, with its project and its question, if `actor` may have it; else NoResultFound."""
    found = session.scalars(
        select(Attachment)
        .join(Attachment.project)
        .outerjoin(Attachment.question)
        .where(Attachment.id == attachment_id, Attachment.removed_at.is_(None), policy.visible_attachments(actor))
        .options(joinedload(Attachment.project).joinedload(Project.call), joinedload(Attachment.question))
    )
    return found.one()


def by_question(
    session: Session, project: Project, questions: Iterable[Question], *, removed: bool = False
) -> dict[uuid.UUID, list[Attachment]]:
    """Return the files of each of these questions, in the order they came; with `removed`, those just taken away too.

    No query when none of the questions asks for files.
    """
    asked = [question.id for question in questions if question.kind is QuestionKind.FILE]
    found: dict[uuid.UUID, list[Attachment]] = {key: [] for key in asked}
    if not asked:
        return found
    query = select(Attachment).where(Attachment.project_id == project.id, Attachment.question_id.in_(asked))
    if not removed:
        query = query.where(Attachment.removed_at.is_(None))
    else:  # longer, it is only there for the versions that hold it
        shown = or_(Attachment.removed_at.is_(None), Attachment.removed_at > clock.now() - A_DAY, Attachment.waits)
        query = query.where(shown)
    for one in session.scalars(query.order_by(Attachment.created_at, Attachment.id)):
        if one.question_id is not None:
            found[one.question_id].append(one)
    return found


def names(files: Iterable[Attachment]) -> str:
    """Return the names of files, one a line, for what is printed or compared."""
    return "\n".join(one.name for one in files)
