"""The dates of a call, in the order a dossier lives them. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _

# The words for each date, in settings and in letters.
DATES: dict[str, LazyString] = {
    "opens_at": _("Ouverture des dépôts"),
    "closes_at": _("Clôture des dépôts"),
    "screening_until": _("Fin de la vérification de recevabilité"),
    "committee_on": _("Comité de sélection"),
    "jury_on": _("Jour du jury"),
    "mentoring_from": _("Début de l’accompagnement"),
}


@dataclass(frozen=True, slots=True)
class CallDates:
    """When a call opens and closes (instants), then the day of each step."""

    opens_at: datetime
    closes_at: datetime
    screening_until: date
    committee_on: date
    jury_on: date
    mentoring_from: date


def misplaced_dates(dates: CallDates, closes_on: date) -> list[tuple[str, LazyString]]:
    """Return (field, sentence) for each date that comes before the one it follows; `closes_on` is the closing day."""
    days = (
        ("screening_until", dates.screening_until, closes_on, _("La vérification finit après la clôture des dépôts.")),
        ("committee_on", dates.committee_on, dates.screening_until, _("Le comité se réunit après la vérification.")),
        ("jury_on", dates.jury_on, dates.committee_on, _("Le jury se réunit après le comité.")),
        ("mentoring_from", dates.mentoring_from, dates.jury_on, _("L’accompagnement commence après le jury.")),
    )  # fmt: skip
    wrong = [(name, sentence) for name, day, before, sentence in days if day < before]
    if dates.closes_at <= dates.opens_at:
        wrong.insert(0, ("closes_at", _("La clôture vient après l’ouverture.")))
    return wrong
