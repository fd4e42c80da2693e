"""How values are shown: dates in full, numbers, marks, icons."""

import functools
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import flask_bootstrap
from babel import Locale
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from incubator.core import clock
from incubator.core.i18n import _, in_language, language, ngettext
from incubator.core.urls import home, project_links

THOUSANDTHS = 1000
MILLION = 1_000_000


def date_long(value: date) -> str:
    """« jeudi 12 mars 2026 »."""
    return _day(local_day(value), "EEEE d MMMM y", language())


def date_short(value: date) -> str:
    """« 12 mars 2026 »."""
    return _day(local_day(value), "d MMM y", language())


def datetime_long(value: datetime) -> str:
    """« jeudi 12 mars 2026 à 17 h », in the time of the call."""
    local = value.astimezone(clock.zone())
    return str(_("%(day)s à %(time)s", day=date_long(local), time=time_of(value)))


def zone_in_words(name: str | None = None) -> str:
    """« Paris », « La Réunion »: the place of a time zone, by default the one whose clock the pages show."""
    zone = clock.zone() if name is None else babel_dates.get_timezone(name)
    return str(babel_dates.get_timezone_location(zone, locale=language(), return_city=True))


def time_of(value: datetime) -> str:
    """« 17 h » or « 17 h 30 » in French, « 17:30 » in English."""
    local = value.astimezone(clock.zone())
    if language() == "en":
        return f"{local:%H:%M}"
    return f"{local.hour}\u00a0h" if local.minute == 0 else f"{local.hour}\u00a0h\u00a0{local.minute:02d}"


def number(value: float) -> str:
    """A number with the separators of the language."""
    return _decimal(value, None, language())


def file_size(size: int) -> str:
    """How much a file weighs: « 240 ko », « 1,2 Mo » in French, "240 kB", "1.2 MB" in English."""
    unit = "B" if language() == "en" else "o"
    if size < MILLION:
        return f"{max(1, round(size / 1000))}\u00a0k{unit}"
    return f"{_decimal(round(size / MILLION, 1), None, language())}\u00a0M{unit}"


def percent(value: float) -> str:
    """A share in hundredths, rounded to one: « 25 % » in French, "25%" in English."""
    return f"{round(value)}%" if language() == "en" else f"{round(value)}\u00a0%"


def score(thousandths: int | None) -> str:
    """A mark out of 5, two decimals, from thousandths of a point; a dash when there is none."""
    if thousandths is None:
        return "–"
    return _decimal(thousandths / THOUSANDTHS, "0.00", language())


def days_left(value: date | datetime) -> str:
    """« dans 3 jours », « aujourd’hui », « il y a 2 jours »."""
    days = (local_day(value) - clock.today()).days
    if days == 0:
        return str(_("aujourd’hui"))
    if days > 0:
        return str(ngettext("dans %(num)s jour", "dans %(num)s jours", days))
    return str(ngettext("il y a %(num)s jour", "il y a %(num)s jours", -days))


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs and line breaks."""
    blocks = [escape(block).replace("\n", Markup("<br>")) for block in re.split(r"\n\s*\n", text.strip()) if block]
    return Markup("").join(Markup("<p>%s</p>") % block for block in blocks)


@functools.lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """Return the icon `name` of the installed Bootstrap Icons as inline SVG, hidden from assistive technology."""
    view_box, body = _symbols()[name]
    return Markup(  # the sprite is a file of an installed package, not something a person typed
        f'<svg class="icon" viewBox="{view_box}" width="16" height="16" aria-hidden="true">{body}</svg>'
    )


@functools.cache
def _symbols() -> Mapping[str, tuple[str, str]]:
    sprite = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "icons" / "bootstrap-icons.svg"
    if not sprite.exists():
        sprite = next((Path(flask_bootstrap.__file__).parent / "static").rglob("bootstrap-icons.svg"))
    found = re.findall(r"<symbol([^>]*)>(.*?)</symbol>", sprite.read_text(), flags=re.DOTALL)
    symbols = {}
    for attributes, body in found:
        names = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        symbols[names["id"]] = (names["viewBox"], body.strip())
    return symbols


def local_day(value: date | datetime) -> date:
    """Return the day of an instant where the authority is; a day as it is."""
    if isinstance(value, datetime):
        return value.astimezone(clock.zone()).date()
    return value


# The same days and marks come back on every page: Babel alone takes 18 µs for each, 3 ms for a ranking of 25 lines.
@functools.lru_cache(maxsize=4096)
def _day(day: date, pattern: str, language_: str) -> str:
    said = str(babel_dates.format_date(day, pattern, locale=Locale.parse(language_)))
    # « 1er mars », which Babel's patterns cannot say.
    return re.sub(r"\b1 (?=[a-zû])", "1er ", said, count=1) if language_ == "fr" and day.day == 1 else said


@functools.lru_cache(maxsize=8192)
def _decimal(value: float, pattern: str | None, language_: str) -> str:
    return str(babel_numbers.format_decimal(value, pattern, locale=Locale.parse(language_)))


# The language changes from one request to the next: `pass_context` keeps Jinja from folding these filters into
# constants when a template is compiled.
def _in_context(function: Any) -> Any:  # Any: filters of one argument, of many types
    @pass_context
    @functools.wraps(function)
    def filtered(_context: Context, value: Any) -> Any:
        return function(value)

    return filtered


def init_app(app: Flask) -> None:
    """Give the templates their filters and globals."""
    for function in (date_long, date_short, datetime_long, time_of, number, percent, file_size, score, days_left):
        app.jinja_env.filters[function.__name__] = _in_context(function)
    app.jinja_env.filters["paragraphs"] = paragraphs

    @pass_context
    def localised(_context: Context, thing: Any, name: str) -> str:
        return in_language(thing, name)

    app.jinja_env.filters["localised"] = localised
    app.jinja_env.globals.update(icon=icon, zone_in_words=zone_in_words, project_links=project_links, site_home=home)
