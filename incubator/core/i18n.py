"""Languages: French is the language of the source, English is complete."""

import os
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask_babel import force_locale, get_locale, gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

LANGUAGES = {"fr": "Français", "en": "English"}
DEFAULT_LANGUAGE = "fr"
PO_FILE = Path(__file__).parents[1] / "translations" / "en" / "LC_MESSAGES" / "messages.po"

_ = gettext
lazy = lazy_gettext
__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "PO_FILE",
    "LazyString",
    "_",
    "compile_catalogue",
    "force_locale",
    "in_language",
    "language",
    "lazy",
    "ngettext",
]


def language() -> str:
    """Return the two letters of the language in use ("fr" or "en")."""
    locale = get_locale()
    return DEFAULT_LANGUAGE if locale is None else str(locale.language)


def in_language(thing: Any, name: str) -> str:  # Any: every model that has a pair of columns `name`, `name_en`
    """Return the text `name` of `thing` in the language in use; French when the English one is empty."""
    english = getattr(thing, f"{name}_en", "") if language() == "en" else ""
    return english or getattr(thing, name)


def compile_catalogue() -> None:
    """Compile the English catalogue when its compiled file is missing or older.

    Put in place in one move: several processes may start together. The file is not kept with the sources.
    """
    compiled = PO_FILE.with_suffix(".mo")
    if not PO_FILE.exists() or (compiled.exists() and compiled.stat().st_mtime >= PO_FILE.stat().st_mtime):
        return
    with PO_FILE.open("rb") as source, tempfile.NamedTemporaryFile(dir=PO_FILE.parent, delete=False) as target:
        write_mo(target, read_po(source, locale="en"))
    os.replace(target.name, compiled)
