"""The journal in words: for the team that runs the call, and for the candidate, who reads less."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core.i18n import LazyString
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.events import FOR_CANDIDATES, Event
from incubator.domain.lifecycle import BY_NAME
from incubator.domain.models import JournalEntry, Project

CANDIDATE_EVENTS = frozenset({event.value for event in FOR_CANDIDATES}) | {
    name for name, step in BY_NAME.items() if step.published
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline."""

    at: datetime
    sentence: LazyString | str
    actor_name: str
    note: str
    icon: str


def sentence_of(event: str) -> LazyString | str:
    """Return the words of a journal event."""
    if event in BY_NAME:
        return BY_NAME[event].past
    return Event(event).label if event in set(Event) else event


def timeline(session: Session, actor: Actor, project: Project, *, limit: int = 200) -> list[Line]:
    """Return what `actor` may read of the project's journal, newest first.

    Candidates do not learn who of the team acted: decisions are the programme's, not a person's.
    """
    query = (
        select(JournalEntry)
        .where(JournalEntry.project_id == project.id)
        .order_by(JournalEntry.id.desc())
        .limit(limit)
        .options(joinedload(JournalEntry.actor))
    )
    inside = policy.view_journal(actor, project)
    if not inside:
        query = query.where(JournalEntry.event.in_(CANDIDATE_EVENTS))
    entries: Sequence[JournalEntry] = session.scalars(query).all()
    return [_line(entry, inside or entry.actor_id in (actor.person_id, project.owner_id)) for entry in entries]


def _line(entry: JournalEntry, named: bool) -> Line:
    step = BY_NAME.get(entry.event)
    name = (entry.actor.name or entry.actor.email) if entry.actor and named else ""
    return Line(entry.at, sentence_of(entry.event), name, entry.note, step.target.icon if step else "dot")
