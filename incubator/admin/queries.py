"""Reads of settings: what belongs to one organisation, and to the calls it takes part in."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from incubator.core.paging import Page, paginate
from incubator.core.search import contains_word, folded, words_of
from incubator.domain import form_versions
from incubator.domain.actors import Actor
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Criterion, Organisation, Person, Question, RoleGrant, call_organisations
from incubator.domain.queries import find_call

MANAGING = (Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)


def calls_of(session: Session, organisation: Organisation) -> list[Call]:
    """Return the calls the organisation runs, alone or with others, newest first."""
    return list(session.scalars(_calls(organisation).order_by(Call.opens_at.desc(), Call.code)))


def holders(
    session: Session, organisation: Organisation, *, words: str, number: int, make_url: Callable[[int], str]
) -> Page[Person]:
    """Return page `number` of the people with a role here who match `words`, by name."""
    query = select(Person).where(Person.id.in_(select(RoleGrant.person_id).where(_in_scope(organisation))))
    for word in words_of(words):
        query = query.where(contains_word(word, (Person.name, Person.email)))
    return paginate(session, query.order_by(folded(Person.name), Person.email), number=number, make_url=make_url)


def grants_of(
    session: Session, organisation: Organisation, people: Sequence[Person]
) -> dict[uuid.UUID, list[RoleGrant]]:
    """Return the roles each of `people` holds here today, the oldest first."""
    found: dict[uuid.UUID, list[RoleGrant]] = {person.id: [] for person in people}
    query = (
        select(RoleGrant)
        .where(RoleGrant.person_id.in_(found), _in_scope(organisation))
        .order_by(RoleGrant.created_at, RoleGrant.id)
    )
    for grant in session.scalars(query):
        found[grant.person_id].append(grant)
    return found


def find_grant(session: Session, organisation: Organisation, grant_id: uuid.UUID) -> RoleGrant:
    """Return a role held here today, with its person; else NoResultFound."""
    return session.scalars(
        select(RoleGrant).where(RoleGrant.id == grant_id, _in_scope(organisation)).options(joinedload(RoleGrant.person))
    ).one()


def same_grant(session: Session, person: Person, role: Role, scope: Organisation | Call) -> RoleGrant | None:
    """Return the same role of the same person in the same scope, if it is held today."""
    column = RoleGrant.call_id if isinstance(scope, Call) else RoleGrant.organisation_id
    return session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.person_id == person.id,
            RoleGrant.role == role,
            column == scope.id,
            RoleGrant.ended_at.is_(None),
        )
        .order_by(RoleGrant.created_at, RoleGrant.id)
        .limit(1)
    ).one_or_none()


def own_last_grants(session: Session, actor: Actor, organisation: Organisation) -> frozenset[uuid.UUID]:
    """Return the actor's own managing roles that somebody else must end: the last of each kind.

    A role on the whole organisation counts for more than one on a call: the last of those stays.
    """
    grants = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.person_id == actor.person_id, RoleGrant.role.in_(MANAGING), _in_scope(organisation))
        .order_by(RoleGrant.created_at, RoleGrant.id)
    ).all()
    last: set[uuid.UUID] = set()
    for role in MANAGING:
        held = [grant for grant in grants if grant.role is role]
        strongest = [grant for grant in held if grant.organisation_id is not None] or held
        if len(strongest) == 1:
            last.add(strongest[0].id)
    return frozenset(last)


def call_to_copy(session: Session, actor: Actor, code: str) -> Call:
    """Return the call with its organisations; NoResultFound as `find_call`."""
    return find_call(session, actor, code, selectinload(Call.organisations))


def questions_of(session: Session, call: Call) -> list[Question]:
    """Return the questions of the form in use, in order."""
    return form_versions.questions_of(session, call, call.form_version)


def find_question(session: Session, actor: Actor, code: str, key: str) -> Question:
    """Return a question with its call, as it is prepared if a version is, else as it is in use.

    Raises NoResultFound when the actor may not go to the call or it does not ask it.
    """
    call = find_call(session, actor, code)
    newest = select(func.max(Question.form_version)).where(Question.call_id == call.id).scalar_subquery()
    return session.scalars(
        select(Question)
        .where(Question.call_id == call.id, Question.key == key, Question.form_version == newest)
        .options(joinedload(Question.call))
    ).one()


def criteria_of(session: Session, call: Call) -> list[Criterion]:
    """Return the criteria of both grids, in the order of each."""
    query = select(Criterion).where(Criterion.call_id == call.id)
    return list(session.scalars(query.order_by(Criterion.round, Criterion.position, Criterion.id)))


def _calls(organisation: Organisation) -> Select[Call]:
    here = select(call_organisations.c.call_id).where(call_organisations.c.organisation_id == organisation.id)
    return select(Call).where(Call.id.in_(here))


def _in_scope(organisation: Organisation) -> ColumnElement[bool]:
    calls = _calls(organisation).with_only_columns(Call.id)
    here = or_(RoleGrant.organisation_id == organisation.id, RoleGrant.call_id.in_(calls))
    return here & RoleGrant.ended_at.is_(None)


def call_to_preview(session: Session, call: Call) -> Call:
    """Return `call` with all that its public page shows."""
    whole = (selectinload(Call.organisations), selectinload(Call.questions), selectinload(Call.criteria))
    query = select(Call).where(Call.id == call.id).options(joinedload(Call.programme), *whole)
    return session.scalars(query.execution_options(populate_existing=True)).one()
