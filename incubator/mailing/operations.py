"""Writes of e-mails: what a person chooses."""

import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session

from incubator.domain import journal
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.mail_kinds import OPTIONAL, MailCategory, MailPace
from incubator.domain.models import MailPreference, Person


def choose(session: Session, *, actor: Actor, pace: MailPace, wanted: Collection[str]) -> MailPreference:
    """Keep when the actor receives what they may do without, and what of it."""
    off = [category.value for category in OPTIONAL if category.value not in wanted]
    return _keep(session, actor.person_id, actor.organisation_id, pace, off)


def unsubscribe(session: Session, *, person: Person, category: MailCategory) -> MailPreference:
    """Switch `category` off for `person`, who came by a signed link; again changes nothing."""
    choice = session.get(MailPreference, person.id)
    off = [*(choice.off if choice else ())]
    if category.value not in off:
        off.append(category.value)
    pace = choice.pace if choice else MailPace.AT_ONCE
    return _keep(session, person.id, person.organisation_id, pace, off)


def resubscribe(session: Session, *, person: Person, category: MailCategory) -> None:
    """Switch `category` on again."""
    choice = session.get(MailPreference, person.id)
    if choice is not None:
        off = [one for one in choice.off if one != category.value]
        _keep(session, person.id, person.organisation_id, choice.pace, off)


def _keep(
    session: Session, person_id: uuid.UUID, organisation_id: uuid.UUID | None, pace: MailPace, off: list[str]
) -> MailPreference:
    choice = session.get(MailPreference, person_id) or MailPreference(person_id=person_id, off=[])
    before = {"pace": (choice.pace or MailPace.AT_ONCE).value, "off": choice.off}
    choice.pace, choice.off = pace, off
    session.add(choice)
    after = {"pace": pace.value, "off": off}
    if before != after:
        journal.record(
            session, Event.EDIT_PROFILE, actor_id=person_id, organisation_id=organisation_id, before=before, after=after
        )
    return choice
