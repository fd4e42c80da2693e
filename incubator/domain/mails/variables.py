"""The words in braces that an organisation may use in its e-mails, and what stands in their place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from incubator.core.i18n import LazyString, _, in_language
from incubator.core.i18n import lazy as _l
from incubator.core.presentation import date_long, datetime_long
from incubator.core.urls import home

Facts = Mapping[str, Any]  # Any: what the e-mail knows, by name
BRACED = re.compile(r"\{([^{}\n]*)\}")
UNTITLED = _l("dossier sans titre")


@dataclass(frozen=True, slots=True)
class Variable:
    """One word in braces: what it is, in plain words, and how it is found among the facts of an e-mail."""

    description: LazyString
    value: Callable[[Facts], str]


def _reader(facts: Facts) -> str:
    if "person" in facts:
        return str(facts["person"].name or facts["person"].email)
    return str(facts["agreement"].manager_name)


def _link(facts: Facts) -> str:
    if "url" in facts:
        return str(facts["url"])
    if "project" in facts:
        return f"{home()}/projects/{facts['project'].id}"
    return f"{home()}/calls/{facts['call'].code}"


def _agreement(name: str) -> Callable[[Facts], str]:
    return lambda facts: date_long(getattr(facts["agreement"], name))


def _call(name: str) -> Callable[[Facts], str]:
    return lambda facts: date_long(getattr(facts["call"], name))


VARIABLES: dict[str, Variable] = {
    "person": Variable(_l("la personne qui reçoit le courriel"), _reader),
    "project": Variable(_l("le titre du projet"), lambda facts: facts["project"].title or str(UNTITLED)),
    "number": Variable(_l("le numéro du dossier"), lambda facts: facts["project"].reference),
    "call": Variable(_l("le nom de l’appel"), lambda facts: in_language(facts["call"], "title")),
    "programme": Variable(_l("le nom du programme"), lambda facts: facts["call"].programme.name),
    "organisation": Variable(_l("le nom de la collectivité"), lambda facts: facts["call"].programme.organisation.name),
    "contact": Variable(
        _l("l’adresse de contact de la collectivité"), lambda facts: facts["call"].programme.organisation.contact_email
    ),
    "link": Variable(_l("le lien vers la page où agir"), _link),
    "note": Variable(_l("le mot écrit par la personne qui agit"), lambda facts: facts["note"]),
    "closing": Variable(
        _l("le jour et l’heure de clôture des dépôts"),
        lambda facts: datetime_long(facts.get("closes") or facts["call"].closes_at),
    ),
    "changes": Variable(_l("ce qui change dans le formulaire, une ligne par question"), lambda facts: facts["changes"]),
    "screening": Variable(_l("le dernier jour de la recevabilité"), _call("screening_until")),
    "committee": Variable(_l("le jour du comité"), _call("committee_on")),
    "jury": Variable(_l("le jour du jury"), _call("jury_on")),
    "received": Variable(
        _l("le jour et l’heure du dépôt"), lambda facts: datetime_long(facts["project"].state_changed_at)
    ),
    "readings": Variable(_l("le nombre de lectures par dossier"), lambda facts: str(facts["call"].readings_wanted)),
    "left": Variable(_l("le nombre de jours qui restent"), lambda facts: str(facts["left"])),
    "count": Variable(_l("le nombre de dossiers"), lambda facts: str(facts["count"])),
    "agent": Variable(_l("l’agent qui demande l’accord"), lambda facts: facts["agent"]),
    "time": Variable(_l("le temps demandé"), lambda facts: str(facts["time"](facts["agreement"].days))),
    "from": Variable(_l("le premier jour demandé"), _agreement("starts_on")),
    "until": Variable(_l("le dernier jour demandé"), _agreement("ends_on")),
    "asked": Variable(_l("le jour de la demande"), _agreement("asked_at")),
    "due": Variable(_l("le dernier jour pour répondre"), _agreement("expires_at")),
    "problem": Variable(_l("le problème à résoudre, en une phrase"), lambda facts: facts["problem"]),
    "message": Variable(_l("le message de l’agent"), lambda facts: facts["agreement"].message),
    "who": Variable(_l("la personne dont on parle"), lambda facts: facts["who"]),
}
COMMON = ("person", "call", "programme", "organisation", "contact", "link")


def mistakes(text: str, allowed: tuple[str, ...]) -> list[str]:
    """Return what is wrong with the braces of `text`: the words that are no variables, and braces left open."""
    known = ", ".join(f"{{{name}}}" for name in allowed)
    found = [
        _("« %(word)s » n’est pas une variable de ce courriel. Celles qu’il connaît : %(known)s.",
          word=f"{{{word}}}", known=known)
        for word in dict.fromkeys(BRACED.findall(text)) if word not in allowed
    ]  # fmt: skip
    if any(sign in BRACED.sub("", text) for sign in "{}"):
        found.append(_("Une accolade n’est pas fermée. Une variable s’écrit {person}, sans espace."))
    return found


def filled(text: str, facts: Facts) -> str:
    """Return `text` with its variables replaced, once: what a person wrote is never read as a variable.

    A paragraph whose variable is empty goes away, with the line ending in « : » that announced it.
    """
    kept: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        values = {name: VARIABLES[name].value(facts) for name in BRACED.findall(paragraph) if name in VARIABLES}
        if values and not all(value.strip() for value in values.values()):
            if kept and kept[-1].rstrip().endswith(":"):
                kept.pop()
            continue
        kept.append(BRACED.sub(lambda found, values=values: values.get(found[1], found[0]), paragraph))
    return "\n\n".join(kept)
