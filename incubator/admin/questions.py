"""Writes of the questions of a call; they no longer change once somebody has begun to answer them."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from incubator.admin import editions, queries, settings
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.core.search import fold
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import AnswerMoment, QuestionKind
from incubator.domain.events import Event
from incubator.domain.models import Call, Question

QUESTIONS_LIMIT = 60
KEY_LIMIT = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks, and of whom the answer is read."""

    kind: QuestionKind
    label: str
    label_en: str
    help: str
    help_en: str
    section: str
    section_en: str
    options: list[dict[str, str]]
    second_step: bool
    required: bool
    needed_from: AnswerMoment
    max_length: int | None
    max_items: int | None
    team_only: bool
    identifying: bool
    personal: bool
    file_kinds: list[str] = dataclasses.field(default_factory=list)
    file_megabytes: int | None = None
    file_count: int | None = None


def asked_of(question: Question) -> settings.Values:
    """Return what can be edited of a question, by name of field."""
    return {field.name: getattr(question, field.name) for field in fields(Asked)}


def add_question(session: Session, *, actor: Actor, call: Call, asked: Asked) -> Question:
    """Ask one more question, after the others; WrongState when dossiers are begun or there are too many questions."""
    _require_free(session, actor, call)
    others = queries.questions_of(session, call)
    if len(others) >= QUESTIONS_LIMIT:
        raise WrongState(_("Un dossier compte %(n)s questions au plus.", n=QUESTIONS_LIMIT))
    question = Question(call_id=call.id, key=_key(asked.label, others), position=len(others) + 1)
    _fill(question, asked)
    session.add(question)
    _record(session, actor, call, question, None, asked_of(question))
    return question


def edit_question(session: Session, *, actor: Actor, question: Question, asked: Asked, version: str) -> Question:
    """Ask a question otherwise; its key stays. Raises WrongState when dossiers are begun, StaleVersion."""
    _require_free(session, actor, question.call)
    before = asked_of(question)
    settings.refuse_stale(before, version)
    _fill(question, asked)
    old, new = settings.changes(before, asked_of(question))
    if new:
        _record(session, actor, question.call, question, old, new)
    return question


def move_question(session: Session, *, actor: Actor, question: Question, up: bool) -> Question:
    """Ask a question before the one above, or after the one below; at the end of the list, nothing happens."""
    call = question.call
    _require_free(session, actor, call)
    questions = queries.questions_of(session, call)
    old = questions.index(question)
    new = old - 1 if up else old + 1
    if 0 <= new < len(questions):
        questions.insert(new, questions.pop(old))
        _number(questions)
        _record(session, actor, call, question, {"position": old + 1}, {"position": new + 1})
    return question


def remove_question(session: Session, *, actor: Actor, question: Question) -> Question:
    """Ask a question no more; no criterion leads to it any longer. WrongState when dossiers are begun."""
    call = question.call
    _require_free(session, actor, call)
    for criterion in queries.criteria_of(session, call):
        criterion.question_keys = [key for key in criterion.question_keys if key != question.key]
    _record(session, actor, call, question, asked_of(question), None)
    session.delete(question)
    _number([other for other in queries.questions_of(session, call) if other is not question])
    return question


def _require_free(session: Session, actor: Actor, call: Call) -> None:
    require(policy.manage_call, actor, call)
    if editions.has_dossiers(session, call):
        raise WrongState(
            _("Des dossiers sont commencés : les questions ne changent plus, pour que chacun réponde aux mêmes.")
        )


def _fill(question: Question, asked: Asked) -> None:
    for field in fields(asked):
        setattr(question, field.name, getattr(asked, field.name))


def _number(questions: Sequence[Question]) -> None:
    for position, question in enumerate(questions, start=1):
        question.position = position


def _key(label: str, others: Sequence[Question]) -> str:
    """Return how files and criteria will name the question: its first words, told apart from the others."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(label) or "").strip("_")[:KEY_LIMIT].strip("_") or "question"
    taken = {other.key for other in others}
    return next(key for key in (words, *(f"{words}_{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _record(
    session: Session,
    actor: Actor,
    call: Call,
    question: Question,
    before: dict[str, Any] | None,  # Any: what JSON holds
    after: dict[str, Any] | None,
) -> None:
    named = {"question": question.key}
    journal.record(
        session,
        Event.EDIT_QUESTIONS,
        actor_id=actor.person_id,
        call_id=call.id,
        before=None if before is None else {**named, **settings.plain(before)},
        after=None if after is None else {**named, **settings.plain(after)},
    )
