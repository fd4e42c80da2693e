"""The journal in words: for the team that runs the call, and for the candidate, who reads less."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from incubator.core.i18n import LazyString, _
from incubator.core.paging import Page, paginate
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.events import FOR_CANDIDATES, OF_AGREEMENT, OF_THREAD, Event
from incubator.domain.lifecycle import BY_NAME
from incubator.domain.models import JournalEntry, Project
from incubator.domain.post import Receiver, Sending, sendings

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
    receivers: tuple[Receiver, ...] = ()  # of a message, with what became of it


def sentence_of(event: str) -> LazyString | str:
    """Return the words of a journal event."""
    if event in BY_NAME:
        return BY_NAME[event].past
    return Event(event).label if event in set(Event) else event


def timeline(
    session: Session, actor: Actor, project: Project, *, number: int, make_url: Callable[[int], str]
) -> Page[Line]:
    """Return a page of what `actor` may read of the project's journal, newest first."""
    entries = _entries(actor, project)
    page = paginate(session, entries, number=number, make_url=make_url)
    since = page.items[-1].at if page.has_next else None
    until = session.scalars(entries.offset(page.first - 2).limit(1)).one().at if page.has_prev else None
    sent = [_message(one) for one in sendings(session, actor, project, since=since, until=until)]
    # What an act wrote comes just above it: the newest first.
    lines = [*_lines(page.items, actor, project), *sent]
    return replace(page, items=sorted(lines, key=lambda line: (line.at, bool(line.receivers)), reverse=True))


def _message(sending: Sending) -> Line:
    sentence = _("Courriel : %(subject)s", subject=sending.subject)
    return Line(sending.at, sentence, "", "", "envelope", sending.receivers)


def latest(session: Session, actor: Actor, project: Project, *, limit: int) -> list[Line]:
    """Return the last things `actor` may read of the project's journal, newest first."""
    return _lines(session.scalars(_entries(actor, project).limit(limit)).all(), actor, project)


def _entries(actor: Actor, project: Project) -> Select[JournalEntry]:
    query = (
        select(JournalEntry)
        .where(JournalEntry.project_id == project.id)
        .order_by(JournalEntry.id.desc())
        .options(joinedload(JournalEntry.actor))
    )
    if policy.view_journal(actor, project):
        return query
    shown = CANDIDATE_EVENTS | OF_AGREEMENT if policy.view_agreement(actor, project) else CANDIDATE_EVENTS
    shown = shown | OF_THREAD if policy.view_thread(actor, project) else shown
    return query.where(JournalEntry.event.in_(shown))


def _lines(entries: Sequence[JournalEntry], actor: Actor, project: Project) -> list[Line]:
    """Put entries in words. Candidates do not learn who of the team acted: decisions are the programme's."""
    inside, known = policy.view_journal(actor, project), (actor.person_id, project.owner_id)
    return [_line(entry, inside or entry.actor_id in known) for entry in entries]


def _line(entry: JournalEntry, named: bool) -> Line:
    step = BY_NAME.get(entry.event)
    name = (entry.actor.name or entry.actor.email) if entry.actor and named else ""
    tag = (entry.after or entry.before or {}).get("tag", "")
    return Line(entry.at, sentence_of(entry.event), name, entry.note or str(tag), step.target.icon if step else "dot")
