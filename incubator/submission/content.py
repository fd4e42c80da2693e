"""What a dossier holds, as texts under the names its form uses."""

from collections.abc import Iterable, Mapping

from incubator.domain import answers, information, rules
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Project, Question

FACTS = ("title", "department", "theme")
PREFIX = "answer_"


def field_name(question: Question) -> str:
    """Return the name of the field of `question`; prefixed, so that no key of a call can hide a part of the form."""
    return PREFIX + question.key


def is_second_step(project: Project) -> bool:
    """Tell whether the team now answers what is asked after the first selection."""
    return project.state in answers.SECOND_STEP


def facts_of(project: Project) -> tuple[str, ...]:
    """Return the names of the facts the team may write now, besides its answers: the second step has none."""
    return () if is_second_step(project) else tuple(name for name in FACTS if _may_change(project, name))


def _may_change(project: Project, key: str) -> bool:
    return information.may_change(information.loaded(project), key)


def closed_to(project: Project, names: Iterable[str]) -> bool:
    """Tell whether one of the fields `names` is a part of the dossier that may not be changed now."""
    parts = {*FACTS, *(field_name(question) for question in asked(project))}
    return any(name in parts and not _may_change(project, key_of(name)) for name in names)


def asked(project: Project) -> list[Question]:
    """Return the questions that the team answers now, in order; `questions` must be loaded."""
    return answers.asked_in(project.state, project.questions)


def written(project: Project) -> list[Question]:
    """Return those of the questions the team answers now that are answered by a text: files come one by one."""
    return [question for question in by_field(project).values() if question.kind is not QuestionKind.FILE]


def by_field(project: Project) -> dict[str, Question]:
    """Return the questions that the team answers now, in order, by name of field; `questions` must be loaded."""
    return {field_name(question): question for question in asked(project) if _may_change(project, question.key)}


def key_of(name: str) -> str:
    """Return the name under which the journal and the rules know the field `name`."""
    return name.removeprefix(PREFIX)


def values_of(project: Project) -> dict[str, str]:
    """Return every text the team may write now, by name of field; `questions` and `answers` must be loaded."""
    facts = {name: str(getattr(project, name)) for name in facts_of(project)}
    pairs = answers.reference_answers(written(project), project.answers)
    return facts | {field_name(question): value for question, value in pairs}


def missing_fields(project: Project) -> list[tuple[str, str]]:
    """Return (name of field, sentence) for each thing the dossier lacks now; the same relations must be loaded."""
    return missing_with(project, {})


def missing_with(project: Project, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the same once the texts `typed`, by name of field, are in it."""
    questions = asked(project)
    stored = answers.reference_answers(questions, project.answers)
    values = {question.key: typed.get(field_name(question), value) for question, value in stored}
    if is_second_step(project):
        found = answers.missing_among(questions, values, answers.due_moment(project))
        return [(PREFIX + key, sentence) for key, sentence in found]
    texts = {name: typed.get(name, str(getattr(project, name))) for name in FACTS}
    title, department, theme = (texts[name] for name in FACTS)
    found = rules.missing_answers(title=title, department=department, theme=theme, questions=questions, values=values)
    facts = sum(not texts[name].strip() for name in FACTS)  # they come first in the list
    return [(name if index < facts else PREFIX + name, sentence) for index, (name, sentence) in enumerate(found)]


def differences(typed: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """Return, by name of field, the typed texts that are not the stored ones."""
    return {name: text for name, text in typed.items() if text != stored.get(name, "")}
