"""What a team was asked to complete: which answers may change, by when, what they said before."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.i18n import LazyString, in_language
from incubator.core.i18n import lazy as _l
from incubator.domain import answers
from incubator.domain.models import Answer, InformationRequest, Project, Question
from incubator.domain.states import State

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
    """Note what the team is asked for; with no `fields`, everything may be changed."""
    close(session, project)
    values = _stored(session, project)
    kept = [key for key in values if key in fields]
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
    """Note that what the team was asked for has come."""
    session.execute(_open(update(InformationRequest), project).values(closed_at=clock.now()))


def forget_open(session: Session, project: Project) -> None:
    """Ask for nothing, as if nothing had been asked: it was taken back at once."""
    session.execute(_open(delete(InformationRequest), project))


def _open(statement: Any, project: Project) -> Any:  # Any: an update or a delete
    return statement.where(InformationRequest.project_id == project.id, InformationRequest.closed_at.is_(None))


def may_change(request: InformationRequest | None, key: str) -> bool:
    """Tell whether the answer `key` may be changed while `request` waits."""
    return request is None or not request.fields or key in request.fields


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
