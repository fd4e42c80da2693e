"""`migrate` and `init`: the structure of the database, then its first organisation."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.cli.output import as_json_option, refuse, say
from incubator.core import clock, migrations
from incubator.core.db import db
from incubator.domain import journal
from incubator.domain.defaults import default_criteria, default_questions
from incubator.domain.events import Event
from incubator.domain.models import Call, Organisation, Person, Programme, RoleGrant
from incubator.domain.states import Role

FIRST_ROLES = (Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER)
THEMES = ["Solidarités", "Accès aux droits", "Éducation", "Mobilités", "Environnement", "Fonctionnement interne"]


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest structure."""
    migrations.upgrade(db.engine)
    click.echo("La base de données est à jour.")


@click.command("init")
@click.option("--organisation", "name", required=True, help="Name of the authority.")
@click.option("--call", "code", required=True, help="Code of its first call, as it reads in addresses: edition-2027.")
@click.option("--administrator", metavar="EMAIL", help="Who sets things up: administrator and programme manager.")
@click.option("--email-domain", "domains", multiple=True, metavar="DOMAIN", help="Whose addresses may sign in.")
@as_json_option
@with_appcontext
def init(name: str, code: str, administrator: str | None, domains: tuple[str, ...], as_json: bool) -> None:
    """Create an organisation, its programme and a first call with the usual form, grids and dates."""
    migrations.upgrade(db.engine)
    session = db.session
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
        raise refuse("Le code de l’appel s’écrit en minuscules, chiffres et tirets, par exemple edition-2027.")
    if administrator and not re.fullmatch(r"[^@\s]+@[^@\s]+", administrator):
        raise refuse(f"« {administrator} » n’est pas une adresse électronique.")
    slug = slug_of(name)
    if session.scalar(select(Organisation.id).where(Organisation.slug == slug)):
        raise refuse(f"L’organisation « {name} » existe déjà.")
    if session.scalar(select(Call.id).where(Call.code == code)):
        raise refuse(f"L’appel « {code} » existe déjà.")
    organisation = _organisation(session, name, slug, [domain.lower() for domain in domains])
    call = _first_call(session, organisation, code)
    if administrator:
        _administrator(session, organisation, administrator.lower())
    session.commit()
    facts = {"organisation": slug, "call": code, "opens_at": call.opens_at.isoformat(), "administrator": administrator}
    say(as_json, _summary(organisation, call, administrator), **facts)


def slug_of(name: str) -> str:
    """Return `name` as it reads in addresses."""
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


def _organisation(session: Session, name: str, slug: str, domains: list[str]) -> Organisation:
    organisation = Organisation(slug=slug, name=name, short_name=name[:60], email_domains=domains)
    session.add(organisation)
    session.flush()  # the programme refers to it
    session.add(Programme(organisation_id=organisation.id, name="Incubateur", tagline="Vos idées rendent service."))
    session.flush()  # the call refers to the programme
    return organisation


def _first_call(session: Session, organisation: Organisation, code: str) -> Call:
    programme = session.scalars(select(Programme).where(Programme.organisation_id == organisation.id)).one()
    call = Call(programme_id=programme.id, code=code, title="Première édition", title_en="First edition", themes=THEMES)
    for name, value in _dates(clock.today()).items():
        setattr(call, name, value)
    call.organisations = [organisation]
    session.add(call)
    session.flush()  # the form and the grids refer to it
    session.add_all([*default_questions(call), *default_criteria(call)])
    return call


def _dates(today: date) -> dict[str, Any]:  # Any: instants and days
    """Return a usual calendar: a month to prepare, five weeks to submit, then six, three and three more."""
    opens_on = today + timedelta(days=35 - today.weekday())  # a Monday
    closes_on = opens_on + timedelta(days=39)  # a Friday
    return {
        "opens_at": _instant(opens_on, 9),
        "closes_at": _instant(closes_on, 17),
        "screening_until": closes_on + timedelta(days=10),
        "committee_on": closes_on + timedelta(days=39),
        "jury_on": closes_on + timedelta(days=62),
        "mentoring_from": closes_on + timedelta(days=80),
    }


def _instant(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo("Europe/Paris"))


def _administrator(session: Session, organisation: Organisation, email: str) -> None:
    person = session.scalars(select(Person).where(Person.email == email)).one_or_none()
    if person is None:
        person = Person(email=email, organisation_id=organisation.id)
        session.add(person)
        session.flush()  # the roles refer to the person
    for role in FIRST_ROLES:
        session.add(RoleGrant(person_id=person.id, role=role, organisation_id=organisation.id))
        after = {"person": email, "role": role.value}
        journal.record(session, Event.GRANT_ROLE, actor_id=None, organisation_id=organisation.id, after=after)


def _summary(organisation: Organisation, call: Call, administrator: str | None) -> str:
    lines = [f"{organisation.name} est prête, avec l’appel « {call.code} » qui ouvre le {call.opens_at:%d/%m/%Y}."]
    if administrator:
        lines.append(f"{administrator} peut se connecter et régler le reste : textes, dates, questions, rôles.")
    return "\n".join(lines)
