"""The people: those who run and judge, the agents who propose, and the neighbours of the other authority."""

import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from incubator.demo.book import Book, Row
from incubator.demo.content import CALL_ID, MAIN_ID, Dossier, dossiers, key, read
from incubator.demo.moments import Moments, at
from incubator.domain.events import Event
from incubator.domain.kinds import Role
from incubator.domain.models import Person, RoleGrant

DOMAIN = "haute-aronde.example"
ON_ORGANISATION = (Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR, Role.AGENT)


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody with a part in the programme; `severity` is how far above or below the others they mark."""

    id: uuid.UUID
    slug: str
    name: str
    job: str
    department: str
    roles: tuple[Role, ...]
    severity: float


def officials() -> list[Official]:
    """Return everybody of data/people.toml, in its order."""
    return [
        Official(
            key("person", raw["slug"]),
            raw["slug"],
            raw["name"],
            raw["job"],
            raw["department"],
            tuple(Role(role) for role in raw["roles"]),
            raw.get("severity", 0.0),
        )
        for raw in read("people")["person"]
    ]


def holding(role: Role) -> list[Official]:
    """Return those who hold `role`."""
    return [one for one in officials() if role in one.roles]


MANAGER_ID, SECRETARY_ID = key("person", "camille-arnoult"), key("person", "yves-lanoe")


def seat(book: Book, when: Moments) -> None:
    """Write the officials with their roles."""
    arrived = at(when.opens_on - timedelta(days=45), 9, 30)
    for raw, official in zip(read("people")["person"], officials(), strict=True):
        domain = raw.get("outside", DOMAIN)
        _person(
            book,
            official.id,
            official.name,
            official.job,
            official.department,
            arrived,
            domain=domain,
            language=raw.get("language", "fr"),
        )
        for role in official.roles:
            grant(book, official.id, role, arrived, by=MANAGER_ID)
    book.add(RoleGrant, **_grant(key("person", "rachid-oumari"), Role.ADMINISTRATOR, arrived))


def grant(
    book: Book,
    person_id: uuid.UUID,
    role: Role,
    at: datetime,
    *,
    by: uuid.UUID | None,
    project_id: uuid.UUID | None = None,
) -> None:
    """Give a role on a project when named, otherwise on the organisation or the call, as the role asks."""
    scope: Row = {"project_id": project_id}
    if project_id is None:
        scope = {"organisation_id": MAIN_ID} if role in ON_ORGANISATION else {"call_id": CALL_ID}
    book.add(RoleGrant, **_grant(person_id, role, at, **scope))
    about: Row = {"organisation_id": MAIN_ID, **scope}
    book.act(Event.GRANT_ROLE, at, by, **about, after={"person": str(person_id), "role": role.value})


def _grant(person_id: uuid.UUID, role: Role, at: datetime, **scope: uuid.UUID | None) -> Row:
    nowhere: Row = dict.fromkeys(("organisation_id", "call_id", "project_id"))
    id = key("grant", person_id, role, *scope.values())
    return nowhere | scope | {"id": id, "person_id": person_id, "role": role, "created_at": at}


def hire(book: Book, when: Moments, told: list[Dossier]) -> None:
    """Write the agents of the dossiers that exist, and the colleagues of the finalists' teams."""
    shown = read("stories")["agents"]
    arrived = at(when.opens_on - timedelta(days=20), 8, 30)
    for dossier in dossiers():
        if dossier not in told:
            continue
        if not dossier.held_by:
            _person(book, dossier.owner_id, dossier.author, dossier.job, dossier.department, arrived)
        if dossier.slug in shown:
            grant(book, dossier.owner_id, Role.AGENT, arrived, by=None)
        for name, role in colleagues(dossier):
            _person(book, key("agent", name), name, role[:1].upper() + role[1:], dossier.department, arrived)


def colleagues(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the members of a team who work for the authority and have an account: those of the finalists."""
    return [(name, role) for name, role in dossier.team if dossier.finalist and "associé" not in role]


def _person(
    book: Book,
    id: uuid.UUID,
    name: str,
    job: str,
    department: str,
    at: datetime,
    *,
    domain: str = DOMAIN,
    language: str = "fr",
) -> None:
    book.add(
        Person, id=id, email=f"{address(name)}@{domain}", name=name, job=job, department=department, language=language,
        organisation_id=MAIN_ID if domain == DOMAIN else None, created_at=at,
    )  # fmt: skip


def address(name: str) -> str:
    """Return the part of an address before the @: « Élodie Castaing » gives elodie.castaing."""
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return ".".join(part.replace("'", "") for part in plain.split())
