"""The files of a dossier proposed again: copied inside the store, apart from the transaction that opens the draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from incubator.again import queries
from incubator.core.errors import DomainError
from incubator.core.examination import FileRefused
from incubator.core.i18n import _
from incubator.domain import attachments
from incubator.domain.attachments import Received
from incubator.domain.models import Answer, Attachment, Call, Person, Project, Question


@dataclass(frozen=True, slots=True)
class Copy:
    """A file copied in the store for a question of the new draft; no row refers to it yet."""

    question: Question
    received: Received


def to_copy(session: Session, project: Project, call: Call) -> list[tuple[Question, list[Attachment]]]:
    """Return the questions of `call` that files of `project` may answer, with these; nothing once it was done."""
    if queries.carried_into(session, project, call) is not None:
        return []
    pairs = queries.file_pairs(project, call)
    held = attachments.by_question(session, project, [old for old, _new in pairs])
    return [(new, held[old.id]) for old, new in pairs if held[old.id]]


def copies_of(wanted: Iterable[tuple[Question, Sequence[Attachment]]]) -> tuple[list[Copy], list[str]]:
    """Copy files in the store, and say in a sentence why one is not; the database must not be held meanwhile."""
    made: list[Copy] = []
    refusals = []
    for question, held in wanted:
        limits = attachments.limits_of(question)
        for one in held:
            try:
                if sum(copy.question is question for copy in made) >= limits.count:
                    raise FileRefused(_("la question en attend %(n)s au plus.", n=limits.count))
                made.append(Copy(question, attachments.copy(one, limits)))
            except (FileRefused, DomainError) as refusal:
                told = {"name": one.name, "why": str(refusal)}
                refusals.append(_("« %(name)s » n’est pas repris : %(why)s", **told))
    return made, refusals


def attach(session: Session, copies: Sequence[Copy], *, draft: Project, by: Person) -> None:
    """Make the rows of what was copied, and the answers that name them."""
    names: dict[Question, list[str]] = {}
    for one in copies:
        session.add(attachments.row_of(one.received, project=draft, question=one.question, by_id=by.id))
        names.setdefault(one.question, []).append(one.received.name)
    for question, found in names.items():
        session.add(Answer(project_id=draft.id, question_id=question.id, value="\n".join(found)))


def discard(copies: Iterable[Copy]) -> None:
    """Take copies that no row refers to out of the store."""
    for one in copies:
        attachments.discard(one.received)
