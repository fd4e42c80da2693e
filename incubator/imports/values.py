"""The texts of a file brought to what a dossier keeps: days, numbers, choices, states; or why they cannot be."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from incubator.core.i18n import LazyString, _, in_language
from incubator.core.i18n import lazy as _l
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Question
from incubator.domain.states import State
from incubator.imports import blocks
from incubator.imports.columns import plain

PARIS = ZoneInfo("Europe/Paris")
DAY_FIRST, MONTH_FIRST, ISO = "day_first", "month_first", "iso"
DATES: dict[str, LazyString] = {
    DAY_FIRST: _l("jour/mois/année, comme 31/12/2026"),
    MONTH_FIRST: _l("mois/jour/année, comme 12/31/2026"),
    ISO: _l("année-mois-jour, comme 2026-12-31"),
}
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,àa]+(\d{1,2})[:hH](\d{2})(?::(\d{2}))?)?")
YES = frozenset({"oui", "yes", "true", "vrai", "on", "1", "x"})
NO = frozenset({"non", "no", "false", "faux", "off", "0"})
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# The words of Démarches Simplifiées, in its files and in its interface; then ours, for the states an import may give.
STATES = {
    "brouillon": State.DRAFT,
    "en construction": State.SUBMITTED,
    "en instruction": State.SUBMITTED,
    "accepte": State.ADMISSIBLE,
    "refuse": State.NOT_ADMISSIBLE,
    "classe sans suite": State.WITHDRAWN,
    "sans suite": State.WITHDRAWN,
    "draft": State.DRAFT,
    "depose": State.SUBMITTED,
    "dossier recu": State.SUBMITTED,
    "submitted": State.SUBMITTED,
    "recevable": State.ADMISSIBLE,
    "non recevable": State.NOT_ADMISSIBLE,
    "retire": State.WITHDRAWN,
    "retire par l'equipe": State.WITHDRAWN,
}


class Unfit(ValueError):
    """A text that a field cannot take; its sentence says what is awaited."""


def without_quote(text: str) -> str:
    """Return a cell as it was before a spreadsheet was kept from running it: an export of ours comes back whole."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS else text


def guess_dates(samples: Iterable[str]) -> str:
    """Return how days are written in a column: days come first unless a second number can only be a day."""
    found = [text for text in samples if text]
    if found and all(_ISO.fullmatch(text) for text in found):
        return ISO
    pairs = [(int(match[1]), int(match[2])) for text in found if (match := _SLASHED.fullmatch(text))]
    month_first = any(second > 12 for _first, second in pairs) and not any(first > 12 for first, _second in pairs)
    return MONTH_FIRST if month_first else DAY_FIRST


def moment(text: str, dates: str) -> datetime:
    """Return the instant a text says, in the time of Paris unless it says another."""
    try:
        if found := _ISO.fullmatch(text):
            year, month, day = int(found[1]), int(found[2]), int(found[3])
            return _instant(year, month, day, found[4], found[5], found[6], found[7])
        if found := _SLASHED.fullmatch(text):
            first, second = int(found[1]), int(found[2])
            month, day = (first, second) if dates == MONTH_FIRST else (second, first)
            return _instant(int(found[3]), month, day, found[4], found[5], found[6], None)
    except ValueError:
        pass
    raise Unfit(_("« %(given)s » n’est pas une date : écrivez-la %(how)s.", given=_cut(text), how=DATES[dates]))


def _instant(year: int, month: int, day: int, *clock: str | None) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    zone = clock[3]
    if zone and zone not in ("Z", "UTC"):
        return datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC if zone else PARIS)


def state_of(text: str) -> State:
    """Return the state that a word of the source stands for."""
    found = STATES.get(plain(text.replace("_", " ")))
    if found is None:
        raise Unfit(_("l’état « %(given)s » n’est pas connu.", given=_cut(text)))
    return found


def answer(question: Question, text: str, dates: str) -> str:
    """Return the answer to `question` as dossiers keep it; Unfit when the text is none."""
    if not text:
        return ""
    kept = _KINDS.get(question.kind, _as_it_is)(question, text, dates)
    if question.max_length and len(kept) > question.max_length:
        raise Unfit(_("%(length)s signes, pour %(limit)s au plus.", length=len(kept), limit=question.max_length))
    return kept


