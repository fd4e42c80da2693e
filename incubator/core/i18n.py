"""Languages: French is the language of the source, English is complete."""

from typing import Any

from flask_babel import force_locale, get_locale, gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

LANGUAGES = {"fr": "Français", "en": "English"}
DEFAULT_LANGUAGE = "fr"

_ = gettext
lazy = lazy_gettext
__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "LazyString",
    "_",
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
