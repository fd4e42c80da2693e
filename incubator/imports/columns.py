"""Which column holds what: the fields of a dossier, guessed from the titles of a file, never from their place."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from incubator.core.i18n import LazyString, in_language
from incubator.core.i18n import lazy as _l
from incubator.core.search import fold
from incubator.domain.models import ImportRun, Question

FIELDS: dict[str, LazyString] = {
    "title": _l("Titre du projet"),
    "id": _l("Numéro du dossier d’origine"),
    "edition": _l("Édition d’origine, quand les numéros y recommencent"),
    "email": _l("Adresse électronique du porteur"),
    "name": _l("Nom du porteur"),
    "first_name": _l("Prénom du porteur"),
    "department": _l("Direction"),
    "theme": _l("Thème"),
    "submitted_at": _l("Date de dépôt"),
    "state": _l("État du dossier"),
}
# What columns of such files are called, folded; questions are matched by their key and labels as well.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "title": (
        "titre",
        "titre du projet",
        "titre de votre projet",
        "nom du projet",
        "nom de votre projet",
        "projet",
        "intitule",
        "intitule du projet",
        "titre du dossier",
        "title",
        "project",
        "project title",
        "name",
    ),
    "id": ("id", "numero", "n", "n°", "numero du dossier", "reference", "dossier", "number"),
    "edition": ("edition",),
    "email": ("email", "e-mail", "courriel", "mail", "adresse electronique", "adresse mail", "adresse e-mail"),
    "name": ("nom", "auteur", "autrice", "porteur", "porteuse", "porteur du projet", "candidat", "demandeur", "author"),
    "first_name": ("prenom", "first name"),
    "department": (
        "direction",
        "direction et service",
        "votre direction",
        "votre direction et votre service",
        "service",
        "department",
        "district",
        "quartier",
    ),
    "theme": ("theme", "thematique", "categorie", "category", "politique publique", "field"),
    "submitted_at": ("depose le", "date de depot", "date depot", "submitted at", "submitted on"),
    "state": ("etat du dossier", "etat", "statut", "state", "status"),
}
ERROR_COLUMN = "Erreur"
LOOKALIKE = 0.86
LONG_ENOUGH = 12
Column = Mapping[str, Any]  # Any: its key and label, and whether it is a repeated block
# Together they are the mark of a file of Démarches Simplifiées.
DEMARCHES = frozenset({"id", "email", "etat du dossier", "depose le"})


def plain(text: str) -> str:
    """Return `text` as titles are compared: without capitals, accents, underscores, or signs at its end."""
    return " ".join((fold(text) or "").replace("_", " ").replace("’", "'").split()).rstrip(" ?:*.")


REVIEW = "review"  # among the options of a procedure: somebody sees its columns again before the next lines are written
PREFIX = "question:"  # no key of a question hides a fact of the dossier


def question_field(question: Question) -> str:
    """Return the name of the field of a question."""
    return PREFIX + question.key


def field_choices(questions: Iterable[Question]) -> dict[str, str]:
    """Return every field a column may hold, with its words."""
    facts = {name: str(label) for name, label in FIELDS.items()}
    return facts | {question_field(question): in_language(question, "label") for question in questions}


def come_from_demarches(labels: Iterable[str]) -> bool:
    """Tell whether a file with these titles comes from Démarches Simplifiées."""
    return {plain(label) for label in labels} >= DEMARCHES


def guess(
    columns: Sequence[Column], questions: Sequence[Question], saved: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the field of each column that looks like one, by key of column; each field is given once.

    `saved` (field by title of column) is what somebody once chose: it is followed first, "" meaning nothing.
    """
    chosen = {plain(label): field for label, field in (saved or {}).items()}
    known = set(field_names(questions))
    found: dict[str, str] = {}
    for column in columns:
        field = chosen.get(plain(column["label"]), "")
        if field in known and field not in found.values():
            found[column["key"]] = field
    left = [column for column in columns if plain(column["label"]) not in chosen]
    for score, key, field in sorted(_candidates(left, questions), key=lambda one: -one[0]):
        if score >= LOOKALIKE and key not in found and field not in found.values():
            found[key] = field
    return found


def field_names(questions: Iterable[Question]) -> list[str]:
    """Return the names of the fields of a dossier of this call."""
    return [*FIELDS, *(question_field(question) for question in questions)]


def _candidates(columns: Iterable[Column], questions: Sequence[Question]) -> Iterable[tuple[float, str, str]]:
    """Give (likeness, key of column, field) of each pair worth thinking of; the same words are worth most."""
    asked = [
        (question_field(question), plain(text))
        for question in questions
        for text in (question.label, question.label_en, question.key)
        if text
    ]
    for column in columns:
        title = plain(column["label"])
        yield from ((2.0, column["key"], field) for field, words in asked if words == title)
        if column.get("block") and len(title) > LONG_ENOUGH:  # the name of a sheet is cut after thirty signs
            yield from ((1.4, column["key"], field) for field, words in asked if words.startswith(title))
        for field, names in SYNONYMS.items():
            if title in names:
                yield 1.5 - names.index(title) / 100, column["key"], field
        matcher = SequenceMatcher(b=title)
        for field, words in asked:
            matcher.set_seq1(words)
            if matcher.quick_ratio() >= LOOKALIKE:
                yield matcher.ratio(), column["key"], field


def fields_by_position(run: ImportRun) -> dict[str, int]:
    """Return where each field chosen for an import stands in its lines."""
    positions = {str(column["key"]): position for position, column in enumerate(run.sheets[run.sheet]["columns"])}
    return {str(field): positions[key] for key, field in run.columns.items() if field and key in positions}
