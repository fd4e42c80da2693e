"""What a team was asked to complete: which answers may change, by when, what they said before."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, delete, func, select, update
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from incubator.core import clock, outbox
from incubator.core.i18n import LazyString, in_language
from incubator.core.i18n import lazy as _l
from incubator.domain import answers, differences, needs
from incubator.domain.models import Answer, InformationRequest, Project, Question
from incubator.domain.states import State

REMINDER = "information_reminder"
FACTS: dict[str, LazyString] = {
    "title": _l("Titre du projet"),
    "department": _l("Direction"),
    "theme": _l("Thème"),
}


def values_of(project: Project) -> dict[str, str]:
    """Return every text of a dossier by key; `questions` and `answers` must be loaded."""
    pairs = answers.reference_answers(project.questions, project.answers)
    return {name: str(getattr(project, name)) for name in FACTS} | {question.key: value for question, value in pairs}


def labels_of(project: Project) -> dict[str, str]:
    """Return the words of everything a team writes, by key, in order; `questions` must be loaded."""
    asked = answers.asked_in(State.INFO_REQUESTED, project.questions)
    questions = {question.key: in_language(question, "label") for question in asked}
    return {name: str(label) for name, label in FACTS.items()} | questions


def open_request(session: Session, project: Project) -> InformationRequest | None:
    """Return what the team of `project` is asked for now."""
    if project.state is not State.INFO_REQUESTED:
        return None
    return session.scalars(_requests(project).where(InformationRequest.closed_at.is_(None)).limit(1)).one_or_none()


def load_open(session: Session, project: Project) -> Project:
    """Load what the team of `project` is asked for now, and return the project."""
    found = open_request(session, project)
    set_committed_value(project, "open_requests", [] if found is None else [found])
    return project


def loaded(project: Project) -> InformationRequest | None:
    """Return what the team of `project` is asked for now, once `load_open` has been called."""
    if project.state is not State.INFO_REQUESTED:
        return None
    return next(iter(project.open_requests), None)


def due_days(session: Session, project_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, date]:
    """Return the day by which each of several teams is to answer, for those that have one."""
    rows = session.execute(
        select(InformationRequest.project_id, InformationRequest.due_on).where(
            InformationRequest.project_id.in_(project_ids),
            InformationRequest.closed_at.is_(None),
            InformationRequest.due_on.is_not(None),
        )
    )
    return {project_id: due_on for project_id, due_on in rows if due_on is not None}


def history(session: Session, project: Project) -> Sequence[InformationRequest]:
    """Return every request made to the team of `project` with who asked, the newest first."""
    return session.scalars(_requests(project).options(joinedload(InformationRequest.asked_by))).all()


def ask(
    session: Session,
    *,
    person_id: uuid.UUID,
    project: Project,
    message: str,
    fields: Collection[str],
    due_on: date | None,
) -> InformationRequest:
    """Note what the team is asked for; with no `fields`, everything may be changed, otherwise also what is missing."""
    close(session, project)
    values = _stored(session, project)
    missing = {key for key, _sentence in needs.missing_in(session, project)} if fields else set()
    kept = [key for key in values if key in fields or key in missing]
    row = InformationRequest(
        project_id=project.id,
        asked_by_id=person_id,
        message=message,
        fields=kept,
        before={key: values[key] for key in kept or values},
        due_on=due_on,
    )
    session.add(row)
    return row


def _stored(session: Session, project: Project) -> dict[str, str]:
    rows = session.execute(
        select(Question.key, func.coalesce(Answer.value, ""))
        .outerjoin(Answer, and_(Answer.question_id == Question.id, Answer.project_id == project.id))
        .where(Question.call_id == project.call_id, Question.form_version == project.form_version)
        .where(~Question.second_step)
        .order_by(Question.position)
    )
    return {name: str(getattr(project, name)) for name in FACTS} | {key: value for key, value in rows}


def close(session: Session, project: Project) -> None:
    """Note that nothing more is awaited of the team: no reminder leaves."""
    outbox.cancel(session, about=project.id, name=REMINDER)
    session.execute(_open(update(InformationRequest), project).values(closed_at=clock.now()))


def forget_open(session: Session, project: Project) -> None:
    """Ask for nothing, as if nothing had been asked: it was taken back at once; `close` follows with the state."""
    session.execute(_open(delete(InformationRequest), project))


def _open(statement: Any, project: Project) -> Any:  # Any: an update or a delete
    return statement.where(InformationRequest.project_id == project.id, InformationRequest.closed_at.is_(None))


def may_change(request: InformationRequest | None, key: str) -> bool:
    """Tell whether the answer `key` may be changed while `request` waits."""
    return request is None or not request.fields or key in request.fields


def asked_in_words(session: Session, project: Project, request: InformationRequest) -> list[str]:
    """Return the words of what a team is asked to complete; none when it is everything."""
    questions = session.scalars(
        select(Question)
        .where(Question.call_id == project.call_id, Question.form_version == project.form_version)
        .where(Question.key.in_(request.fields))
        .order_by(Question.position)
    )
    facts = [str(label) for name, label in FACTS.items() if name in request.fields]
    return facts + [in_language(question, "label") for question in questions]


def is_overdue(request: InformationRequest) -> bool:
    """Tell whether the day by which the team was to answer is over."""
    return request.closed_at is None and request.due_on is not None and request.due_on < clock.today()


@dataclass(frozen=True, slots=True)
class Change:
    """One answer a team was asked to complete: its question, what it said, what it says now."""

    label: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        """Nothing was changed."""
        return self.before == self.after

    @property
    def pieces(self) -> list[differences.Piece]:
        """What was added and what was taken away, word by word."""
        return differences.compared(self.before, self.after)


def changes(project: Project, request: InformationRequest) -> list[Change]:
    """Return the answers concerned by a request in words, before and now; of all, those that changed only."""
    labels, values = labels_of(project), values_of(project)
    questions = {question.key: question for question in project.questions}

    def in_words(key: str, text: str) -> str:
        return answers.in_words(questions[key], text) if key in questions else text

    found = [
        Change(labels[key], in_words(key, str(before)), in_words(key, values[key]))
        for key, before in request.before.items()
        if key in labels
    ]
    return found if request.fields else [change for change in found if not change.same]


def _requests(project: Project) -> Select[InformationRequest]:
    return (
        select(InformationRequest)
        .where(InformationRequest.project_id == project.id)
        .order_by(InformationRequest.created_at.desc(), InformationRequest.id)
    )
