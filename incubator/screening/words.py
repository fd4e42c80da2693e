"""What the pages of screening say: views, filters in place, headings, lines of the export."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import g, url_for

from incubator.core.forms import SelectChoice
from incubator.core.i18n import LazyString, _, in_language, language, ngettext
from incubator.core.i18n import lazy as _l
from incubator.core.presentation import date_short
from incubator.domain import rules
from incubator.domain.link_kinds import LinkKind
from incubator.domain.models import Call, ChecklistItem, Project
from incubator.domain.models.project import reference_of
from incubator.domain.screening_kinds import CheckAnswer, Flag
from incubator.domain.states import OUT_OF_DRAFT, State
from incubator.screening import undo
from incubator.screening.around import HAS_JOINED, WAS_JOINED, Choices, Marks, Named
from incubator.screening.filters import ALL, SORTS, Filters
from incubator.screening.late import LetIn
from incubator.screening.queries import Line

ALWAYS_SHOWN = (State.SUBMITTED, State.INFO_REQUESTED, State.ADMISSIBLE, State.NOT_ADMISSIBLE)
EXPORT_COLUMNS = (
    _l("Numéro"), _l("Titre"), _l("État"), _l("Thème"), _l("Direction"), _l("Porteur"), _l("Courriel"), _l("Déposé le"),
    _l("Hors délai"), _l("Reçu hors délai grâce à"), _l("Code d’accès donné par"),
    _l("Étiquettes"), _l("À rappeler"), _l("Précisions attendues le"),
    _l("Points vérifiés"), _l("Dossiers liés ou réunis"),
)  # fmt: skip
Note = tuple[str, str, str]
_JOINED: dict[str, LazyString] = {kind.value: kind.label for kind in LinkKind} | {
    HAS_JOINED: _l("A rejoint"),
    WAS_JOINED: _l("A été rejoint par"),
}


@dataclass(frozen=True, slots=True)
class View:
    """One view of the list: a state and how many dossiers are in it."""

    label: LazyString | str
    url: str
    current: bool
    badge: int


def address(call: Call, filters: Filters, **more: Any) -> str:  # Any: parameters of an address
    """Return the address of the worklist under `filters`."""
    return f"{_start(call)}?{urlencode({**filters.args(), **more})}"


def _start(call: Call) -> str:
    known: dict[str, str] = g.setdefault("worklist_addresses", {})  # twenty a page: built once, completed each time
    if call.code not in known:
        known[call.code] = url_for("screening.worklist", code=call.code)
    return known[call.code]


def views(call: Call, filters: Filters, counts: Mapping[State, int]) -> list[View]:
    """Return one view a state, with its count: those of screening always, the others when they hold something."""
    shown = [state for state in OUT_OF_DRAFT if state in ALWAYS_SHOWN or counts.get(state) or state is filters.state]
    others = {name: text for name, text in filters.args().items() if name != "state"}
    start, end = f"{_start(call)}?state=", f"&{urlencode(others)}" if others else ""
    everything = View(_("Tous"), f"{start}{ALL}{end}", filters.state is None, sum(counts.values()))
    return [everything] + [
        View(state.label, f"{start}{state.value}{end}", filters.state is state, counts.get(state, 0)) for state in shown
    ]


def saved(call: Call, views: Sequence[Named]) -> list[tuple[str, str]]:
    """Return the saved views, each with its address."""
    return [(view.name, url_for("screening.view", code=call.code, view_id=view.id)) for view in views]


def filters_in_words(call: Call, filters: Filters, choices: Choices) -> str:
    """Return in one line what a view holds."""
    state = str(filters.state.label) if filters.state else str(_("Tous"))
    held = [label for label, _url in chips(call, filters, choices.tag(filters.tag))]
    return " · ".join([_("État : %(state)s", state=state), *held])


def chips(call: Call, filters: Filters, tag: Named | None = None) -> list[tuple[str, str]]:
    """Return what narrows the list besides the state, each with the address of the list without it."""
    held = (
        (filters.words and _("Mots : « %(words)s »", words=filters.words), "words"),
        (filters.theme and _("Thème : %(theme)s", theme=filters.theme), "theme"),
        (filters.department and _("Direction : %(department)s", department=filters.department), "department"),
        (filters.tag and _("Étiquette : %(tag)s", tag=tag.name if tag else "?"), "tag"),
        (filters.flag and str(filters.flag.label), "flag"),
    )
    nothing = Filters()
    return [(label, address(call, filters.but(**{name: getattr(nothing, name)}))) for label, name in held if label]


def sort_urls(call: Call, filters: Filters) -> dict[str, str]:
    """Return where a press on the heading of each sortable column leads."""
    return {sort: address(call, filters.sorted_by(sort)) for sort in SORTS}


def export_row(
    project: Project, call: Call, marks: Marks | None, checked: Counter[CheckAnswer], let_in: LetIn | None = None
) -> tuple[object, ...]:
    """Return the line of a dossier in the export, with its days as days; `owner` must be loaded."""
    marks = marks or Marks()
    is_late = rules.is_late(project.submitted_at, call, imported=project.import_key is not None)
    return (
        project.reference,
        project.title,
        str(project.state.label),
        project.theme,
        project.department,
        project.owner.name,
        project.owner.email,
        project.submitted_at,
        _("oui") if is_late else "",
        let_in.why if let_in else "",
        let_in.who if let_in else "",
        ", ".join(tag.name for tag in marks.tags),
        _("oui") if marks.to_call else "",
        marks.due_on if project.state is State.INFO_REQUESTED else None,
        ", ".join(f"{answer.label} : {checked[answer]}" for answer in CheckAnswer if checked[answer]),
        " ; ".join(joined_in_words(marks)),
    )


def notes_of(call: Call) -> Callable[[Line, Marks | None, date], list[Note]]:
    """Return what makes a line of the worklist stand out: words, tone, icon."""
    warning = {flag: (str(flag.label), "warn", "exclamation-circle") for flag in Flag}

    def notes(line: Line, marks: Marks | None, today: date) -> list[Note]:
        late = rules.is_late(line.submitted_at, call, imported=line.imported)
        found = [warning[Flag.LATE]] if late else []
        if marks is not None:
            found += [warning[Flag.CALL_BACK]] if marks.to_call else []
            asked = marks.due_on is not None and line.state is State.INFO_REQUESTED
            found += [warning[Flag.OVERDUE]] if asked and marks.due_on and marks.due_on < today else []
            found += [(sentence, "neutral", "link-45deg") for sentence in joined_in_words(marks)]
        return found

    return notes


def joined_in_words(marks: Marks) -> list[str]:
    """Say with which dossiers one is linked or made one."""
    sentences = []
    for kind in sorted({kind for kind, _number in marks.joined}):
        numbers = sorted(number for one, number in marks.joined if one == kind)
        others = ", ".join(reference_of(number) if number else _("autre appel") for number in numbers)
        sentences.append(f"{_JOINED[kind]} : {others}" if language() == "fr" else f"{_JOINED[kind]}: {others}")
    return sentences


def done(project: Project) -> str:
    """Say what has just been decided for `project`, and that its team knows."""
    sentences: dict[State, str] = {
        State.ADMISSIBLE: _(
            "Le dossier %(number)s est recevable : son équipe en sera prévenue dans %(minutes)s minutes."
        ),
        State.NOT_ADMISSIBLE: _(
            "Le dossier %(number)s est non recevable : son équipe recevra votre motif dans %(minutes)s minutes."
        ),
        State.INFO_REQUESTED: _(
            "Votre demande part dans %(minutes)s minutes : le dossier %(number)s reviendra ici une fois complété."
        ),
    }
    return sentences[project.state] % {"number": project.reference, "minutes": undo.MINUTES}


def admitted(done: Sequence[Project], left: Sequence[Project]) -> Iterator[tuple[str, str]]:
    """Say what became of the dossiers chosen together, in sentences with their tone."""
    if done:
        yield (
            ngettext(
                "%(num)s dossier est recevable : son équipe en sera prévenue dans %(minutes)s minutes.",
                "%(num)s dossiers sont recevables : leurs équipes en seront prévenues dans %(minutes)s minutes.",
                len(done),
                minutes=undo.MINUTES,
            ),
            "success",
        )
    yield from _left(left)


def asked(done: Sequence[Project], left: Sequence[Project]) -> Iterator[tuple[str, str]]:
    """Say what became of the dossiers about which the same thing was asked, in sentences with their tone."""
    if done:
        yield (
            ngettext(
                "Votre demande part dans %(minutes)s minutes, à une équipe.",
                "Votre demande part dans %(minutes)s minutes, à %(num)s équipes.",
                len(done),
                minutes=undo.MINUTES,
            ),
            "success",
        )
    yield from _left(left)


def _left(left: Sequence[Project]) -> Iterator[tuple[str, str]]:
    if left:
        numbers = ", ".join(project.reference for project in left)
        yield _("Changés entre-temps, ces dossiers sont restés tels quels : %(numbers)s.", numbers=numbers), "warning"


def tagged(name: str, count: int, act: str) -> str:
    """Say on how many dossiers a tag was put, or from how many it was taken away."""
    if not count:
        return _("Rien n’a changé : l’étiquette « %(name)s » y était déjà, ou n’y était pas.", name=name)
    if act == "tag":
        return ngettext(
            "« %(name)s » est posée sur %(num)s dossier.",
            "« %(name)s » est posée sur %(num)s dossiers.",
            count,
            name=name,
        )
    return ngettext(
        "« %(name)s » est retirée de %(num)s dossier.",
        "« %(name)s » est retirée de %(num)s dossiers.",
        count,
        name=name,
    )


def field_choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    """Return what a team may be asked to complete, to be ticked."""
    return [SelectChoice(key, label) for key, label in labels.items()]


def facts(project: Project) -> list[tuple[str, str | None]]:
    """Return the facts beside a dossier: who, where, when."""
    team = [member.name for member in project.members if member.name and member.person_id != project.owner_id]
    owner = f"{project.owner.name or project.owner.email}"
    return [
        (_("Porté par"), f"{owner}, {project.owner.job}" if project.owner.job else owner),
        (_("Équipe"), ", ".join(team) or None),
        (_("Direction"), project.department or None),
        (_("Thème"), project.theme or None),
        (_("Déposé le"), date_short(project.submitted_at) if project.submitted_at else None),
        (_("Appel"), in_language(project.call, "title")),
    ]


def reason_of(
    written: str, outcome: str, answers: Mapping[uuid.UUID, CheckAnswer], items: Sequence[ChecklistItem]
) -> str:
    """Return the reason of a decision: what was written or, for a refusal without a word, the checks that fail."""
    if written.strip() or outcome != "reject":
        return written
    failed = [item for item in items if answers.get(item.id) is CheckAnswer.NO]
    lines = [" : ".join(filter(None, (item.label, item.help))) for item in failed]
    return "\n".join(f"- {line}" for line in lines)


def opinion_kept(project: Project, divided: bool) -> str:
    """Say that an opinion was kept, and what is awaited: others, or who settles when they are `divided`."""
    if divided:
        return _(
            "Votre avis sur le dossier %(number)s est gardé. Les avis sont partagés : le responsable tranchera.",
            number=project.reference,
        )
    return _("Votre avis sur le dossier %(number)s est gardé : d’autres sont attendus.", number=project.reference)
