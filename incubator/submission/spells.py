"""A spell of writing: what one person types, saved every few seconds, is one line of the journal.

It ends with a pause, with any other act on the dossier, or when somebody else writes in the same fields: the line then
says what the person found and what they left, whatever happened in between.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import journal
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import JournalEntry, Project

PAUSE = timedelta(minutes=30)
PRESENT = timedelta(minutes=2)


def record(
    session: Session,
    recent: Sequence[JournalEntry],
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
        session.delete(spell)
    names = [name for name in after if before[name] != after[name]]  # without what was typed and taken back
    journal.record(
        session,
        Event.WRITE_PROJECT,
        actor_id=actor.person_id,
        project=project,
        before={name: before[name] for name in names},
        after={name: after[name] for name in names},
    )


def _in_hand(recent: Sequence[JournalEntry], person_id: uuid.UUID, names: frozenset[str]) -> JournalEntry | None:
    theirs: set[str] = set()  # what others wrote after the spell
    for entry in recent:
        if entry.event != Event.WRITE_PROJECT:
            return None
        written = set(entry.after or {})
        if entry.actor_id == person_id:
            return entry if theirs.isdisjoint(written | names) else None
        theirs |= written
    return None


def also_writing(recent: Sequence[JournalEntry], actor: Actor) -> str:
    """Return the name of somebody else who saved the dossier in the last two minutes, "" if nobody did."""
    since = clock.now() - PRESENT
    for entry in recent:
        if entry.actor is None or entry.actor_id == actor.person_id or entry.at < since:
            continue
        if entry.event in (Event.WRITE_PROJECT, Event.EDIT_PROJECT):
            return entry.actor.name or entry.actor.email
    return ""
