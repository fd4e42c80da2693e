"""What is asked of a team, when, and how its answers are kept and read.

An answer is one text whatever its question. Several choices are their values, one per line; people are one line each,
their name, department and role separated by tabs.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from incubator.core.i18n import _, in_language, language, unbroken
from incubator.core.presentation import date_long
from incubator.domain.dossier_kinds import AnswerMoment, QuestionKind
from incubator.domain.models import Answer, Project, Question
from incubator.domain.states import REACHED_SHORTLIST, State

TEAM_ROWS = 4
SECOND_STEP = (State.SHORTLISTED, State.SELECTED)  # where the questions of the second step are answered
LISTED = (QuestionKind.SEVERAL, QuestionKind.TEAM)
_ORDER = tuple(AnswerMoment)


class Member(NamedTuple):
    """Somebody named in an answer.

    Only a name: no row of the team of the project is made of it. A place in the team gives the right to read and write
    the dossier, so it is taken by the person, through an invitation; being named by a colleague gives nothing.
    """

    name: str
    department: str = ""
    role: str = ""

    @property
    def in_words(self) -> str:
        """Return « Maud Tessier, Culture (médiatrice) »."""
        who = ", ".join(word for word in (self.name, self.department) if word)
        return f"{who} ({self.role})" if self.role else who


def members_in(value: str) -> list[Member]:
    """Return the people named in an answer."""
    rows = ([cell.strip() for cell in line.split("\t")] for line in value.splitlines())
    return [Member(*(row + ["", ""])[:3]) for row in rows if any(row)]


def text_of_members(members: Iterable[Member]) -> str:
    """Return the answer that names these people, as it is kept."""
    return "\n".join("\t".join(member).rstrip("\t") for member in members if any(member))


def reference_answers(questions: Iterable[Question], answers: Iterable[Answer]) -> list[tuple[Question, str]]:
    """Pair each question, in order, with its answer ("" when there is none)."""
    values = {answer.question_id: answer.value for answer in answers}
    return [(question, values.get(question.id, "")) for question in questions]


def as_read(question: Question, value: str) -> str | list[str]:
    """Return an answer as people read it: the words of each choice or person, otherwise `in_words`."""
    if question.kind is QuestionKind.TEAM:
        return [member.in_words for member in members_in(value)]
    if question.kind is QuestionKind.SEVERAL:
        return [_choice(question, one) for one in value.splitlines()]
    return in_words(question, value)


def in_words(question: Question, value: str) -> str:
    """Return an answer in one text: a choice by its label, yes or no, a day in full; lists have one line each."""
    if question.kind in LISTED:
        return "\n".join(as_read(question, value))
    if question.kind is QuestionKind.YES_NO:
        return str({"yes": _("Oui"), "no": _("Non")}.get(value, value))
    if question.kind is QuestionKind.CHOICE:
        return _choice(question, value)
    if question.kind is QuestionKind.NUMBER and language() == "fr":
        return value.replace(".", ",")
    return _day_in_words(value) if question.kind is QuestionKind.DATE else value


def _choice(question: Question, value: str) -> str:
    for option in question.options:
        if option["value"] == value:
            return str(option.get("label_en") or option["label"]) if language() == "en" else str(option["label"])
    return value


def _day_in_words(value: str) -> str:
    try:
        return date_long(date.fromisoformat(value))
    except ValueError:
        return value  # nothing yet, or what an import brought


def is_asked_later(question: Question) -> bool:
    """Tell whether a question is answered, or may still be, once the project is invited to pitch."""
    return question.second_step or (question.required and question.needed_from is not AnswerMoment.SUBMISSION)


def asked_in(state: State | None, questions: Iterable[Question]) -> list[Question]:
    """Return the questions that a team answers at `state`: those of the first step, or those asked later."""
    if state in SECOND_STEP:
        return [question for question in questions if is_asked_later(question)]
    return [question for question in questions if not question.second_step]


def shown_in(state: State, questions: Iterable[Question]) -> list[Question]:
    """Return the questions that a dossier shows at `state`: the second step appears with the invitation to pitch."""
    return [question for question in questions if not question.second_step or state in REACHED_SHORTLIST]


def is_due(question: Question, moment: AnswerMoment) -> bool:
    """Tell whether a question must be answered by `moment`."""
    asked_by_then = not question.second_step or moment is not AnswerMoment.SUBMISSION
    return question.required and asked_by_then and _ORDER.index(question.needed_from) <= _ORDER.index(moment)


def due_moment(project: Project) -> AnswerMoment:
    """Return the next moment for which answers must be ready."""
    later = {State.SHORTLISTED: AnswerMoment.JURY, State.SELECTED: AnswerMoment.MENTORING}
    return later.get(project.state, AnswerMoment.SUBMISSION)


def missing_among(
    questions: Iterable[Question], values: Mapping[str, str], moment: AnswerMoment
) -> list[tuple[str, str]]:
    """Return (key, sentence) for each question that lacks its answer by `moment`, or has one that is too long."""
    missing = []
    for question in questions:
        value, label = values.get(question.key, "").strip(), unbroken(in_language(question, "label"))
        if is_due(question, moment) and not value:
            missing.append((question.key, _("« %(question)s » attend une réponse.", question=label)))
        elif question.max_length and len(value) > question.max_length:
            missing.append((question.key, _too_long(label, len(value), question.max_length)))
    return missing


def _too_long(label: str, length: int, limit: int) -> str:
    return _(
        "« %(question)s » compte %(length)s caractères, pour %(limit)s au plus.",
        question=label,
        length=length,
        limit=limit,
    )