def _as_it_is(_question: Question, text: str, _dates: str) -> str:
    return text


def _yes_no(_question: Question, text: str, _dates: str) -> str:
    word = plain(text)
    if word in YES | NO:
        return "yes" if word in YES else "no"
    raise Unfit(_("« %(given)s » n’est ni oui, ni non.", given=_cut(text)))


def _choice(question: Question, text: str, _dates: str) -> str:
    word = plain(text)
    for option in question.options:
        if word in {plain(str(option.get(name) or "")) for name in ("value", "label", "label_en")}:
            return str(option["value"])
    raise Unfit(_("« %(given)s » n’est pas une des réponses proposées.", given=_cut(text)))


def _number(_question: Question, text: str, _dates: str) -> str:
    compact = re.sub(r"\s", "", text).replace(",", ".")
    if re.fullmatch(r"-?\d+(\.\d+)?", compact):
        return compact
    raise Unfit(_("« %(given)s » n’est pas un nombre.", given=_cut(text)))


def _day(_question: Question, text: str, dates: str) -> str:
    return moment(text, dates).astimezone(PARIS).date().isoformat()


def _link(_question: Question, text: str, _dates: str) -> str:
    linked = f"https://{text}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text) else text
    if re.fullmatch(r"https?://[^\s/]+\.[^\s]+", linked):
        return linked
    raise Unfit(_("« %(given)s » n’est pas l’adresse d’une page.", given=_cut(text)))


def _several(question: Question, text: str, _dates: str) -> str:
    """Return the choices said, whatever is between them: labels may hold commas, so the longest are sought first."""
    said = "\n".join(answer for row in blocks.rows_in(text) for _label, answer in row) or text
    left, found = f" {plain(said)} ", set()
    words = [
        (plain(str(option[name])), option["value"])
        for option in question.options
        for name in _NAMES
        if option.get(name)
    ]
    for word, value in sorted(words, key=lambda pair: -len(pair[0])):
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", left):
            left = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", left)
            found.add(value)
    if left.strip(" ,;|/\n"):
        raise Unfit(_("« %(given)s » n’est pas une des réponses proposées.", given=_cut(left.strip(" ,;"))))
    return _listed(question, [str(option["value"]) for option in question.options if option["value"] in found])


def _team(question: Question, text: str, _dates: str) -> str:
    block = blocks.rows_in(text)
    if any(label for row in block for label, _text in row):
        return _listed(question, ["\t".join(blocks.member(row)).rstrip("\t") for row in block])
    text = "\n".join(row[0][1] for row in block) or text
    parts = [part.strip() for part in re.split(r"[\n;]+", text) if part.strip()]
    rows = [part if "\t" in part else "\t".join(cell.strip() for cell in part.split(",", 2)) for part in parts]
    return _listed(question, rows)


def _listed(question: Question, rows: list[str]) -> str:
    if question.max_items and len(rows) > question.max_items:
        raise Unfit(_("%(count)s réponses, pour %(limit)s au plus.", count=len(rows), limit=question.max_items))
    return "\n".join(rows)


_NAMES = ("label", "label_en", "value")
_KINDS = {
    QuestionKind.SEVERAL: _several,
    QuestionKind.TEAM: _team,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.CHOICE: _choice,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _day,
    QuestionKind.LINK: _link,
}


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def in_words(question: Question, sentence: str) -> str:
    """Return what is wrong with an answer, after the question."""
    return _("« %(question)s » : %(sentence)s", question=_cut(in_language(question, "label")), sentence=sentence)


def samples_of(lines: Sequence[tuple[int, list[str]]], position: int, *, at_most: int) -> list[str]:
    """Return the first different texts of a column."""
    found: list[str] = []
    for _number, cells in lines:
        text = cells[position] if position < len(cells) else ""
        if text and text not in found:
            found.append(text)
        if len(found) == at_most:
            break
    return found
