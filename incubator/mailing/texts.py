"""The words an organisation gives to its e-mails: reading them, changing them, going back to ours."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.errors import NotReady, StaleVersion
from incubator.core.i18n import LANGUAGES, _
from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.mails.registry import KINDS
from incubator.domain.mails.samples import default_text
from incubator.domain.mails.variables import absent, mistakes
from incubator.domain.models import JournalEntry, MailText, Organisation
from incubator.domain.queries import find_organisation


@dataclass(frozen=True, slots=True)
class Words:
    """What an e-mail says in one language."""

    subject: str
    body: str


def find_text(session: Session, actor: Actor, slug: str, name: str) -> MailText:
    """Return the e-mail `name` of an organisation, to be written; NoResultFound when it has no words to edit."""
    organisation = find_organisation(session, actor, slug)
    if name not in KINDS or not KINDS[name].editable:
        raise NoResultFound
    return MailText(organisation_id=organisation.id, name=name)


def organisation_of(session: Session, text: MailText) -> Organisation:
    """Return the organisation whose e-mail it is, with its programme."""
    query = select(Organisation).where(Organisation.id == text.organisation_id)
    return session.scalars(query.options(joinedload(Organisation.programme))).one()


def own(session: Session, organisation: Organisation, name: str) -> dict[str, MailText]:
    """Return the organisation's own words for an e-mail, by language."""
    query = select(MailText).where(MailText.organisation_id == organisation.id, MailText.name == name)
    return {text.language: text for text in session.scalars(query)}


def names_with_own(session: Session, organisation: Organisation) -> frozenset[str]:
    """Return the e-mails for which the organisation has words of its own."""
    return frozenset(session.scalars(select(MailText.name).where(MailText.organisation_id == organisation.id)))


def in_force(session: Session, organisation: Organisation, name: str) -> dict[str, Words]:
    """Return what the e-mail says in each language: the organisation's words, ours where it has none."""
    texts = own(session, organisation, name)
    return {
        code: Words(texts[code].subject, texts[code].body) if code in texts else Words(*default_text(name, code))
        for code in LANGUAGES
    }


def version_of(session: Session, organisation: Organisation, name: str) -> str:
    """Return a mark that changes whenever somebody saves."""
    texts = own(session, organisation, name)
    return " ".join(f"{code}{texts[code].saved_at.timestamp()}" for code in sorted(texts)) or "ours"


def save(
    session: Session, *, actor: Actor, organisation: Organisation, name: str, words: dict[str, Words], version: str
) -> list[str]:
    """Keep `words` where they differ from ours; return the languages that changed.

    Raises NotReady for words in braces that the e-mail does not know, or lacks, StaleVersion when somebody saved first.
    """
    require(policy.manage_organisation, actor, organisation)
    if version != version_of(session, organisation, name):
        raise StaleVersion(
            _("Un collègue a enregistré ces textes entre-temps. Votre saisie est gardée : relisez, puis enregistrez.")
        )
    texts = [text for one in words.values() for text in (one.subject, one.body)]
    wrong = [why for text in texts for why in mistakes(text, KINDS[name].variables)]
    if wrong := [*wrong, *(why for one in words.values() for why in absent(one.body, KINDS[name].must))]:
        raise NotReady(list(dict.fromkeys(wrong)))
    before = in_force(session, organisation, name)
    changed = [code for code in words if words[code] != before[code]]
    for code in changed:
        _put(session, actor, organisation, name, code, words[code])
        _record(session, actor, organisation, name, code, before[code], words[code])
    return changed


def restore(session: Session, *, actor: Actor, organisation: Organisation, name: str) -> None:
    """Go back to our words in every language; the journal keeps those that went."""
    require(policy.manage_organisation, actor, organisation)
    for code, text in own(session, organisation, name).items():
        ours = Words(*default_text(name, code))
        _record(session, actor, organisation, name, code, Words(text.subject, text.body), ours)
        session.delete(text)


def history(session: Session, organisation: Organisation, name: str) -> list[JournalEntry]:
    """Return who changed the words of an e-mail, and when, the newest first."""
    return list(
        session.scalars(
            select(JournalEntry)
            .where(
                JournalEntry.organisation_id == organisation.id,
                JournalEntry.event == Event.EDIT_MAIL.value,
                JournalEntry.after["name"].as_string() == name,
            )
            .order_by(JournalEntry.id.desc())
            .limit(20)
            .options(joinedload(JournalEntry.actor))
        )
    )


def _put(session: Session, actor: Actor, organisation: Organisation, name: str, language: str, words: Words) -> None:
    text = session.get(MailText, (organisation.id, name, language))
    if words == Words(*default_text(name, language)):
        if text is not None:
            session.delete(text)
        return
    if text is None:
        text = MailText(organisation_id=organisation.id, name=name, language=language)
        session.add(text)
    text.subject, text.body = words.subject, words.body
    text.saved_at, text.saved_by_id = clock.now(), actor.person_id


def _record(
    session: Session, actor: Actor, organisation: Organisation, name: str, language: str, before: Words, after: Words
) -> None:
    which = {"name": name, "language": language}
    journal.record(
        session, Event.EDIT_MAIL, actor_id=actor.person_id, organisation_id=organisation.id,
        before={**which, "subject": before.subject, "body": before.body},
        after={**which, "subject": after.subject, "body": after.body},
    )  # fmt: skip
