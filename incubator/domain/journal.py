"""Writing in the journal."""

import uuid
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from incubator.domain.models import JournalEntry, Project

_LINE = insert(JournalEntry.__table__)  # type: ignore[arg-type]  # a table, which the models call a selectable


def record(
    session: Session,
    event: str,
    *,
    actor_id: uuid.UUID | None,
    project: Project | None = None,
    call_id: uuid.UUID | None = None,
    organisation_id: uuid.UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> JournalEntry:
    """Record one act: `event` is a step's name or an `Event`; `before` and `after` hold the values that changed."""
    entry = JournalEntry(
        event=str(event),
        actor_id=actor_id,
        project_id=project.id if project else None,
        call_id=project.call_id if project else call_id,
        organisation_id=project.organisation_id if project else organisation_id,
        before=before,
        after=after,
        note=note,
    )
    session.add(entry)
    return entry


def record_now(
    session: Session,
    event: str,
    *,
    actor_id: uuid.UUID,
    project: Project,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Record at once, by one statement, an act on a dossier that comes back every few seconds."""
    row = {
        "event": str(event),
        "actor_id": actor_id,
        "project_id": project.id,
        "call_id": project.call_id,
        "organisation_id": project.organisation_id,
        "before": before,
        "after": after,
        "note": "",
    }
    session.connection().execute(_LINE, row)
