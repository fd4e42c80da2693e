"""`migrate` and `init`: the structure of the database, then its first organisation."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.cli.entrance import checked, make_administrator
from incubator.core import clock, migrations
from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, refuse, say
from incubator.domain.checklists import default_checklist
from incubator.domain.default_form import default_questions
from incubator.domain.defaults import default_criteria
from incubator.domain.models import Call, Organisation, Programme
from incubator.domain.rules import CODE, CODE_LIMIT

NAME_LIMIT = 160
THEMES = ["Solidarités", "Accès aux droits", "Éducation", "Mobilités", "Environnement", "Fonctionnement interne"]


@command("migrate")
@as_json_option
def migrate(as_json: bool) -> None:
    """Bring the database to the newest structure."""
    migrations.upgrade(db.engine)
    revision = migrations.revision(db.engine)
    say(as_json, "La base de données est à jour.", revision=revision)


@command("init")
@click.option("--organisation", "name", required=True, help="Name of the authority.")
@click.option("--call", "code", required=True, help="Code of its first call, as it reads in addresses: edition-2027.")
@click.option("--administrator", metavar="EMAIL", help="Who sets things up: administrator and programme manager.")
@click.option("--email-domain", "domains", multiple=True, metavar="DOMAIN", help="Whose addresses may sign in.")
@as_json_option
def init(name: str, code: str, administrator: str | None, domains: tuple[str, ...], as_json: bool) -> None:
    """Create an organisation, its programme and a first call with the usual form, grids and dates."""
    migrations.upgrade(db.engine)
    session, email = db.session, checked(administrator) if administrator else None
    slug = slug_of(name)
    _refuse_what_cannot_be(session, name, slug, code)
    organisation = _organisation(session, name, slug, [domain.lower().removeprefix("@") for domain in domains])
    call = _first_call(session, organisation, code)
    if email:
        make_administrator(session, organisation, email)
    session.commit()
    facts = {"organisation": slug, "call": code, "opens_at": call.opens_at.isoformat(), "administrator": email}
    say(as_json, _summary(organisation, call, email), **facts)


def _refuse_what_cannot_be(session: Session, name: str, slug: str, code: str) -> None:
    if not slug or len(name) > NAME_LIMIT:
        raise refuse(f"donnez à l’organisation un nom qui ait des lettres, {NAME_LIMIT} signes au plus.")
    if not CODE.fullmatch(code) or len(code) > CODE_LIMIT:
        raise refuse("le code de l’appel s’écrit en minuscules, chiffres et tirets, par exemple edition-2027.")
    if session.scalar(select(Organisation.id).where(Organisation.slug == slug)):
        raise refuse(f"l’organisation « {name} » existe déjà.")
    if session.scalar(select(Call.id).where(Call.code == code)):
        raise refuse(f"l’appel « {code} » existe déjà.")


def slug_of(name: str) -> str:
    """Return `name` as it reads in addresses."""
    words = name.lower().replace("’", " ")
    plain = unicodedata.normalize("NFD", words).encode("ascii", "ignore").decode()
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
    session.add_all([*default_questions(call), *default_criteria(call), *default_checklist(call)])
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


def _summary(organisation: Organisation, call: Call, email: str | None) -> str:
    lines = [f"{organisation.name} est prête, avec l’appel « {call.code} » qui ouvre le {call.opens_at:%d/%m/%Y}."]
    if email:
        lines.append(f"{email} peut se connecter et régler le reste : textes, dates, questions, rôles.")
    else:
        lines.append("Personne ne l’administre encore : « flask administrator ADRESSE ».")
    if not organisation.email_domains:
        lines.append("Seules les personnes invitées peuvent se connecter, faute de --email-domain.")
    return "\n".join(lines)
