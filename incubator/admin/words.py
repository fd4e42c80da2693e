"""What the settings pages say of roles and grids."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from flask import url_for

from incubator.core import clock
from incubator.core.forms import SelectChoice
from incubator.core.i18n import LazyString, _, in_language, ngettext
from incubator.core.i18n import lazy as _l
from incubator.core.presentation import date_long, datetime_long
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.calendar import DATES
from incubator.domain.kinds import Role, Round
from incubator.domain.models import Call, Criterion, Organisation, Person

GRANTABLE: dict[Role, LazyString] = {
    Role.PROGRAMME_MANAGER: _l("Conduit les appels de bout en bout, règle l’organisation et donne les rôles."),
    Role.SECRETARY: _l("Vérifie la recevabilité, répartit les lectures, organise le jury, envoie les lettres."),
    Role.COMMITTEE_MEMBER: _l("Lit et note les dossiers qui lui sont confiés."),
    Role.JUROR: _l("Note les pitchs le jour du jury."),
    Role.CHAIR: _l("Préside le jury : note, clôt la notation, arrête les décisions."),
    Role.COACH: _l("Suit les projets qui lui sont confiés."),
    Role.CORRESPONDENT: _l("Dépose un dossier au nom d’un agent qui n’a ni adresse ni ordinateur."),
    Role.ADMINISTRATOR: _l(
        "Règle l’organisation et donne les rôles, sans voir les dossiers. Jamais pour un seul appel."
    ),
}


def tabs(actor: Actor, organisation: Organisation | None, calls: Iterable[Call], here: str) -> list[dict[str, object]]:
    """Return the settings pages the actor may open; `here` is the address of the one in hand."""
    found = []
    if organisation is not None and policy.manage_organisation(actor, organisation):
        found += [
            (_("Organisation et programme"), url_for("admin.organisation", slug=organisation.slug)),
            (_("Rôles"), url_for("admin.roles", slug=organisation.slug)),
            (_("Courriels"), url_for("mailing.texts", slug=organisation.slug)),
            (_("Orientations"), url_for("again.usual", slug=organisation.slug)),
        ]
    found += [
        (_("Appel : %(title)s", title=in_language(call, "title")), url_for("admin.call", code=call.code))
        for call in calls
        if policy.manage_call(actor, call)
    ]
    return [{"label": label, "url": url, "current": url == here} for label, url in found]


def road(call: Call) -> list[dict[str, str]]:
    """Return the dates of a call as steps: passed, in hand, to come."""
    now, today = clock.now(), clock.today()
    dates = [(str(label), getattr(call, name)) for name, label in DATES.items()]
    passed = [(day <= now if isinstance(day, datetime) else day < today) for _label, day in dates]
    current = passed.index(False) if False in passed else None
    return [
        {
            "label": label,
            "status": "done" if passed[at] else "current" if at == current else "todo",
            "note": datetime_long(day) if isinstance(day, datetime) else date_long(day),
        }
        for at, (label, day) in enumerate(dates)
    ]


def scopes(organisation: Organisation, calls: Iterable[Call]) -> list[SelectChoice]:
    """Return where a role may be given: the whole organisation, or one of its calls."""
    everywhere = SelectChoice("", _("Toute l’organisation : %(name)s", name=organisation.name))
    return [everywhere, *(SelectChoice(call.code, in_language(call, "title")) for call in calls)]


def grids(criteria: Iterable[Criterion]) -> list[tuple[Round, list[Criterion]]]:
    """Return each round with its criteria, in order."""
    found: dict[Round, list[Criterion]] = defaultdict(list)
    for criterion in criteria:
        found[criterion.round].append(criterion)
    return [(round_, found[round_]) for round_ in Round if found[round_]]


def told(people: Collection[Person]) -> str:
    """Say how many `people` an e-mail tells of new dates."""
    if not people:
        return _("Personne n’est à prévenir.")
    count = len(people)
    return ngettext(
        "%(num)s personne en est prévenue par courriel.", "%(num)s personnes en sont prévenues par courriel.", count
    )


def told_nobody() -> str:
    """Say that nobody knows of the dates of a call in preparation."""
    return _("Personne n’en est prévenu : l’appel est en préparation.")
