"""What an import would do, said before anything is written; the file of what it refuses."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _l
from incubator.core.spreadsheets import csv_file, xlsx_file
from incubator.domain.actors import Actor
from incubator.domain.import_kinds import LineOutcome
from incubator.domain.models import ImportRun, Question
from incubator.imports import queries, running, store
from incubator.imports.columns import ERROR_COLUMN
from incubator.imports.plan import Planned
from incubator.imports.tables import Line

SHOWN, REFUSALS_SHOWN = 20, 50
WORDS: dict[LineOutcome, LazyString] = {  # what has not happened yet is not said in the past
    LineOutcome.CREATED: _l("À créer"),
    LineOutcome.UPDATED: _l("À mettre à jour"),
    LineOutcome.UNCHANGED: _l("Inchangé"),
    LineOutcome.REFUSED: _l("Refusé"),
}


@dataclass
class Preview:
    """The first lines as they will be, how many of each outcome, and every refusal (number of line, reasons)."""

    first: list[Planned] = field(default_factory=list)
    counts: Counter[LineOutcome] = field(default_factory=Counter)
    refusals: list[tuple[int, str]] = field(default_factory=list)

    @property
    def writes(self) -> int:
        """How many dossiers would be made or changed."""
        return self.counts[LineOutcome.CREATED] + self.counts[LineOutcome.UPDATED]

    def sample(self, questions: Sequence[Question]) -> list[tuple[Question, str]]:
        """Return the answers of the first dossier that would be written, in the order of the form."""
        said = next((one.answers for one in self.first if one.answers and not one.errors), {})
        return [(question, said[question.key]) for question in questions if said.get(question.key)]


def preview_of(session: Session, run: ImportRun, actor: Actor) -> Preview:
    """Read every line of an import, as it will be read, without writing anything."""
    found, aside = Preview(), queries.keys_aside(session, run.call_id, actor)
    for planned in _planned(session, run):
        found.counts[planned.outcome] += 1
        if planned.key in aside:
            continue
        if len(found.first) < SHOWN:
            found.first.append(planned)
        if planned.outcome is LineOutcome.REFUSED:
            found.refusals.append((planned.number, planned.reasons))
    return found


def lines_to_show(session: Session, run: ImportRun, actor: Actor) -> list[Line]:
    """Return the first lines of an import, but those about dossiers from which the actor stays away."""
    lines = store.chunk_at(session, run.id, run.sheet, 0) or []
    aside = queries.keys_aside(session, run.call_id, actor)
    planner = running.planner_of(session, run) if aside else None
    return [line for line in lines if planner is None or planner.key_of(line[1]) not in aside]


def _planned(session: Session, run: ImportRun) -> Iterator[Planned]:
    planner = running.planner_of(session, run)
    for lines in store.chunks_of(session, run.id, run.sheet):
        yield from planner.plan(session, lines)


def refusals_of(session: Session, run: ImportRun, actor: Actor) -> list[tuple[int, str]]:
    """Return the refused lines with their reasons: those to come before the start, those that were afterwards."""
    if run.confirmed_at is None:
        return preview_of(session, run, actor).refusals
    return [(line.number, line.sentence) for line in queries.refused_lines(session, run, actor)]


def errors_file(session: Session, run: ImportRun, refusals: Iterable[tuple[int, str]]) -> bytes:
    """Return the refused lines as they came, with why in a last column, in the format of the file they came in."""
    reasons = dict(refusals)
    header = [*run.labels, ERROR_COLUMN]
    width = len(run.labels)
    rows = (
        [*(cells + [""] * (width - len(cells)))[:width], reasons[number]]
        for lines in store.chunks_of(session, run.id, run.sheet)
        for number, cells in lines
        if number in reasons
    )
    if run.details.get("format") == "xlsx":
        return xlsx_file(ERROR_COLUMN, header, rows)
    return csv_file(header, rows)
