"""What the settings pages edit: the values of an organisation and of a call, before and after."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from incubator.core.errors import StaleVersion
from incubator.core.i18n import _
from incubator.domain.calendar import CallDates
from incubator.domain.models import Call, Organisation

ORGANISATION = (
    "name", "short_name", "contact_email", "accent", "second", "logo_digest",
    "accessibility_statement", "legal_notice", "privacy_notice",
)  # fmt: skip
PROGRAMME = {
    "programme_name": "name",
    "tagline": "tagline",
    "tagline_en": "tagline_en",
    "presentation": "presentation",
    "presentation_en": "presentation_en",
}
TYPED = (*(name for name in ORGANISATION if name != "logo_digest"), *PROGRAMME)
TEXTS = ("title", "title_en", "text", "text_en", "themes")
DATES = ("opens_at", "closes_at", "screening_until", "committee_on", "jury_on", "mentoring_from")
PLACES = (
    "pitch_places",
    "winner_places",
    "readings_wanted",
    "grace_minutes",
    "screening_persons",
    "agreement_days",
    "days_offered",
)
CHOICES = ("agreement_required", "applicants", "timezone")
Values = dict[str, Any]  # Any: texts, numbers and dates, by name of field


def of_organisation(organisation: Organisation) -> Values:
    """Return what can be edited of an organisation and its programme, by name of field."""
    values = {name: getattr(organisation, name) for name in ORGANISATION}
    return values | {field: getattr(organisation.programme, name) for field, name in PROGRAMME.items()}


def of_call(call: Call) -> Values:
    """Return what can be edited of a call, by name of field."""
    return {name: getattr(call, name) for name in (*TEXTS, *DATES, *PLACES, *CHOICES)}


def dates_of(values: Mapping[str, Any]) -> CallDates:  # Any: as in Values
    """Return the dates among the values of a call."""
    return CallDates(**{name: values[name] for name in DATES})


def version_of(values: Values) -> str:
    """Return a mark that changes with any of `values`, by which a page knows that somebody saved before it."""
    return hashlib.sha256(json.dumps(plain(values), sort_keys=True).encode()).hexdigest()[:32]


def refuse_stale(values: Values, version: str) -> None:
    """Raise StaleVersion unless `values` still are those the page was written from."""
    if version_of(values) != version:
        raise StaleVersion(
            _("Quelqu’un a enregistré ces réglages entre-temps. Votre saisie est gardée : relisez, puis enregistrez.")
        )


def changes(before: Values, after: Values) -> tuple[Values, Values]:
    """Return the values that differ, before and after, as the journal keeps them."""
    names = [name for name in after if before[name] != after[name]]
    return plain({name: before[name] for name in names}), plain({name: after[name] for name in names})


def plain(values: Values) -> Values:
    """Return `values` as JSON holds them: days and instants as text, instants in UTC."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:  # Any: as in Values
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
