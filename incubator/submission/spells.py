"""A spell of writing: what one person types, saved every few seconds, is one line of the journal.

It ends with a pause, with any other act on the dossier, or when somebody else writes in the same fields: the line then
says what the person found and what they left, whatever happened in between.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import journal
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import JournalEntry, Project
from incubator.submission.loading import Entry

PAUSE = timedelta(minutes=30)
PRESENT = timedelta(minutes=2)
_FORGET = delete(JournalEntry.__table__).where(JournalEntry.__table__.c.id == bindparam("line"))  # type: ignore[arg-type]


def record(
    session: Session,
    recent: Sequence[Entry],
    *,
    actor: Actor,
    project: Project,
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> None:
    """Write one more save in the line of the actor's spell, which comes last again; or begin a spell.

    `recent` are the entries of the project since the pause, the newest first.
    """
    spell = _in_hand(recent, actor.person_id, frozenset(after))
    if spell is not None:
        before, after = {**before, **(spell.before or {})}, {**(spell.after or {}), **after}
        session.connection().execute(_FORGET, {"line": spell.id})
    names = [name for name in after if before[name] != after[name]]  # without what was typed and taken back
    journal.record_now(
        session,
        Event.WRITE_PROJECT,
        actor_id=actor.person_id,
        project=project,
        before={name: before[name] for name in names},
        after={name: after[name] for name in names},
    )


def _in_hand(recent: Sequence[Entry], person_id: uuid.UUID, names: frozenset[str]) -> Entry | None:
    theirs: set[str] = set()  # what others wrote after the spell
    for entry in recent:
        if entry.event != Event.WRITE_PROJECT:
            return None
        written = set(entry.after or {})
        if entry.actor_id == person_id:
            return entry if theirs.isdisjoint(written | names) else None
        theirs |= written
    return None


def also_writing(recent: Sequence[Entry], actor: Actor) -> str:
    """Return the name of somebody else who saved the dossier in the last two minutes, "" if nobody did."""
    since = clock.now() - PRESENT
    for entry in recent:
        if entry.actor_id in (None, actor.person_id) or entry.at < since:
            continue
        if entry.event in (Event.WRITE_PROJECT, Event.EDIT_PROJECT):
            return entry.name or entry.email or ""
    return ""
