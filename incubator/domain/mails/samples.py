"""Our own words for an e-mail, with variables in braces where facts stand: what an organisation begins to edit from."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from incubator.core import outbox
from incubator.core.i18n import force_locale
from incubator.core.outbox import Email
from incubator.core.urls import home

_YEAR = {"opening": 2001, "received": 2002, "closing": 2003, "screening": 2004, "committee": 2005, "jury": 2006,
         "asked": 2011, "from": 2012, "until": 2013, "due": 2014,
         "moment": 2015}  # fmt: skip
_WORD = {year: f"{{{word}}}" for word, year in _YEAR.items()}
_AS_THEY_ARE = (
    "note", "agent", "problem", "who", "message", "said", "answer", "comment", "advice", "after", "dates", "code",
    "what", "changes",
)  # fmt: skip
_MARKED = "0b1c2d3e"  # stands for the key of a project, the code of a call


class _Count(int):
    """A number, many, that is written as a variable."""

    word = ""

    def __str__(self) -> str:
        return f"{{{self.word}}}"


def default_text(name: str, language: str) -> tuple[str, str]:
    """Return the subject and the body of our template `name`, facts replaced by variables."""
    filters = dict.fromkeys(("date_long", "date_short", "datetime_long"), _in_braces)
    with force_locale(language):
        subject, body = outbox.default_words(Email(name, "", language, _facts()), filters)
    link = re.compile(rf"(?:{re.escape(home())})?/\S*{_MARKED}\S*")
    return re.sub(r"[ \t\r\n]+", " ", subject).strip(), re.sub(r"\n{3,}", "\n\n", link.sub("{link}", body)).strip()


@pass_context  # as the filters it stands in for: a template compiled with one is run with the other
def _in_braces(_context: Context, value: date) -> str:
    return _WORD[value.year]


def _at(word: str) -> datetime:
    return datetime(_YEAR[word], 1, 1, 12, tzinfo=UTC)


def _count(word: str) -> _Count:
    count = _Count(2)
    count.word = word
    return count


def _about_others(project: SimpleNamespace) -> dict[str, Any]:  # Any: as below
    other = SimpleNamespace(title="{other}", reference="{other_number}")
    return {
        "found": SimpleNamespace(name="{service}", about="", contact="{reach}"),
        "asked": ["{wanted}"], "until": _at("due"), "request": SimpleNamespace(due_on=_at("due").date()),
        "row": SimpleNamespace(phone="{phone}", subject="{topic}", planned_at=_at("moment")),
        "invitation": SimpleNamespace(role="{role}", message="{message}", expires_at=_at("due")),
        "helper": SimpleNamespace(name="{who}", email="{address}", department=""), "other": other,
        "proposal": SimpleNamespace(
            kept=SimpleNamespace(id=project.id, title="{kept}"), absorbed=SimpleNamespace(title="{joined}"),
            expires_at=_at("due"),
        ),
    }  # fmt: skip


def _facts() -> dict[str, Any]:  # Any: stands for models, of which templates read a few names
    organisation = SimpleNamespace(name="{organisation}", contact_email="{contact}")
    programme = SimpleNamespace(name="{programme}", organisation=organisation)
    days = {name: _at(word).date() for name, word in (("screening_until", "screening"), ("committee_on", "committee"))}
    call = SimpleNamespace(
        title="{call}", title_en="{call}", code=_MARKED, programme=programme, opens_at=_at("opening"),
        closes_at=_at("closing"), readings_wanted=_count("readings"), jury_on=_at("jury").date(), **days,
    )  # fmt: skip
    project = SimpleNamespace(
        id=_MARKED, title="{project}", reference="{number}", state_changed_at=_at("received"), call=call
    )
    agreement = SimpleNamespace(
        manager_name="{person}", days=1, starts_on=_at("from").date(), ends_on=_at("until").date(),
        asked_at=_at("asked"), expires_at=_at("due"), message="{message}",
    )  # fmt: skip
    facts: dict[str, Any] = {word: f"{{{word}}}" for word in _AS_THEY_ARE}
    return {
        **_about_others(project),
        **facts, "person": SimpleNamespace(name="{person}", email=""), "project": project, "call": call,
        "agreement": agreement, "time": lambda _days: "{time}", "url": f"{home()}/{_MARKED}", "via": "",
        "count": _count("count"), "left": _count("left"),
    }  # fmt: skip
