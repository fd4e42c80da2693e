"""Languages: French is the language of the source, English is complete.

Flask-Babel knows the language of the request. Its own `gettext` finds application, context and catalogue again at each
text (11 µs, 18 µs from a template, and a page says two hundred): ours keeps the catalogues (1 µs, 4 µs).
"""

import functools
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g
from flask_babel import force_locale, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

LANGUAGES = {"fr": "Français", "en": "English"}
DEFAULT_LANGUAGE = "fr"
CATALOGUES = Path(__file__).parents[1] / "translations"
PO_FILE = CATALOGUES / "en" / "LC_MESSAGES" / "messages.po"
NO_BREAK_SPACE = "\u00a0"
SIGNS_AFTER_A_SPACE = re.compile(r" (?=[:;?!»](?!\S*//)|%(?!\()|(?:Mo|ko)\b)")

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "PO_FILE",
    "LazyString",
    "_",
    "compile_catalogues",
    "force_locale",
    "in_language",
    "init_app",
    "language",
    "lazy",
    "ngettext",
]


_in_hand = g._get_current_object  # each page asks some three hundred times: through `g` itself it takes 1.6 µs


def language() -> str:
    """Return the two letters of the language in use ("fr" or "en")."""
    try:
        locale = _in_hand()._flask_babel.babel_locale  # what `get_locale` leaves behind: 0.3 µs instead of 4
    except (AttributeError, RuntimeError):
        locale = None
    locale = locale or get_locale()
    return DEFAULT_LANGUAGE if locale is None else str(locale.language)


@functools.cache
def _catalogue(code: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [code])


def gettext(text: str, **variables: Any) -> str:  # Any: whatever a format string shows
    """Return `text` in the language in use, with `variables` in their places."""
    said = _catalogue(language()).gettext(text)
    return said % variables if variables else said


def ngettext(one: str, many: str, num: int, **variables: Any) -> str:  # Any: as above
    """Return `one` or `many`, by `num`, in the language in use; `%(num)s` is the number."""
    return _catalogue(language()).ngettext(one, many, num) % {"num": num, **variables}


def lazy(text: str, **variables: Any) -> LazyString:  # Any: as above
    """Return `text` to be said later, in the language of that moment."""
    return LazyString(gettext, text, **variables)


_ = gettext


def in_language(thing: Any, name: str) -> str:  # Any: every model that has a pair of columns `name`, `name_en`
    """Return the text `name` of `thing` in the language in use; French when the English one is empty."""
    english = getattr(thing, f"{name}_en", "") if language() == "en" else ""
    return english or getattr(thing, name)


# Jinja's own pair takes a context at each text, which copies all that the page knows.
@pass_eval_context
def _gettext_of_template(context: EvalContext, text: str, /, **variables: Any) -> str:  # Any: as above
    return _filled(context, gettext(text), variables)


@pass_eval_context
def _ngettext_of_template(  # Any: as above
    context: EvalContext, one: str, many: str, num: int, /, **variables: Any
) -> str:
    said = _catalogue(language()).ngettext(one, many, num)
    return _filled(context, said, {"num": num, **variables})


def _filled(context: EvalContext, said: str, variables: dict[str, Any]) -> str:
    """Put `variables` into a text of ours, escaped when the template is a page."""
    if context.autoescape:  # each variable escaped once: `Markup % variables` takes three times as long
        variables = {name: escape(value) for name, value in variables.items()} if variables else variables
    said = said % variables if "%" in said else said
    return Markup(said) if context.autoescape else said


def init_app(app: Flask) -> None:
    """Give the templates their texts; after Flask-Babel, whose functions these replace."""
    app.jinja_env.globals.update(_=_gettext_of_template, gettext=_gettext_of_template, ngettext=_ngettext_of_template)


def compile_catalogues() -> None:
    """Compile what both languages need, when missing or older than the English catalogue they come from.

    English is what people wrote; French is the source itself, its spaces before « : ; ? ! » made unbreakable. Each file
    is put in place in one move, as several processes may start together; neither is kept with the sources.
    """
    french = CATALOGUES / "fr" / "LC_MESSAGES" / "messages.mo"
    targets = (PO_FILE.with_suffix(".mo"), french)
    age = PO_FILE.stat().st_mtime if PO_FILE.exists() else 0
    if all(target.exists() and target.stat().st_mtime >= age for target in targets) or not age:
        return
    with PO_FILE.open("rb") as source:
        english = read_po(source, locale="en")
    for target, catalogue in zip(targets, (english, _unbreakable(english)), strict=True):
        _compile(catalogue, target)


def _unbreakable(texts: Catalog) -> Catalog:
    """Return a French catalogue: every text of `texts`, as itself."""
    french = Catalog(locale="fr", fuzzy=False)
    for message in texts:
        if isinstance(message.id, tuple):
            french.add(message.id, tuple(unbroken(text) for text in message.id))
        elif message.id:
            french.add(message.id, unbroken(str(message.id)))
    return french


def unbroken(text: str) -> str:
    """Return a French `text` whose signs and units never leave the word before them at the end of a line."""
    return SIGNS_AFTER_A_SPACE.sub(NO_BREAK_SPACE, text).replace("« ", "«" + NO_BREAK_SPACE)


def _compile(catalogue: Catalog, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as compiled:
        write_mo(compiled, catalogue)
    os.chmod(compiled.name, 0o644)  # whoever serves may not be who installed
    os.replace(compiled.name, target)
    _catalogue.cache_clear()
