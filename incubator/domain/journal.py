"""Writing in the journal."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from incubator.domain.models import JournalEntry, Project


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
