"""What each line would do: make a dossier, bring one up to date, nothing, or be refused with all its reasons."""

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from incubator.core import clock
from incubator.core.i18n import _
from incubator.domain import lifecycle
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.events import Event
from incubator.domain.import_kinds import LineOutcome
from incubator.domain.models import JournalEntry, Project, Question
from incubator.domain.rules import TITLE_LIMIT
from incubator.domain.states import LIVING, State
from incubator.domain.steps import Step
from incubator.imports import values
from incubator.imports.columns import FIELDS, PREFIX, question_field
from incubator.imports.tables import Line

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
CELL_LIMIT = 100_000
LIMITS = {"department": 160, "theme": 120, "name": 120, "first_name": 120, "email": 254, "id": 80, "edition": 39}
# As long as nobody has begun to read it, a dossier may follow its source.
FOLLOWS_SOURCE = (State.DRAFT, State.SUBMITTED, State.INFO_REQUESTED)
EDITS = (Event.EDIT_PROJECT, Event.WRITE_PROJECT, Event.ATTACH_FILE, Event.REMOVE_FILE, Event.RESTORE_FILE)
STEPS = {
    (State.DRAFT, State.SUBMITTED): lifecycle.SUBMIT,
    (State.SUBMITTED, State.ADMISSIBLE): lifecycle.ADMIT,
    (State.SUBMITTED, State.NOT_ADMISSIBLE): lifecycle.REJECT,
    **{(state, State.WITHDRAWN): lifecycle.WITHDRAW for state in LIVING},
}


@dataclass(slots=True)
class Planned:
    """One line and what it would do."""

    number: int
    key: str
    errors: list[str] = field(default_factory=list)
    outcome: LineOutcome = LineOutcome.REFUSED
    facts: dict[str, str] = field(default_factory=dict)  # title, department, theme
    answers: dict[str, str] = field(default_factory=dict)  # by key of question
    email: str = ""
    name: str = ""
    submitted_at: datetime | None = None
    wanted: State = State.SUBMITTED
    project: Project | None = None  # the one it would change
    step: Step | None = None
    may_be_updated: bool = False  # nobody has begun to read it, nor changed it here

    @property
    def reasons(self) -> str:
        """Why it is refused, in sentences; "" when it is not."""
        return " ".join(error[:1].upper() + error[1:] for error in self.errors)

    @property
    def title(self) -> str:
        """What people call the dossier."""
        return self.facts.get("title", "")


