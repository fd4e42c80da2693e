"""Whoever acts: everything the policy needs to know of a person, read once."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, literal, null, select, true, union_all
from sqlalchemy.orm import Session

from incubator.domain.kinds import ReviewStatus, Role
from incubator.domain.models import Coaching, Conflict, Person, Review, RoleGrant, TeamMember, call_organisations

Ids = frozenset[uuid.UUID]
Roles = dict[uuid.UUID, set[Role]]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with their roles and their links to projects.

    `call_roles` holds the roles given on a call and those given on an organisation, spread over its calls;
    `team_of`, `conflicts`, `reads` and `coaches` hold ids of projects.
    """

    person_id: uuid.UUID
    name: str
    email: str
    language: str
    scheme: str
    organisation_id: uuid.UUID | None
    administrator: bool = False
    organisation_roles: dict[uuid.UUID, frozenset[Role]] = field(default_factory=dict)
    call_roles: dict[uuid.UUID, frozenset[Role]] = field(default_factory=dict)
    project_roles: dict[uuid.UUID, frozenset[Role]] = field(default_factory=dict)
    team_of: Ids = frozenset()
    conflicts: Ids = frozenset()
    reads: Ids = frozenset()
    coaches: Ids = frozenset()

    @property
    def aside(self) -> Ids:
        """The projects this person stays away from: their own, and those they have a conflict with."""
        return self.team_of | self.conflicts

    def calls_as(self, *roles: Role) -> Ids:
        """Return the calls where this person holds one of `roles`."""
        return frozenset(call for call, held in self.call_roles.items() if held.intersection(roles))

    def organisations_as(self, *roles: Role) -> Ids:
        """Return the organisations where this person holds one of `roles`."""
        return frozenset(one for one, held in self.organisation_roles.items() if held.intersection(roles))

    def projects_as(self, *roles: Role) -> Ids:
        """Return the projects where this person holds one of `roles`."""
        return frozenset(one for one, held in self.project_roles.items() if held.intersection(roles))


def load_actor(session: Session, person_id: uuid.UUID) -> Actor | None:
    """Read a person and all their links in one query; None when unknown or disabled."""
    rows = session.execute(_PERSON_AND_LINKS, {"person": person_id}).all()
    if not rows:
        return None
    links = _Links()
    for row in rows:
        links.add(*row[-5:])
    name, email, language, scheme, organisation_id = rows[0][:5]
    return Actor(
        person_id=person_id,
        name=name or email,
        email=email,
        language=language,
        scheme=scheme,
        organisation_id=organisation_id,
        administrator=links.administrator,
        organisation_roles=_frozen(links.organisations),
        call_roles=_frozen(links.calls),
        project_roles=_frozen(links.projects),
        team_of=frozenset(links.kinds["team"]),
        conflicts=frozenset(links.kinds["conflict"]),
        reads=frozenset(links.kinds["reads"]),
        coaches=frozenset(links.kinds["coaches"]),
    )


class _Links:
    """The rows of `_links`, sorted by what they say."""

    def __init__(self) -> None:
        self.administrator = False
        self.organisations: Roles = {}
        self.calls: Roles = {}
        self.projects: Roles = {}
        self.kinds: dict[str, set[uuid.UUID]] = {"team": set(), "conflict": set(), "reads": set(), "coaches": set()}

    def add(
        self,
        kind: str | None,
        role: str | None,
        organisation_id: uuid.UUID | None,
        call_id: uuid.UUID | None,
        project_id: uuid.UUID | None,
    ) -> None:
        if kind != "role":
            if kind is not None and project_id is not None:
                self.kinds[kind].add(project_id)
            return
        held = Role(str(role))
        scopes = ((self.organisations, organisation_id), (self.calls, call_id), (self.projects, project_id))
        for roles, scope in scopes:
            if scope is not None:
                roles.setdefault(scope, set()).add(held)
        self.administrator |= held is Role.ADMINISTRATOR and all(scope is None for _, scope in scopes)


def _frozen(roles: Roles) -> dict[uuid.UUID, frozenset[Role]]:
    return {scope: frozenset(held) for scope, held in roles.items()}


def _links() -> CompoundSelect[Any]:  # Any: (kind, role, organisation, call, project)
    nothing, person_id = null(), bindparam("person", type_=Person.id.type)
    roles = (
        select(
            literal("role").label("kind"),
            RoleGrant.role,
            RoleGrant.organisation_id,
            call_organisations.c.call_id,
            RoleGrant.project_id,
        )
        .outerjoin(call_organisations, call_organisations.c.organisation_id == RoleGrant.organisation_id)
        .where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None), RoleGrant.call_id.is_(None))
    )
    call_roles = select(literal("role"), RoleGrant.role, nothing, RoleGrant.call_id, nothing).where(
        RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None), RoleGrant.call_id.is_not(None)
    )
    parts: tuple[Select[*tuple[Any, ...]], ...] = (
        select(literal("team"), nothing, nothing, nothing, TeamMember.project_id).where(
            TeamMember.person_id == person_id
        ),
        select(literal("conflict"), nothing, nothing, nothing, Conflict.project_id).where(
            Conflict.person_id == person_id, Conflict.lifted_at.is_(None)
        ),
        select(literal("reads"), nothing, nothing, nothing, Review.project_id).where(
            Review.reader_id == person_id, Review.status != ReviewStatus.ABSTAINED
        ),
        select(literal("coaches"), nothing, nothing, nothing, Coaching.project_id).where(
            Coaching.coach_id == person_id, Coaching.ended_on.is_(None)
        ),
    )
    return union_all(roles, call_roles, *parts)


def _person_and_links() -> Select[*tuple[Any, ...]]:  # Any: five columns of the person, five of each link
    links = _links().subquery("links")
    return (
        select(Person.name, Person.email, Person.language, Person.scheme, Person.organisation_id, links)
        .outerjoin(links, true())
        .where(Person.id == bindparam("person"), Person.disabled_at.is_(None))
    )


_PERSON_AND_LINKS = _person_and_links()  # made once: every page asks it, and making it takes longer than running it
