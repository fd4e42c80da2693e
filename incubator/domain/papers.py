"""A dossier on paper: what a PDF, or a text to copy, says of it in the language of its reader."""

import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from incubator.core import clock, outbox, pdf
from incubator.core.i18n import _, in_language, language
from incubator.core.i18n import lazy as _l
from incubator.core.presentation import datetime_long
from incubator.domain import answers, revisions
from incubator.domain.models import Project, Question, Revision, TeamMember
from incubator.domain.states import State

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


def paper_of(project: Project, answered: Iterable[Answered]) -> Paper:
    """Return the paper of `project` with the answers given, which the caller knows its reader may see.

    Call, organisation, owner and team must be loaded.
    """
    return _paper(project, project.title, answered, _facts(project))


def paper_of_revision(project: Project, revision: Revision) -> Paper:
    """Return the paper of one version of `project`, for those who may read all of it; the same must be loaded."""
    facts = _facts(project) | {
        "version": str(revision.number),
        "state": "",
        "submitted": datetime_long(revision.at),
        "department": revision.department,
        "theme": revision.theme,
    }
    return _paper(project, revision.title, revisions.answered(revision), facts)


def _paper(project: Project, title: str, answered: Iterable[Answered], facts: dict[str, str]) -> Paper:
    answered = list(answered)
    reference = _("Dossier %(number)s · %(call)s", number=project.reference, call=in_language(project.call, "title"))
    return Paper(
        title=title or _("Dossier sans titre"),
        eyebrow=reference,
        facts=[(str(_TERMS[name]), facts[name]) for name in _TERMS if facts.get(name)],
        answers=_in_words(answered, private=False),
        private=_in_words(answered, private=True),
        foot=_("%(dossier)s · imprimé le %(date)s", dossier=reference, date=datetime_long(clock.now())),
    )


def _read_revision(session: Session, key: uuid.UUID) -> Callable[[], outbox.File]:
    """Read a version and all that its paper says; return how to make it a file."""
    revision = session.get_one(Revision, key)
    whole = (joinedload(Project.call), joinedload(Project.organisation), joinedload(Project.owner))
    query = select(Project).where(Project.id == revision.project_id)
    team = selectinload(Project.members).joinedload(TeamMember.person)
    project = session.scalars(query.options(*whole, team)).one()
    paper = paper_of_revision(project, revision)
    name = file_name(project, "pdf", title=f"{revision.title} v{revision.number}")
    return lambda: outbox.File(name, "application/pdf", as_pdf(paper))


outbox.FILES["revision"] = _read_revision


def _in_words(answered: Iterable[Answered], *, private: bool) -> list[tuple[str, str]]:
    return [
        (in_language(question, "label"), answers.in_words(question, value))
        for question, value in answered
        if bool(question.team_only) is private
    ]


_TERMS = {
    "version": _l("Version"),
    "state": _l("État"),
    "submitted": _l("Déposé le"),
    "owner": _l("Porté par"),
    "team": _l("Équipe"),
    "organisation": _l("Organisation"),
    "department": _l("Direction"),
    "theme": _l("Thème"),
}


def _facts(project: Project) -> dict[str, str]:
    is_in = project.submitted_at is not None and project.state is not State.DRAFT
    return {
        "state": str(project.state.candidate_label),
        "submitted": datetime_long(project.submitted_at) if project.submitted_at and is_in else "",
        "owner": project.owner.name or project.owner.email,
        "team": team_in_words(project),
        "organisation": project.organisation.name,
        "department": project.department,
        "theme": project.theme,
    }


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


def file_name(project: Project, kind: str, *, title: str | None = None) -> str:
    """Return the name under which a paper is kept: the call, the number and the title, in plain letters."""
    folded = unicodedata.normalize("NFKD", (project.title if title is None else title).lower())
    words = re.sub(r"[^a-z0-9]+", "-", "".join(one for one in folded if not unicodedata.combining(one))).strip("-")
    return "-".join(part for part in (project.call.code, project.reference, words[:60].strip("-")) if part) + f".{kind}"