@dataclass
class Planner:
    """Reads lines with the columns and options chosen for an import into one call.

    `aside` holds the dossiers from which whoever imports stays away; `seen` the lines already met, by key.
    """

    call_id: uuid.UUID
    questions: Sequence[Question]
    ids: Mapping[int, Mapping[str, uuid.UUID]]  # of questions, by version of the form and key
    positions: Mapping[str, int]
    options: Mapping[str, Any]
    width: int
    aside: frozenset[uuid.UUID] = frozenset()
    strict: bool = True  # a line of a file has as many cells as there are titles
    seen: dict[str, int] = field(default_factory=dict)

    def plan(self, session: Session, lines: Sequence[Line]) -> list[Planned]:
        """Return what each line would do, in order; nothing is written."""
        planned = [self._read(number, cells) for number, cells in lines]
        known = self._known(session, [one.key for one in planned])
        edited = self._edited_here(session, [project.id for project in known.values()])
        for one in planned:
            one.project = known.get(one.key)
            first = self.seen.setdefault(one.key, one.number)
            if first != one.number:
                one.errors.append(_("même numéro de dossier, ou même contenu, que la ligne %(line)s.", line=first))
            elif one.project is not None and not one.errors:
                one.errors += self._compare(one, one.project, edited)
            elif not one.errors:
                one.outcome = LineOutcome.CREATED
            if one.errors:
                one.outcome = LineOutcome.REFUSED
        return planned

    def _known(self, session: Session, keys: Sequence[str]) -> dict[str, Project]:
        query = (
            select(Project)
            .where(Project.call_id == self.call_id, Project.import_key.in_(keys))
            .options(selectinload(Project.answers))
        )
        return {str(project.import_key): project for project in session.scalars(query)}

    def _edited_here(self, session: Session, ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
        events = [event.value for event in EDITS]
        found = select(JournalEntry.project_id).where(JournalEntry.project_id.in_(ids), JournalEntry.event.in_(events))
        return {key for key in session.scalars(found) if key is not None} if ids else set()

    def key_of(self, cells: Sequence[str]) -> str:
        """Return how the dossier of a line is known again."""
        return _key(self._texts(cells), cells)

    def _texts(self, cells: Sequence[str]) -> dict[str, str]:
        return {
            name: values.without_quote(cells[position]) if position < len(cells) else ""
            for name, position in self.positions.items()
        }

    def _read(self, number: int, cells: list[str]) -> Planned:
        texts = self._texts(cells)
        planned = Planned(number, _key(texts, cells))
        extra = [cell for cell in cells[self.width :] if cell]
        if self.strict and (
            extra or (len(cells) < self.width and len(cells) <= max(self.positions.values(), default=0))
        ):
            counts = {"cells": len(cells), "columns": self.width}
            planned.errors.append(_("%(cells)s cellule(s) pour %(columns)s colonnes.", **counts))
            return planned
        if any(len(text) > CELL_LIMIT for text in texts.values()):
            planned.errors.append(_("une cellule dépasse %(limit)s signes.", limit=CELL_LIMIT))
            return planned
        self._read_person(planned, texts)
        self._read_state(planned, texts)
        self._read_answers(planned, texts)
        self._read_facts(planned, texts)
        return planned

    def _read_person(self, planned: Planned, texts: Mapping[str, str]) -> None:
        planned.email = texts.get("email", "").lower()
        planned.name = " ".join(filter(None, (texts.get("first_name"), texts.get("name"))))[:120]
        if planned.email and not EMAIL.fullmatch(planned.email):
            planned.errors.append(_("« %(given)s » n’est pas une adresse électronique.", given=planned.email[:60]))
        for name, limit in LIMITS.items():
            if len(texts.get(name, "")) > limit:
                planned.errors.append(_too_long(name, texts[name], limit))

    def _read_state(self, planned: Planned, texts: Mapping[str, str]) -> None:
        try:
            if text := texts.get("submitted_at"):
                planned.submitted_at = values.moment(text, str(self.options.get("dates", values.DAY_FIRST)))
            option = str(self.options.get("state", State.SUBMITTED))
            if option == "source":
                planned.wanted = values.state_of(texts["state"]) if texts.get("state") else State.SUBMITTED
            else:
                planned.wanted = State(option)
        except values.Unfit as error:
            planned.errors.append(str(error))
        if planned.wanted is State.DRAFT and not planned.email:
            planned.errors.append(_("un brouillon n’est lu que par son équipe : il faut l’adresse de son porteur."))

    def _read_answers(self, planned: Planned, texts: Mapping[str, str]) -> None:
        dates = str(self.options.get("dates", values.DAY_FIRST))
        for question in self.questions:
            name = question_field(question)
            if name not in texts:
                continue
            try:
                planned.answers[question.key] = values.answer(question, texts[name], dates)
            except values.Unfit as error:
                planned.errors.append(values.in_words(question, str(error)))

    def _read_facts(self, planned: Planned, texts: Mapping[str, str]) -> None:
        planned.facts = {name: texts[name] for name in ("title", "department", "theme") if name in texts}
        title = planned.title
        if not title:
            planned.errors.append(_("le titre est vide."))
        elif len(title) > TITLE_LIMIT:  # nothing is lost: the whole of it comes first in the longest answer
            planned.facts["title"] = title[: TITLE_LIMIT - 1] + "…"
            first = next((one for one in self.questions if one.kind is QuestionKind.LONG), None)
            whole = f"{title}\n\n{planned.answers.get(first.key, '') if first else ''}".strip()
            if first is not None and (not first.max_length or len(whole) <= first.max_length):
                planned.answers[first.key] = whole
            else:
                planned.errors.append(_too_long("title", title, TITLE_LIMIT))

    def _compare(self, planned: Planned, project: Project, edited: set[uuid.UUID]) -> list[str]:
        """Find what a line would change in the dossier it made once; return why it may not."""
        if project.id in self.aside:
            return [_("vous restez à l’écart de ce dossier : une autre personne doit l’importer.")]
        if self.options.get("state") == "source":
            planned.step = STEPS.get((project.state, planned.wanted))
        planned.may_be_updated = project.state in FOLLOWS_SOURCE and project.id not in edited
        if not changes(planned, project, self.ids):
            planned.outcome = LineOutcome.UNCHANGED if planned.step is None else LineOutcome.UPDATED
            return []
        if project.state not in FOLLOWS_SOURCE:
            state = {"state": project.state.label, "number": project.reference}
            return [_("le dossier n° %(number)s est « %(state)s » : ses réponses ne changent plus.", **state)]
        if project.id in edited:
            return [_("le dossier n° %(number)s a été modifié ici : il est laissé tel quel.", number=project.reference)]
        planned.outcome = LineOutcome.UPDATED
        return []


def changes(
    planned: Planned, project: Project, ids: Mapping[int, Mapping[str, uuid.UUID]]
) -> dict[str, tuple[str, str]]:
    """Return the (old, new) texts that a line would change in a dossier, by name of field.

    A dossier keeps the version of the form that it answers: a question which this one lacks is left out.
    """
    known = ids.get(project.form_version, {})
    by_id = {answer.question_id: answer.value for answer in project.answers}
    stored = {PREFIX + key: by_id.get(question_id, "") for key, question_id in known.items()}
    stored |= {name: str(getattr(project, name)) for name in planned.facts}
    given = {**planned.facts, **{PREFIX + key: text for key, text in planned.answers.items() if key in known}}
    return {name: (stored[name], text) for name, text in given.items() if text != stored[name]}


def _too_long(name: str, text: str, limit: int) -> str:
    told = {"name": FIELDS[name], "length": len(text), "limit": limit}
    return _("« %(name)s » : %(length)s signes, pour %(limit)s au plus.", **told)


def _key(texts: Mapping[str, str], cells: Sequence[str]) -> str:
    """Return how the dossier is known again: by its number in the source, else by all that the line says."""
    if texts.get("id"):
        return "/".join(filter(None, (texts.get("edition"), texts["id"])))[:120]
    said = sorted(texts.items()) if any(texts.values()) else list(enumerate(cells))
    return hashlib.sha256("\x1f".join(f"{name}={text}" for name, text in said).encode()).hexdigest()


def submitted_at(planned: Planned) -> datetime | None:
    """Return when a dossier about to be made was handed in; nothing for a draft."""
    return None if planned.wanted is State.DRAFT else planned.submitted_at or clock.now()
