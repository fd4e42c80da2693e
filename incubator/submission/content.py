"""What a dossier holds, as texts under the names its form uses."""

from collections.abc import Mapping

from incubator.domain import rules
from incubator.domain.models import Project, Question

FACTS = ("title", "department", "theme")
PREFIX = "answer_"


def field_name(question: Question) -> str:
    """Return the name of the field of `question`; prefixed, so that no key of a call can hide a part of the form."""
    return PREFIX + question.key


def by_field(project: Project) -> dict[str, Question]:
    """Return the questions of the project's call, in order, by name of field; `call.questions` must be loaded."""
    return {field_name(question): question for question in project.call.questions}


def key_of(name: str) -> str:
    """Return the name under which the journal and the rules know the field `name`."""
    return name.removeprefix(PREFIX)


def values_of(project: Project) -> dict[str, str]:
    """Return every text of the dossier by name of field; `call.questions` and `answers` must be loaded."""
    facts = {name: str(getattr(project, name)) for name in FACTS}
    pairs = rules.reference_answers(project.call.questions, project.answers)
    return facts | {field_name(question): value for question, value in pairs}


def missing_fields(project: Project) -> list[tuple[str, str]]:
    """Return (name of field, sentence) for each thing the dossier lacks; the same relations must be loaded."""
    return missing_in(project, values_of(project))


def missing_in(project: Project, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the same of texts by name of field; `call.questions` must be loaded."""
    found = rules.missing_answers(
        title=values["title"],
        department=values["department"],
        theme=values["theme"],
        questions=project.call.questions,
        values={key_of(name): text for name, text in values.items() if name not in FACTS},
    )
    facts = sum(not values[name].strip() for name in FACTS)  # they come first in the list
    return [(name if index < facts else PREFIX + name, sentence) for index, (name, sentence) in enumerate(found)]


def differences(typed: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """Return, by name of field, the typed texts that are not the stored ones."""
    return {name: text for name, text in typed.items() if text != stored.get(name, "")}
