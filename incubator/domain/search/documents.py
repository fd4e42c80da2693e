"""The documents of the search, kept in the transaction that changes a dossier.

What is indexed is the dossier as it was last handed in. A draft belongs to its team: it has no document, so that saving
it at each pause of typing costs nothing here; one that its team completes keeps its document until it is sent back.

The answers kept from readers (`team_only`), those that say who answers (`identifying`) and personal data are left out,
for everybody: nobody finds by a word what they may not read. The names of the team stand apart, in `people`, which only
those who run the call search in.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import delete, event, insert, select
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.attributes import History, get_history
from sqlalchemy.orm.util import identity_key

from incubator.core.stems import stems
from incubator.domain import policy
from incubator.domain.dossier_kinds import WRITTEN
from incubator.domain.models import Answer, Person, Project, Question, SearchDocument, TeamMember
from incubator.domain.states import State

# Answers that everybody who reads the dossier may read.
_READABLE = (
    Question.team_only.is_(False),
    Question.identifying.is_(False),
    Question.personal.is_(False),
    Question.kind.in_(WRITTEN),
)
IN_THE_HANDS_OF_THE_TEAM = (State.DRAFT, State.INFO_REQUESTED)
BATCH = 200
_KEY = "search documents to write"


def rebuild(session: Session) -> int:
    """Write the document of every dossier again; return how many there are."""
    session.execute(delete(SearchDocument))
    keys = list(session.scalars(select(Project.id).where(policy.RECEIVED).order_by(Project.id)))
    for start in range(0, len(keys), BATCH):
        write(session, keys[start : start + BATCH])
    return len(keys)


def readable_answers(session: Session, keys: Collection[uuid.UUID]) -> defaultdict[uuid.UUID, list[str]]:
    """Return the answers of these dossiers that everybody who reads them may read, in the order of their questions."""
    rows = session.execute(
        select(Answer.project_id, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .join(Project, Project.id == Answer.project_id)
        .where(Answer.project_id.in_(keys), Question.form_version == Project.form_version, *_READABLE)
        .order_by(Answer.project_id, Question.position)
    )
    found: defaultdict[uuid.UUID, list[str]] = defaultdict(list)
    for project_id, value in rows:
        found[project_id].append(value)
    return found


def write(session: Session, keys: Collection[uuid.UUID]) -> None:
    """Write the documents of these dossiers again; those of drafts go."""
    session.execute(delete(SearchDocument).where(SearchDocument.project_id.in_(keys)))
    projects = session.execute(
        select(Project.id, Project.title, Project.mission, Project.theme, Project.department).where(
            Project.id.in_(keys), policy.RECEIVED
        )
    ).all()
    if not projects:
        return
    answers, names = readable_answers(session, keys), _names(session, keys)
    rows = [
        {
            "project_id": one.id,
            "title": _joined([one.title]),
            "body": _joined([one.mission, one.theme, one.department, *answers[one.id]]),
            "people": _joined(names[one.id]),
        }
        for one in projects
    ]
    session.execute(insert(SearchDocument), rows)


def _joined(texts: Iterable[str]) -> str:
    return " ".join(stem for text in texts for stem in stems(text))


def _names(session: Session, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    rows = session.execute(
        select(TeamMember.project_id, TeamMember.name, Person.name)
        .outerjoin(Person, Person.id == TeamMember.person_id)
        .where(TeamMember.project_id.in_(keys))
        .order_by(TeamMember.project_id, TeamMember.created_at, TeamMember.id)
    )
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for project_id, name, account in rows:
        found[project_id].append(account or name)
    return found


# --- whatever writes in a dossier ----------------------------------------------------------------------------------


def note(session: Session, project: Project) -> None:
    """Note that a dossier was written in, by a statement that the session does not see."""
    if project.state not in IN_THE_HANDS_OF_THE_TEAM:
        _noted(session).add(project.id)


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: UOWTransaction) -> None:
    """Note which dossiers were written in: they are indexed once, when the transaction ends."""
    for one in (*session.new, *session.dirty, *session.deleted):
        if isinstance(one, Project):
            _note_project(session, one)
        elif isinstance(one, Answer | TeamMember):
            project = session.identity_map.get(identity_key(Project, one.project_id))
            if project is None or project.state not in IN_THE_HANDS_OF_THE_TEAM:
                _noted(session).add(one.project_id)
        elif isinstance(one, Person) and _history(one, "name").deleted:
            query = select(TeamMember.project_id).where(TeamMember.person_id == one.id)
            _noted(session).update(session.connection().scalars(query))


def _note_project(session: Session, project: Project) -> None:
    state = _history(project, "state")
    handed = any(one in IN_THE_HANDS_OF_THE_TEAM for one in (*state.deleted, *state.added) if state.has_changes())
    written = any(_history(project, name).has_changes() for name in ("title", "mission", "theme", "department"))
    if handed or (written and project.state not in IN_THE_HANDS_OF_THE_TEAM):
        _noted(session).add(project.id)


def _history(one: object, name: str) -> History:
    return get_history(one, name)


def _noted(session: Session) -> Any:  # Any: a set of keys, in a place for anything
    return session.info.setdefault(_KEY, set())


@event.listens_for(Session, "before_commit")
def _keep(session: Session) -> None:
    if session.new or session.dirty or session.deleted:
        session.flush()  # it would come next; what it writes is to be indexed
    if noted := session.info.pop(_KEY, None):
        write(session, noted)
