"""`administrator` and `sign-in-link`: how the first person comes in, and whoever mail does not reach."""

import os

import click
from flask import current_app, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from incubator.accounts import operations
from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, refuse, say
from incubator.domain import journal
from incubator.domain.events import Event
from incubator.domain.kinds import Role
from incubator.domain.models import Organisation, Person, RoleGrant

ANYWHERE = ("0.0.0.0", "::")
FIRST_ROLES = (Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER)


@command("administrator")
@click.argument("email")
@click.option("--organisation", "slug", help="Its name in addresses; needless when there is only one.")
@as_json_option
def administrator(email: str, slug: str | None, as_json: bool) -> None:
    """Make EMAIL the administrator and programme manager of an organisation."""
    organisation = _organisation(db.session, slug)
    make_administrator(db.session, organisation, checked(email))
    db.session.commit()
    sentence = f"{email} administre maintenant {organisation.name}, et peut se connecter."
    say(as_json, sentence, administrator=email.lower(), organisation=organisation.slug)


@command("sign-in-link")
@click.argument("email")
@as_json_option
def sign_in_link(email: str, as_json: bool) -> None:
    """Print a link that opens a session as EMAIL, once, within the hour: for when e-mails do not arrive."""
    person = db.session.scalars(select(Person).where(Person.email == checked(email))).one_or_none()
    if person is None or person.disabled_at is not None:
        raise refuse(f"personne ne se connecte ici avec l’adresse {email}.")
    secret = operations.make_sign_in_link(db.session, email=person.email)
    db.session.commit()
    with current_app.test_request_context(base_url=site()):
        link = url_for("accounts.open_link", secret=secret, _external=True)
    say(as_json, link, link=link)


def site() -> str:
    """Return the address at which the application answers, without a last slash."""
    host = os.environ.get("HOST") or "127.0.0.1"
    if host in ANYWHERE:
        host = "localhost"
    at_home = f"http://{f'[{host}]' if ':' in host else host}:{config.port('PORT', 8000)}"
    return str(current_app.config["BASE_URL"] or at_home).rstrip("/")


def checked(email: str) -> str:
    """Return `email` in lower case; refuse what is no address."""
    name, _at, domain = email.partition("@")
    if not name or "." not in domain or any(sign.isspace() for sign in email):
        raise refuse(f"« {email} » n’est pas une adresse électronique.")
    return email.lower()


def make_administrator(session: Session, organisation: Organisation, email: str) -> None:
    """Give the first roles of `organisation` to the person at `email`, created if need be."""
    person = session.scalars(select(Person).where(Person.email == email)).one_or_none()
    if person is None:
        person = Person(email=email, organisation_id=organisation.id)
        session.add(person)
        session.flush()  # the roles refer to the person
    held = select(RoleGrant.role).where(
        RoleGrant.person_id == person.id,
        RoleGrant.organisation_id == organisation.id,
        RoleGrant.ended_at.is_(None),
    )
    for role in [role for role in FIRST_ROLES if role not in set(session.scalars(held))]:
        session.add(RoleGrant(person_id=person.id, role=role, organisation_id=organisation.id))
        after = {"person": email, "role": role.value}
        journal.record(session, Event.GRANT_ROLE, actor_id=None, organisation_id=organisation.id, after=after)


def _organisation(session: Session, slug: str | None) -> Organisation:
    found = list(session.scalars(select(Organisation).order_by(Organisation.slug)))
    wanted = [one for one in found if slug in (None, one.slug)]
    if len(wanted) == 1:
        return wanted[0]
    names = ", ".join(one.slug for one in found) or "aucune : commencez par « init »"
    raise refuse(f"dites laquelle avec --organisation ({names}).")
