"""Writes of accounts."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from incubator.accounts import queries
from incubator.core import clock, outbox
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.links import hash_of, new_secret
from incubator.domain import journal, mails, people
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Person, SignInLink, TeamMember

LINK_LIFE = timedelta(hours=1)


def send_sign_in_link(
    session: Session, *, email: str, language: str, next_url: str, make_url: Callable[[str], str]
) -> None:
    """Write the single-use link to `email`; to an address nobody knows here, a mail that says so.

    The page answers the same in both cases, so that nobody learns who has an account.
    """
    email = email.lower()
    person = people.person_by_email(session, email)
    known = person is not None and person.disabled_at is None
    if not known and (person is not None or not _may_open_an_account(session, email)):
        outbox.queue(session, mails.sign_in_unknown(to=email, language=language))
        return
    url, expires_at = make_url(make_sign_in_link(session, email=email, next_url=next_url)), clock.now() + LINK_LIFE
    language = person.language if person else language
    outbox.queue(session, mails.sign_in_link(to=email, language=language, url=url, expires_at=expires_at))


def _may_open_an_account(session: Session, email: str) -> bool:
    """Agents of the organisations may, and whoever was sent a code; anybody while a call takes teams from outside."""
    if people.organisation_of_domain(session, email) is not None:
        return True
    return queries.a_call_is_for_everybody(session) or queries.was_sent_a_code(session, email)


def make_sign_in_link(session: Session, *, email: str, next_url: str = "") -> str:
    """Open the door to `email` for an hour, once, and return the secret of the link."""
    secret = new_secret()
    expires_at = clock.now() + LINK_LIFE
    session.add(SignInLink(email=email, secret_hash=hash_of(secret), expires_at=expires_at, next_url=next_url[:500]))
    return secret


def use_sign_in_link(session: Session, *, secret: str, language: str) -> tuple[Person, str]:
    """Spend the link and return its person, created at the first sign-in, and where they were going.

    Raises WrongState when the link is unknown, spent or out of date.
    """
    link = queries.link_for(session, secret)
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise WrongState(
            _("Ce lien n’est plus valable : il sert une seule fois, pendant une heure. Demandez-en un autre.")
        )
    link.used_at = clock.now()
    person = people.person_by_email(session, link.email)
    if person is None:
        person = people.open_account(session, email=link.email, language=language)
    person.last_signed_in_at = clock.now()
    return person, link.next_url


def edit_profile(session: Session, *, actor: Actor, name: str, job: str, department: str, language: str) -> Person:
    """Change what others read of the actor, and the language they are written to in."""
    person = session.get_one(Person, actor.person_id)
    before = {"name": person.name, "job": person.job, "department": person.department}
    person.name, person.job, person.department, person.language = name, job, department, language
    unnamed = update(TeamMember).where(TeamMember.person_id == person.id, TeamMember.name == "")
    session.execute(unnamed.values(name=name))  # they joined a team before saying their name
    journal.record(
        session,
        Event.EDIT_PROFILE,
        actor_id=actor.person_id,
        organisation_id=person.organisation_id,
        before=before,
        after={"name": name, "job": job, "department": department},
    )
    return person


def choose_language(session: Session, *, actor: Actor, language: str) -> None:
    """Remember the actor's language for pages and e-mails."""
    session.get_one(Person, actor.person_id).language = language


def choose_scheme(session: Session, *, actor: Actor, scheme: str) -> None:
    """Remember light, dark or auto."""
    session.get_one(Person, actor.person_id).scheme = scheme
