"""Writes of the questions of a call; once somebody has begun to answer them, those of the next version change."""

import dataclasses
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.admin import form_versions as versions
from incubator.admin import queries, settings
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.core.search import fold
from incubator.domain import form_versions, journal, policy
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
    example: str = ""
    example_en: str = ""
    file_kinds: list[str] = dataclasses.field(default_factory=list)
    file_megabytes: int | None = None
    file_count: int | None = None


def asked_of(question: Question) -> settings.Values:
    """Return what can be edited of a question, by name of field."""
    return {field.name: getattr(question, field.name) for field in fields(Asked)}


def add_question(session: Session, *, actor: Actor, call: Call, asked: Asked) -> Question:
    """Ask one more question, after the others; WrongState when the form is frozen or there are too many questions."""
    version = _free_version(session, actor, call)
    others = form_versions.questions_of(session, call, version)
    if len(others) >= QUESTIONS_LIMIT:
        raise WrongState(_("Un dossier compte %(n)s questions au plus.", n=QUESTIONS_LIMIT))
    key = _key(asked.label, _taken_keys(session, call))
    question = Question(call_id=call.id, form_version=version, key=key, position=len(others) + 1)
    _fill(question, asked)
    session.add(question)
    _record(session, actor, call, question, None, asked_of(question))
    return question


def edit_question(session: Session, *, actor: Actor, question: Question, asked: Asked, version: str) -> Question:
    """Ask a question otherwise; its key stays. Raises WrongState when the form is frozen, StaleVersion."""
    _require_free(session, actor, question)
    before = asked_of(question)
    settings.refuse_stale(before, version)
    _fill(question, asked)
    old, new = settings.changes(before, asked_of(question))
    if new:
        _record(session, actor, question.call, question, old, new)
    return question


def move_question(session: Session, *, actor: Actor, question: Question, up: bool) -> Question:
    """Ask a question before the one above, or after the one below; at the end of the list, nothing happens."""
    questions = form_versions.questions_of(session, question.call, question.form_version)
    place = questions.index(question) + 1
    return place_question(session, actor=actor, question=question, place=place - 1 if up else place + 1)


def place_question(session: Session, *, actor: Actor, question: Question, place: int) -> Question:
    """Ask a question in `place` (from 1), the others making room; nothing happens out of the list.

    Raises WrongState when the form is frozen.
    """
    call = question.call
    _require_free(session, actor, question)
    questions = form_versions.questions_of(session, call, question.form_version)
    old, new = questions.index(question), place - 1
    if 0 <= new < len(questions) and new != old:
        questions.insert(new, questions.pop(old))
        _number(questions)
        _record(session, actor, call, question, {"position": old + 1}, {"position": new + 1})
    return question


def remove_question(session: Session, *, actor: Actor, question: Question) -> Question:
    """Ask a question no more; no criterion leads to it any longer, unless another version of the form asks it.

    Raises WrongState when the form is frozen, or would have no question left.
    """
    call, version = question.call, question.form_version
    _require_free(session, actor, question)
    others = [one for one in form_versions.questions_of(session, call, version) if one is not question]
    if not others and version > call.form_version:
        raise WrongState(_("Une version en préparation garde une question au moins : abandonnez-la plutôt."))
    if question.key not in _taken_keys(session, call, but=question):
        for criterion in queries.criteria_of(session, call):
            criterion.question_keys = [key for key in criterion.question_keys if key != question.key]
    _record(session, actor, call, question, asked_of(question), None)
    session.delete(question)
    _number(others)
    return question


def _free_version(session: Session, actor: Actor, call: Call) -> int:
    """Return the version whose questions may change; WrongState when there is none."""
    require(policy.manage_call, actor, call)
    version = versions.editable(session, call)
    if version is None:
        raise WrongState(
            _("Des dossiers répondent à cette version du formulaire : préparez-en une autre pour la changer.")
        )
    return version


def _require_free(session: Session, actor: Actor, question: Question) -> None:
    if _free_version(session, actor, question.call) != question.form_version:
        raise WrongState(_("Une autre version du formulaire a été publiée ou préparée entre-temps : relisez-la."))


def _taken_keys(session: Session, call: Call, *, but: Question | None = None) -> set[str]:
    """Return the keys of every version: one that was another question's would carry its answers."""
    rows = session.execute(select(Question.id, Question.key).where(Question.call_id == call.id))
    return {key for question_id, key in rows if but is None or question_id != but.id}


def _fill(question: Question, asked: Asked) -> None:
    for field in fields(asked):
        setattr(question, field.name, getattr(asked, field.name))


def _number(questions: Sequence[Question]) -> None:
    for position, question in enumerate(questions, start=1):
        question.position = position


def _key(label: str, taken: Collection[str]) -> str:
    """Return how files and criteria will name the question: its first words, told apart from the others."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(label) or "").strip("_")[:KEY_LIMIT].strip("_") or "question"
    return next(key for key in (words, *(f"{words}_{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _record(
    session: Session,
    actor: Actor,
    call: Call,
    question: Question,
    before: dict[str, Any] | None,  # Any: what JSON holds
    after: dict[str, Any] | None,
) -> None:
    named: dict[str, Any] = {"question": question.key}
    if question.form_version > 1:
        named["form_version"] = question.form_version
    journal.record(
        session,
        Event.EDIT_QUESTIONS,
        actor_id=actor.person_id,
        call_id=call.id,
        before=None if before is None else {**named, **settings.plain(before)},
        after=None if after is None else {**named, **settings.plain(after)},
    )
