"""Keeping the store of files and the rows that refer to it in agreement."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from incubator.core import clock, files
from incubator.domain.attachments import A_DAY
from incubator.domain.import_kinds import KEPT, ImportStatus
from incubator.domain.models import Attachment, Call, ImportFile, ImportRun, Project, RevisionFile
from incubator.domain.states import State

FEW = 20


@dataclass(slots=True)
class Care:
    """What was found: files without a row, rows without a file, rows of files taken away, pieces left by a process."""

    orphans: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    removed: int = 0
    pieces: int = 0
    kept: int = 0

    @property
    def doubtful(self) -> bool:
        """Tell whether so much is unknown that it may be the store of another database."""
        return len(self.orphans) > FEW and len(self.orphans) > self.kept


def look(session: Session, *, older_than: timedelta = A_DAY) -> Care:
    """Say what is wrong, and change nothing. What is younger than `older_than` may be on its way."""
    before = clock.now() - older_than
    referred = _referred(session)
    there = dict(files.store().names())
    return Care(
        orphans=sorted(name for name, at in there.items() if name not in referred and at < before),
        missing=sorted(label for name, label in referred.items() if name not in there),
        removed=session.scalar(select(func.count()).where(_is_nobodys(before))) or 0,
        kept=len(referred),
    )


def clean(session: Session, *, older_than: timedelta = A_DAY, force: bool = False) -> Care:
    """Remove what nobody can have any more, and say what was found; commits.

    When most of the store is unknown to this database, nothing of it is removed unless `force`.
    """
    before = clock.now() - older_than
    _forget_what_waits(session)
    gone = session.scalars(delete(Attachment).where(_is_nobodys(before)).returning(Attachment.id)).all()
    session.commit()  # a row never names a file that is no longer there
    found = look(session, older_than=older_than)
    found.removed = len(gone)
    if force or not found.doubtful:
        for name in found.orphans:
            files.store().delete(name)
    found.pieces = files.store().sweep(before) + files.sweep_incoming(before)
    return found


def _is_nobodys(before: datetime) -> ColumnElement[bool]:
    """Say, of a file, that it was taken away before then, and that no version holds it, nor waits for it, nor may an
    import that took it away still be taken back.
    """
    held = select(RevisionFile.attachment_id).where(RevisionFile.attachment_id == Attachment.id).exists()
    of_import = and_(
        ImportFile.attachment_id == Attachment.id,
        ~ImportFile.came,
        ImportRun.status != ImportStatus.UNDONE,
        or_(ImportRun.finished_at.is_(None), ImportRun.finished_at > clock.now() - KEPT),
    )
    may_come_back = select(ImportFile.attachment_id).join(ImportRun).where(of_import).exists()
    return and_(Attachment.removed_at < before, ~Attachment.waits, ~held, ~may_come_back)


def _forget_what_waits(session: Session) -> None:
    """Let go of the changes whose version will never be handed in: the call is closed, or the dossier went on."""
    may_come = (
        select(Project.id)
        .join(Call, Call.id == Project.call_id)
        .where(Project.state == State.SUBMITTED, Call.closes_at > clock.now())
    )
    over = update(Attachment).where(Attachment.waits, Attachment.project_id.not_in(may_come)).values(waits=False)
    session.execute(over.execution_options(synchronize_session=False))


def _referred(session: Session) -> dict[str, str]:
    """Return what the rows refer to: names in the store, with what people call them."""
    rows = session.execute(select(Attachment.id, Attachment.name, Attachment.storage_name, Attachment.preview_name))
    found = {}
    for key, name, storage_name, preview_name in rows:
        found[storage_name] = f"{key} {name}"
        if preview_name is not None:
            found[preview_name] = f"{key} {name} (preview)"
    return found
