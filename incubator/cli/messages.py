"""`messages`: the words of the application, collected for translation and compiled."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from incubator.core import i18n
from incubator.core.terminal import as_json_option, command, refuse, say

ROOT = Path(__file__).parents[2]
MAPPING = ROOT / "babel.cfg"
HEADER = "# The English texts. Written by `flask --app run messages`; only the msgstr lines are for people."
# The file changes when a text does, not when it is written again.
ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
FOLDERS = ("incubator", "templates")
KEYWORDS = {"_": None, "lazy": None, "_l": None, "translate": None, "ngettext": (1, 2)}


@dataclass(frozen=True, slots=True)
class Faults:
    """What keeps a catalogue from being complete."""

    missing: list[str]
    fuzzy: list[str]
    stale: list[str]

    def lines(self) -> list[str]:
        """Return one line a fault."""
        named = (("manque", self.missing), ("douteux", self.fuzzy), ("périmé", self.stale))
        return [f"{word} : {text}" for word, texts in named for text in texts]


@command("messages")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when the English catalogue is not complete.")
@as_json_option
def messages(check: bool, as_json: bool) -> None:
    """Collect the texts to translate, update the English catalogue and compile it."""
    catalogue = updated()
    if not check:
        i18n.PO_FILE.parent.mkdir(parents=True, exist_ok=True)
        i18n.PO_FILE.write_bytes(written(catalogue))
        i18n.compile_catalogues()
        catalogue.obsolete.clear()  # the file just written no longer holds them
    faults = faults_of(catalogue)
    count = len(faults.lines())
    summary = f"{len(catalogue)} textes, {count} à revoir."
    say(as_json, "\n".join([*faults.lines(), summary]), texts=len(catalogue), **asdict(faults))
    if check and count:
        raise refuse(f"le catalogue anglais n’est pas complet : {count} texte(s) à revoir.")


def collected() -> Catalog:
    """Return every text of the sources, in French."""
    catalogue = Catalog(fuzzy=False)
    with MAPPING.open(encoding="utf-8") as file:
        method_map, options_map = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel's own omission
    for folder in FOLDERS:
        for name, _line, text, comments, context in extract_from_dir(
            ROOT / folder, method_map, options_map, keywords=KEYWORDS
        ):
            place = (f"{folder}/{name}", 0)
            catalogue.add(text, None, [place], auto_comments=comments, context=context)
    return catalogue


def updated() -> Catalog:
    """Return the English catalogue with the texts of today; those gone are kept aside, as obsolete."""
    catalogue = Catalog(locale="en", fuzzy=False)
    if i18n.PO_FILE.exists():
        with i18n.PO_FILE.open("rb") as file:
            catalogue = read_po(file, locale="en")
    catalogue.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.header_comment = HEADER
    catalogue.project, catalogue.version = "incubator", "1"
    catalogue.creation_date = catalogue.revision_date = ORIGIN
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return the catalogue as its file: sorted, without line numbers, so that a change shows what changed."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def faults_of(catalogue: Catalog) -> Faults:
    """Return what a reader of English would miss."""
    told = [message for message in catalogue if message.id]
    return Faults(
        missing=[_name(message) for message in told if not _is_translated(message)],
        fuzzy=[_name(message) for message in told if message.fuzzy],
        stale=[_name(message) for message in catalogue.obsolete.values()],
    )


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def _name(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])
