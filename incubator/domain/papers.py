"""A dossier on paper: what a PDF, or a text to copy, says of it in the language of its reader."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from incubator.core import clock, pdf
from incubator.core.i18n import _, in_language, language
from incubator.core.presentation import datetime_long
from incubator.domain import answers
from incubator.domain.models import Call, Project, Question

Answered = tuple[Question, str]


@dataclass(frozen=True, slots=True)
class Paper:
    """The words of a dossier, ready to be read; an answer is (question, text)."""

    title: str
    eyebrow: str
    facts: list[tuple[str, str]]
    answers: list[tuple[str, str]]
    private: list[tuple[str, str]]
    foot: str


def paper_of(project: Project, answered: Iterable[Answered], *, more: Iterable[tuple[str, str]] = ()) -> Paper:
    """Return the paper of `project` with the answers given, which the caller knows its reader may see.

    Call, organisation, owner and team must be loaded; `more` are facts put before the others.
    """
    answered, call = list(answered), project.call
    reference = _("Dossier %(number)s · %(call)s", number=project.reference, call=in_language(call, "title"))
    return Paper(
        title=project.title or _("Dossier sans titre"),
        eyebrow=reference,
        facts=[(str(term), str(value)) for term, value in (*more, *_facts(project)) if value],
        answers=_in_words(answered, private=False),
        private=_in_words(answered, private=True),
        foot=_("%(dossier)s · imprimé le %(date)s", dossier=reference, date=datetime_long(clock.now())),
    )


def _in_words(answered: Iterable[Answered], *, private: bool) -> list[tuple[str, str]]:
    return [
        (in_language(question, "label"), answers.in_words(question, value))
        for question, value in answered
        if bool(question.team_only) is private
    ]


def _facts(project: Project) -> list[tuple[str, str]]:
    is_in = project.submitted_at is not None and project.state.value != "draft"
    return [
        (_("État"), str(project.state.candidate_label)),
        (_("Déposé le"), datetime_long(project.submitted_at) if project.submitted_at and is_in else ""),
        (_("Porté par"), project.owner.name or project.owner.email),
        (_("Équipe"), team_in_words(project)),
        (_("Organisation"), project.organisation.name),
        (_("Direction"), project.department),
        (_("Thème"), project.theme),
    ]


def team_in_words(project: Project) -> str:
    """Return the people of the team and what they do in it; `members` and their people must be loaded."""
    names = []
    for member in project.members:
        person = member.person
        name = member.name or ((person.name or person.email) if person is not None else "")
        names.append(f"{name} ({member.role})" if member.role else name)
    return ", ".join(name for name in names if name)


def as_pdf(paper: Paper) -> bytes:
    """Return the paper as a PDF that assistive technology can read."""
    return pdf.render("dossier", _data(paper))


def _data(paper: Paper) -> dict[str, Any]:  # Any: what JSON holds
    parts = [{"title": "", "answers": paper.answers}]
    if paper.private:
        parts.append({"title": _("Réservé à l’équipe du programme"), "answers": paper.private})
    return {
        "title": paper.title,
        "author": "",
        "eyebrow": paper.eyebrow,
        "facts": paper.facts,
        "parts": [
            {**part, "answers": [{"question": question, "text": text} for question, text in part["answers"]]}
            for part in parts
        ],
        "foot": paper.foot,
        "language": language(),
        "page": _("page"),
        "nothing": _("Pas de réponse"),
    }


def as_text(paper: Paper) -> str:
    """Return the paper as plain text, to be copied elsewhere."""
    lines = [paper.title, "=" * len(paper.title), paper.eyebrow, ""]
    lines += [f"{term} : {value}" if language() == "fr" else f"{term}: {value}" for term, value in paper.facts]
    for question, text in (*paper.answers, *paper.private):
        lines += ["", question, "-" * len(question), text or _("Pas de réponse")]
    return "\n".join(lines) + "\n"


def file_name(project: Project, call: Call, kind: str) -> str:
    """Return the name under which a paper is kept: the call, the number and the title, in plain letters."""
    folded = unicodedata.normalize("NFKD", project.title.lower())
    words = re.sub(r"[^a-z0-9]+", "-", "".join(one for one in folded if not unicodedata.combining(one))).strip("-")
    return "-".join(part for part in (call.code, project.reference, words[:60].strip("-")) if part) + f".{kind}"
