"""Who comes in: finding a person by their address, the organisation an address belongs to, opening an account."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.domain.models import Organisation, Person


def person_by_email(session: Session, email: str) -> Person | None:
    """Return the person at this address (any case)."""
    return session.scalars(select(Person).where(Person.email == email.lower())).one_or_none()


def organisation_of_domain(session: Session, email: str) -> Organisation | None:
    """Return the organisation whose agents have addresses like `email`."""
    domain = email.rsplit("@", 1)[-1].lower()
    organisations = session.scalars(select(Organisation).order_by(Organisation.slug))
    return next((one for one in organisations if domain in one.email_domains), None)


def open_account(session: Session, *, email: str, language: str) -> Person:
    """Open an account for an address just proved, in the organisation of its domain if there is one."""
    organisation = organisation_of_domain(session, email)
    person = Person(email=email, language=language, organisation_id=organisation.id if organisation else None)
    session.add(person)
    session.flush()  # what follows needs the key of the person
    return person


def language_of(session: Session, email: str) -> str:
    """Return the language somebody is written to in: their own where they have an account, French otherwise."""
    return session.scalar(select(Person.language).where(Person.email == email.lower())) or "fr"
