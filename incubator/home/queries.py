"""What the first page shows besides the tasks: own projects and open calls."""

import uuid
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.domain import policy, rules
from incubator.domain.actors import Actor
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Organisation, Programme, Project
from incubator.domain.queries import WITHIN_REACH, reach


@dataclass(frozen=True, slots=True)
class House:
    """The programme whose pages these are, and the organisation it belongs to."""

    programme: str
    name: str
    short_name: str
    slug: str
    accent: str
    second: str
    logo_digest: str

    @classmethod
    def of(cls, programme: Programme) -> Self:
        """Return the house of a programme; its organisation must be loaded."""
        return cls(programme.name, *(getattr(programme.organisation, name) for name in _OF_HOUSE))


@dataclass(frozen=True, slots=True)
class CallInReach:
    """A call as the frame of every page names it; whether somebody has a part in it is asked of its key."""

    id: uuid.UUID
    code: str
    title: str
    title_en: str
    house: House


A_DOZEN = 12
_OF_HOUSE = ("name", "short_name", "slug", "accent", "second", "logo_digest")
_HOUSE = (Programme.name, *(getattr(Organisation, name) for name in _OF_HOUSE))
_CALLS_IN_REACH = (  # made once: every page asks it
    select(Call.id, Call.code, Call.title, Call.title_en, *_HOUSE)
    .join(Programme, Programme.id == Call.programme_id)
    .join(Organisation, Organisation.id == Programme.organisation_id)
    .where(WITHIN_REACH)
    .order_by(Call.opens_at.desc(), Call.code)
)


def calls_in_reach(session: Session, actor: Actor) -> list[CallInReach]:
    """Return the calls `actor` may go to, newest first."""
    rows = session.execute(_CALLS_IN_REACH, reach(actor))
    return [CallInReach(row.id, row.code, row.title, row.title_en, House(*row[4:])) for row in rows]


def only_house(session: Session) -> House | None:
    """Return the house of this installation, when it has exactly one programme."""
    query = select(*_HOUSE).join(Organisation, Organisation.id == Programme.organisation_id)
    found = session.execute(query.order_by(Programme.name, Programme.id).limit(2)).all()
    return House(*found[0]) if len(found) == 1 else None


def organisation(session: Session, slug: str) -> Organisation:
    """Return the organisation of a house, with the texts that the footer leads to."""
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one()


def managed_organisation(session: Session, actor: Actor) -> Organisation | None:
    """Return the organisation whose settings the actor manages, the first by name; None when there is none."""
    managed = actor.organisations_as(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)
    if not managed:
        return None
    query = select(Organisation).where(Organisation.id.in_(managed)).order_by(Organisation.name, Organisation.id)
    return session.scalars(query.limit(1)).one()


def my_projects(session: Session, actor: Actor) -> list[Project]:
    """Return the projects of the actor's teams and those they coach, the last changed first: a dozen at most.

    The others are on the pages that the menu leads to.
    """
    mine = actor.team_of | actor.coaches
    if not mine:
        return []
    return list(
        session.scalars(
            select(Project)
            .where(Project.id.in_(mine))
            .order_by(Project.state_changed_at.desc(), Project.id)
            .limit(A_DOZEN)
            .options(joinedload(Project.call))
        )
    )


def open_calls(session: Session, actor: Actor, calls: list[Call]) -> list[Call]:
    """Return, of `calls`, those where the actor may start a project today."""
    mine = [call.id for call in calls if rules.call_is_open(call)]
    if not mine:
        return []
    query = select(Call).where(Call.id.in_(mine), policy.proposable_calls(actor))
    return list(session.scalars(query.order_by(Call.closes_at, Call.code)))
