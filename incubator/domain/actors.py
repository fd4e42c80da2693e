"""Whoever acts: everything the policy needs to know of a person, read once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from incubator.domain.models import Coaching, Conflict, Person, Review, RoleGrant, TeamMember, call_organisations
from incubator.domain.states import ReviewStatus, Role

Ids = frozenset[uuid.UUID]


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
    """Read a person and all their links in two queries; None when unknown or disabled."""
    person = session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return None
    links = session.execute(_links(person_id)).all()
    organisation_roles: dict[uuid.UUID, set[Role]] = {}
    call_roles: dict[uuid.UUID, set[Role]] = {}
    project_roles: dict[uuid.UUID, set[Role]] = {}
    projects: dict[str, set[uuid.UUID]] = {"team": set(), "conflict": set(), "reads": set(), "coaches": set()}
    administrator = False
    for kind, role, organisation_id, call_id, project_id in links:
        if kind != "role":
            projects[kind].add(project_id)
            continue
        held = Role(role)
        if organisation_id is not None:
            organisation_roles.setdefault(organisation_id, set()).add(held)
        if call_id is not None:
            call_roles.setdefault(call_id, set()).add(held)
        if project_id is not None:
            project_roles.setdefault(project_id, set()).add(held)
        administrator |= held is Role.ADMINISTRATOR and organisation_id is None and call_id is None
    return Actor(
        person_id=person.id,
        name=person.name or person.email,
        email=person.email,
        language=person.language,
        scheme=person.scheme,
        organisation_id=person.organisation_id,
        administrator=administrator,
        organisation_roles=_frozen(organisation_roles),
        call_roles=_frozen(call_roles),
        project_roles=_frozen(project_roles),
        team_of=frozenset(projects["team"]),
        conflicts=frozenset(projects["conflict"]),
        reads=frozenset(projects["reads"]),
        coaches=frozenset(projects["coaches"]),
    )


def _frozen(roles: dict[uuid.UUID, set[Role]]) -> dict[uuid.UUID, frozenset[Role]]:
    return {scope: frozenset(held) for scope, held in roles.items()}


def _links(person_id: uuid.UUID):  # type: ignore[no-untyped-def]  # the type of a union of five selects says nothing
    nothing = null()
    roles = (
        select(
            literal("role"),
            RoleGrant.role,
            RoleGrant.organisation_id,
            call_organisations.c.call_id,
            RoleGrant.project_id,
        )
        .outerjoin(call_organisations, call_organisations.c.organisation_id == RoleGrant.organisation_id)
        .where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None), RoleGrant.call_id.is_(None))
    )
    call_roles = select(
        literal("role"), RoleGrant.role, nothing, RoleGrant.call_id, nothing
    ).where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None), RoleGrant.call_id.is_not(None))
    parts: Iterable = (  # type: ignore[type-arg]  # selects of links: a word and the id of a project
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
            Coaching.coach_id == person_id, or_(Coaching.ended_on.is_(None))
        ),
    )
    return union_all(roles, call_roles, *parts)
