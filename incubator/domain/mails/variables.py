"""The words in braces that an organisation may use in its e-mails, and what stands in their place."""

import re
from collections.abc import Callable, Iterable, Mapping
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


def _due(facts: Facts) -> str:
    """Return the last day to act, whatever the e-mail asks."""
    if "until" in facts:  # of an access code
        return datetime_long(facts["until"])
    if "proposal" in facts:
        return date_long(facts["proposal"].expires_at)
    if "invitation" in facts:
        return date_long(facts["invitation"].expires_at)
    if "request" in facts:
        request = facts["request"]
        return date_long(request.due_on if request and request.due_on else facts["call"].screening_until)
    return date_long(facts["agreement"].expires_at)


def _message(facts: Facts) -> str:
    """Return what somebody wrote: whoever asks for an agreement, invites, or offers help."""
    if "message" in facts:
        return str(facts["message"])
    return str(facts["invitation" if "invitation" in facts else "agreement"].message)


def _plain(name: str) -> Callable[[Facts], str]:
    return lambda facts: str(facts[name])


def _title_of(name: str) -> Callable[[Facts], str]:
    return lambda facts: getattr(facts["proposal"], name).title or str(UNTITLED)


def _link(facts: Facts) -> str:
    if facts.get("url"):
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
    "due": Variable(_l("le dernier jour pour répondre"), _due),
    "problem": Variable(_l("le problème à résoudre, en une phrase"), lambda facts: facts["problem"]),
    "message": Variable(_l("le message de la personne qui écrit"), _message),
    "who": Variable(_l("la personne dont on parle"), _plain("who")),
    "wanted": Variable(
        _l("les réponses à compléter, une par ligne après un tiret"), lambda facts: "\n- ".join(facts["asked"])
    ),
    "phone": Variable(_l("le numéro de téléphone"), lambda facts: facts["row"].phone),
    "topic": Variable(_l("ce dont l’équipe veut parler"), lambda facts: facts["row"].subject),
    "moment": Variable(_l("le jour et l’heure de l’appel"), lambda facts: datetime_long(facts["row"].planned_at)),
    "manager": Variable(_l("le responsable"), lambda facts: facts["agreement"].manager_name),
    "said": Variable(_l("la réponse du responsable, en quelques mots"), _plain("said")),
    "answer": Variable(_l("la réponse du responsable, en entier"), _plain("answer")),
    "comment": Variable(_l("le message du responsable"), _plain("comment")),
    "advice": Variable(_l("ce qu’il est conseillé de faire ensuite"), _plain("advice")),
    "after": Variable(_l("ce que l’équipe peut encore changer ou reprendre"), _plain("after")),
    "dates": Variable(_l("les dates qui changent, une par ligne"), _plain("dates")),
    "role": Variable(_l("le rôle proposé dans l’équipe"), lambda facts: facts["invitation"].role),
    "address": Variable(_l("l’adresse de la personne"), lambda facts: facts["helper"].email),
    "other": Variable(_l("le titre de l’autre dossier"), lambda facts: facts["other"].title or str(UNTITLED)),
    "other_number": Variable(_l("le numéro de l’autre dossier"), lambda facts: facts["other"].reference),
    "kept": Variable(_l("le titre du dossier qui reste"), _title_of("kept")),
    "joined": Variable(_l("le titre du dossier qui le rejoint"), _title_of("absorbed")),
    "what": Variable(_l("ce qui est annulé, en une phrase"), _plain("what")),
    "service": Variable(_l("le service ou la formation conseillés"), lambda facts: facts["found"].name),
    "reach": Variable(_l("le contact de ce service"), lambda facts: facts["found"].contact),
    "code": Variable(_l("le code d’accès"), _plain("code")),
}
COMMON = ("person", "call", "programme", "organisation", "contact", "link")


def absent(text: str, needed: Iterable[str]) -> list[str]:
    """Return why `text` cannot leave without each of the `needed` variables that it does not say."""
    said = BRACED.findall(text)
    return [
        _("Ce texte doit dire {%(word)s} (%(what)s) : c’est ce que son lecteur attend.",
          word=word, what=VARIABLES[word].description)
        for word in needed if word not in said
    ]  # fmt: skip


def mistakes(text: str, allowed: tuple[str, ...]) -> list[str]:
    """Return what is wrong with the braces of `text`: the words that are no variables, and braces left open."""
    known = ", ".join(f"{{{name}}}" for name in allowed)
    unknown = [f"{{{word}}}" for word in dict.fromkeys(BRACED.findall(text)) if word not in allowed]
    found = [_("« %(word)s » n’est pas une variable de ce courriel.", word=word) for word in unknown]
    if found:
        found.append(_("Celles qu’il connaît : %(known)s.", known=known))
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
