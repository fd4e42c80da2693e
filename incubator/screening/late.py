"""Why dossiers that came after the closing were let in, and by whom: read from the journal and from access codes."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core.i18n import ngettext
from incubator.domain import rules
from incubator.domain.events import Event
from incubator.domain.models import AccessCode, Call, JournalEntry, Project


@dataclass(frozen=True, slots=True)
class LetIn:
    """Why a dossier was received late; who made the code it used and when, nobody for the minutes of grace."""

    why: str
    who: str = ""
    given_at: datetime | None = None


def let_in(session: Session, call: Call, projects: Iterable[Project]) -> Mapping[uuid.UUID, LetIn]:
    """Return, for those of `projects` that are late, why: in two queries at most, none when none is late."""
    late = [one for one in projects if rules.is_late(one.submitted_at, call, imported=one.import_key is not None)]
    codes = _codes(session, late) if late else {}
    found: dict[uuid.UUID, LetIn] = {}
    for project in late:
        code = codes.get(project.id)
        if code is not None:
            found[project.id] = LetIn(code.note, code.made_by.name or code.made_by.email, code.created_at)
        elif project.submitted_at is not None and rules.was_in_grace(project, call, project.submitted_at):
            found[project.id] = LetIn(
                ngettext(
                    "%(num)s minute de grâce de l’appel",
                    "%(num)s minutes de grâce de l’appel",
                    call.grace_minutes,
                )
            )
    return found


def _codes(session: Session, late: Iterable[Project]) -> Mapping[uuid.UUID, AccessCode]:
    """Return the last code that each dossier had used when it was handed in."""
    used: dict[uuid.UUID, uuid.UUID] = {}
    handed_in = {project.id: project.submitted_at for project in late}
    entries = select(JournalEntry.project_id, JournalEntry.at, JournalEntry.after).where(
        JournalEntry.project_id.in_(handed_in), JournalEntry.event == Event.USE_ACCESS_CODE.value
    )
    for project_id, at, facts in session.execute(entries.order_by(JournalEntry.id)):
        submitted_at = handed_in[project_id]
        if submitted_at is not None and at <= submitted_at:
            used[project_id] = uuid.UUID(facts["code"])
    if not used:
        return {}
    codes = select(AccessCode).where(AccessCode.id.in_(set(used.values()))).options(joinedload(AccessCode.made_by))
    by_id = {code.id: code for code in session.scalars(codes)}
    return {project_id: by_id[key] for project_id, key in used.items() if key in by_id}
