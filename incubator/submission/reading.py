"""A dossier as it is read: answers in words, what is missing with the place where it is written."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from incubator.core.i18n import in_language
from incubator.domain import answers as domain
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Attachment, Project, Question
from incubator.submission.content import asked, facts_of, field_name, is_second_step, missing_fields, missing_with
from incubator.submission.forms import has_radios


@dataclass(frozen=True, slots=True)
class Reading:
    """One question and its answer in words; `is_link` when the words are an address."""

    question: str
    text: str | list[str]
    team_only: bool
    is_link: bool
    second_step: bool
    files: list[Attachment]


def shown(actor: Actor, project: Project) -> list[tuple[Question, str]]:
    """Return the questions in the order of the form with their answers, those that `actor` may read.

    Questions and answers must be loaded.
    """
    all_of_them = policy.view_team_only_answers(actor, project)
    pairs = domain.reference_answers(domain.shown_in(project.state, project.questions), project.answers)
    return [(question, value) for question, value in pairs if all_of_them or not question.team_only]


def answers(actor: Actor, project: Project, files: Mapping[uuid.UUID, list[Attachment]]) -> list[Reading]:
    """Return the answers that `actor` may read, in the order of the form, with the `files` of each question.

    Questions and answers must be loaded.
    """
    return [
        Reading(
            in_language(question, "label"),
            domain.as_read(question, value),
            question.team_only,
            question.kind is QuestionKind.LINK and bool(value),
            question.second_step,
            files.get(question.id, []),
        )
        for question, value in shown(actor, project)
    ]


def in_words(pairs: Iterable[tuple[Question, str]]) -> list[tuple[Question, str | list[str]]]:
    """Return questions with their answers as they are read."""
    return [(question, domain.as_read(question, value)) for question, value in pairs]


def values_in_words(project: Project) -> dict[str, str]:
    """Return every text the team may write now, in words, by name of field."""
    facts = {name: str(getattr(project, name)) for name in facts_of(project)}
    pairs = domain.reference_answers(asked(project), project.answers)
    return facts | {field_name(question): domain.in_words(question, value) for question, value in pairs}


def missing_links(project: Project, make_url: Callable[[str, str], str]) -> list[tuple[str, str]]:
    """Return (sentence, address) of each thing missing; `make_url` gives the address of a field, from its place."""
    return [(sentence, make_url(name, place)) for sentence, name, place in _places(project, missing_fields(project))]


def missing_of(project: Project, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the same of what is being written, on the page of the form itself."""
    return [(sentence, f"#{place}") for sentence, _name, place in _places(project, missing_with(project, typed))]


def _places(project: Project, missing: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return (sentence, name of the field, place on its page) of what is missing."""
    radios = {field_name(question) for question in project.questions if has_radios(question)}
    return [(sentence, name, f"{name}-0" if name in radios else name) for name, sentence in missing]


def missing_later(project: Project) -> list[str]:
    """Return what a project invited to pitch lacks before its next stage, for those who wait for it."""
    return [sentence for _name, sentence in missing_fields(project)] if is_second_step(project) else []


def recipients(project: Project) -> list[str]:
    """Return the addresses the team is written to; the team must be loaded."""
    people = [member.person for member in project.members if member.person is not None]
    return sorted(person.email for person in people if person.disabled_at is None)
