"""Importing candidates from any CSV: columns matched by header, all or nothing by row, never twice."""

import hashlib
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from incubator.core import clock
from incubator.domain import journal
from incubator.domain.events import Event
from incubator.domain.models import Answer, Call, Person, Project, Question, TeamMember
from incubator.domain.rules import TITLE_LIMIT
from incubator.domain.states import State
from incubator.transfer.csv_files import CsvFile, Row

FIXED = ("title", "department", "theme", "id", "email", "author")
# What columns of such files are called; questions are matched by their key and label as well.
SYNONYMS = {
    "title": {"title", "titre", "titre du projet", "nom du projet", "projet", "intitule", "name"},
    "department": {"department", "direction", "direction et service", "service", "district", "quartier"},
    "theme": {"theme", "thematique", "category", "categorie", "politique publique", "field"},
    "id": {"id", "numero", "n", "number", "reference", "dossier"},
    "email": {"email", "e-mail", "courriel", "mail", "adresse electronique"},
    "author": {"author", "auteur", "porteur", "candidat", "nom", "demandeur"},
}


@dataclass
class Report:
    """What an import did, or would do."""

    mapping: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    created: int = 0
    already_there: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "mapping": self.mapping,
            "ignored_columns": self.ignored,
            "created": self.created,
            "already_there": self.already_there,
            "errors": [{"line": line, "message": message} for line, message in self.errors],
        }


def load_call(session: Session, code: str) -> Call:
    """Return the call `code` with what an import needs; NoResultFound when there is none."""
    return session.scalars(
        select(Call).where(Call.code == code).options(selectinload(Call.questions), selectinload(Call.organisations))
    ).one()


def map_columns(
    headers: Iterable[str], questions: Iterable[Question], given: dict[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Match columns to fields; return (column → field, ignored columns). `given` (column → field) is obeyed.

    Raises ValueError when `given` names an unknown column or field, or nothing leads to the title.
    """
    headers, questions = list(headers), list(questions)
    fields = {*FIXED, *(question.key for question in questions)}
    for column, name in given.items():
        if column not in headers:
            raise ValueError(f"il n’y a pas de colonne « {column} » ; le fichier a : {', '.join(headers)}.")
        if name not in fields:
            raise ValueError(f"il n’y a pas de champ « {name} » ; l’appel a : {', '.join(sorted(fields))}.")
    mapping = dict(given)
    for header in headers:
        guessed = _guess(header, questions)
        if header not in mapping and guessed is not None and guessed not in mapping.values():
            mapping[header] = guessed
    if "title" not in mapping.values():
        known = ", ".join(headers)
        raise ValueError(f"aucune colonne ne tient le titre ; dites laquelle par --map COLONNE=title ({known}).")
    return mapping, [header for header in headers if header not in mapping]


def _guess(header: str, questions: list[Question]) -> str | None:
    word = plain(header)
    for name, words in SYNONYMS.items():
        if word in words:
            return name
    return next((q.key for q in questions if word in (plain(q.key), plain(q.label), plain(q.label_en))), None)


def plain(text: str) -> str:
    """Return `text` in lower case, without accents, underscores or outer spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return " ".join("".join(letter for letter in folded if not unicodedata.combining(letter)).split())


def import_projects(
    session: Session, *, call: Call, file: CsvFile, given: dict[str, str] | None = None, dry_run: bool = False
) -> Report:
    """Import the rows of `file` as submitted projects of `call`; a bad row is reported and left out whole.

    A row already imported (same id, else same content) is counted and skipped, so a second run duplicates nothing.
    """
    mapping, ignored = map_columns(file.headers, call.questions, given or {})
    report = Report(mapping=mapping, ignored=ignored, errors=list(file.errors))
    present = set(
        session.scalars(select(Project.import_key).where(Project.call_id == call.id, Project.import_key.is_not(None)))
    )
    owner = _owner_of_imports(session, call)
    for row in file.rows:
        values = {name: row.cells[column] for column, name in mapping.items()}
        key = _key(values, row)
        if key in present:
            report.already_there += 1
        elif faults := _faults(values, call):
            report.errors.append((row.number, " ".join(faults)))
        else:
            present.add(key)
            report.created += 1
            if not dry_run:
                _create(session, call, values, key, owner)
    report.errors.sort()
    return report


def _key(values: dict[str, str], row: Row) -> str:
    if values.get("id"):
        edition = row.cells.get("edition", "")
        return f"{edition}/{values['id']}"[:120] if edition else values["id"][:120]
    return hashlib.sha256("\x1f".join(f"{k}={v}" for k, v in sorted(values.items())).encode()).hexdigest()


def _faults(values: dict[str, str], call: Call) -> list[str]:
    faults = []
    if not values.get("title"):
        faults.append("le titre est vide.")
    if "email" in values and values["email"] and "@" not in values["email"]:
        faults.append(f"« {values['email']} » n’est pas une adresse électronique.")
    for question in call.questions:
        text = values.get(question.key, "")
        if question.max_length and len(text) > question.max_length:
            faults.append(f"« {question.key} » a {len(text)} signes pour {question.max_length}.")
    return faults


def _owner_of_imports(session: Session, call: Call) -> Person:
    """Return the person who stands for imported candidates without an address: nobody signs in as them."""
    email = f"import+{call.code}@import.invalid"
    person = session.scalars(select(Person).where(Person.email == email)).one_or_none()
    if person is None:
        person = Person(email=email, name="Import", organisation_id=call.organisations[0].id, disabled_at=clock.now())
        session.add(person)
        session.flush()  # projects need the key of their owner
    return person


def _create(session: Session, call: Call, values: dict[str, str], key: str, fallback: Person) -> Project:
    owner = _person(session, call, values.get("email", ""), values.get("author", "")) or fallback
    number = session.scalar(
        update(Call).where(Call.id == call.id).values(last_number=Call.last_number + 1).returning(Call.last_number)
    )
    title = values["title"]
    project = Project(
        id=uuid.uuid4(), call_id=call.id, organisation_id=call.organisations[0].id, owner_id=owner.id, number=number,
        form_version=call.form_version,
        title=title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…",
        department=values.get("department", "")[:160], theme=values.get("theme", "")[:120],
        state=State.SUBMITTED, submitted_at=clock.now(), state_changed_at=clock.now(), import_key=key,
    )  # fmt: skip
    session.add(project)
    session.flush()  # what follows points to it
    session.add(TeamMember(project_id=project.id, person_id=owner.id, name=values.get("author") or owner.name))
    texts = dict(values)
    if len(title) > TITLE_LIMIT:
        texts["problem"] = f"{title}\n\n{texts.get('problem', '')}".strip()
    for question in call.questions:
        if texts.get(question.key):
            session.add(Answer(project_id=project.id, question_id=question.id, value=texts[question.key]))
    journal.record(session, Event.IMPORT_PROJECT, actor_id=None, project=project, after={"import_key": key})
    return project


def _person(session: Session, call: Call, email: str, name: str) -> Person | None:
    if not email:
        return None
    person = session.scalars(select(Person).where(Person.email == email.lower())).one_or_none()
    if person is None:
        person = Person(email=email.lower(), name=name[:120], organisation_id=call.organisations[0].id)
        session.add(person)
        session.flush()  # the project needs the key of its owner
    return person
