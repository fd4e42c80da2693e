"""Checks: the list of a call, and what each person answered for a dossier."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.checklists import checklist_of, default_checklist
from incubator.domain.events import Event
from incubator.domain.models import Call, ChecklistAnswer, ChecklistItem, Project
from incubator.domain.screening_kinds import CheckAnswer

ITEMS_LIMIT = 20
LABEL_LIMIT = 160
Answers = Mapping[uuid.UUID, CheckAnswer]


def answers_on(session: Session, project: Project) -> dict[uuid.UUID, dict[uuid.UUID, CheckAnswer]]:
    """Return what each person answered about `project`, by person then check."""
    found: dict[uuid.UUID, dict[uuid.UUID, CheckAnswer]] = defaultdict(dict)
    for row in session.scalars(select(ChecklistAnswer).where(ChecklistAnswer.project_id == project.id)):
        found[row.person_id][row.item_id] = row.answer
    return found


def results_of(session: Session, call: Call) -> dict[uuid.UUID, Counter[CheckAnswer]]:
    """Return how many checks of each dossier of `call` got each answer, whoever gave it."""
    rows = session.execute(
        select(ChecklistAnswer.project_id, ChecklistAnswer.answer, func.count())
        .join(Project, Project.id == ChecklistAnswer.project_id)
        .where(Project.call_id == call.id)
        .group_by(ChecklistAnswer.project_id, ChecklistAnswer.answer)
    )
    found: dict[uuid.UUID, Counter[CheckAnswer]] = defaultdict(Counter)
    for project_id, answer, count in rows:
        found[project_id][answer] = count
    return found


def save_checks(session: Session, *, actor: Actor, project: Project, answers: Answers) -> bool:
    """Keep what the actor answers to the checks of `project`; tell whether anything changed."""
    require(policy.screen_project, actor, project)
    before = answers_on(session, project).get(actor.person_id, {})
    if before == dict(answers):
        return False
    mine = (ChecklistAnswer.project_id == project.id, ChecklistAnswer.person_id == actor.person_id)
    session.execute(delete(ChecklistAnswer).where(*mine))
    for item_id, answer in answers.items():
        session.add(ChecklistAnswer(project_id=project.id, item_id=item_id, person_id=actor.person_id, answer=answer))
    journal.record(session, Event.CHECK_PROJECT, actor_id=actor.person_id, project=project)
    session.flush()
    return True


def find_item(session: Session, actor: Actor, code: str, item_id: uuid.UUID) -> ChecklistItem:
    """Return a check of the call; NoResultFound otherwise."""
    query = select(ChecklistItem).join(Call, Call.id == ChecklistItem.call_id)
    return session.scalars(query.where(Call.code == code, ChecklistItem.id == item_id)).one()


def write_item(
    session: Session, *, actor: Actor, call: Call, item: ChecklistItem | None, texts: Mapping[str, str]
) -> ChecklistItem:
    """Change a check, or add one after the others; WrongState when there are too many."""
    require(policy.edit_checklist, actor, call)
    before: dict[str, object] | None = None if item is None else {"label": item.label}
    if item is None:
        others = checklist_of(session, call)
        if len(others) >= ITEMS_LIMIT:
            raise WrongState(_("Une liste compte %(n)s points au plus.", n=ITEMS_LIMIT))
        item = ChecklistItem(call_id=call.id, position=max((one.position for one in others), default=0) + 1)
        session.add(item)
    for name, text in texts.items():
        setattr(item, name, text)
    _record(session, actor, call, before, {"label": item.label})
    return item


def move_item(session: Session, *, actor: Actor, call: Call, item: ChecklistItem, up: bool) -> None:
    """Check something before what is above, or after what is below."""
    require(policy.edit_checklist, actor, call)
    items = list(checklist_of(session, call))
    old = items.index(item)
    new = max(0, min(len(items) - 1, old - 1 if up else old + 1))
    items.insert(new, items.pop(old))
    for position, one in enumerate(items, start=1):
        one.position = position
    if old != new:
        _record(session, actor, call, {"label": item.label, "position": old + 1}, {"position": new + 1})


def remove_item(session: Session, *, actor: Actor, call: Call, item: ChecklistItem) -> None:
    """Check something no more; what was answered to it goes with it."""
    require(policy.edit_checklist, actor, call)
    session.execute(delete(ChecklistAnswer).where(ChecklistAnswer.item_id == item.id))
    _record(session, actor, call, {"label": item.label}, None)
    session.delete(item)


def propose_items(session: Session, *, actor: Actor, call: Call) -> Sequence[ChecklistItem]:
    """Start with the list proposed; nothing happens when there is one already."""
    require(policy.edit_checklist, actor, call)
    if not checklist_of(session, call):
        session.add_all(default_checklist(call))
        _record(session, actor, call, None, {"label": _("liste proposée")})
    return checklist_of(session, call)


def _record(
    session: Session,
    actor: Actor,
    call: Call,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    by, call_id = actor.person_id, call.id
    journal.record(session, Event.EDIT_CHECKLIST, actor_id=by, call_id=call_id, before=before, after=after)
