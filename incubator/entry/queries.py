"""Reads of access codes and deposits."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from incubator.core.errors import NotFound
from incubator.domain.actors import Actor
from incubator.domain.models import AccessCode, AccessUse, Call, Deposit, Programme, Project, RoleGrant
from incubator.domain.queries import find_call, find_project
from incubator.domain.states import State


def call_with_houses(session: Session, actor: Actor, code: str) -> Call:
    """Return the call with its organisations; NoResultFound as `find_call`."""
    return find_call(session, actor, code, selectinload(Call.organisations))


def codes_of(session: Session, call: Call) -> list[AccessCode]:
    """Return the access codes of `call` with who used them, the newest first."""
    query = select(AccessCode).where(AccessCode.call_id == call.id).order_by(AccessCode.created_at.desc())
    uses = selectinload(AccessCode.uses).joinedload(AccessUse.person)
    return list(session.scalars(query.options(uses, joinedload(AccessCode.made_by))))


def code_of(session: Session, call: Call, code_id: uuid.UUID) -> AccessCode:
    """Return one code of `call`; NotFound for any other."""
    found = session.get(AccessCode, code_id)
    if found is None or found.call_id != call.id:
        raise NotFound
    return found


def code_to_use(session: Session, typed: str, *, lock: bool = False) -> AccessCode | None:
    """Return the code somebody typed, with its call and its uses; with `lock`, nobody else uses it meanwhile."""
    query = (
        select(AccessCode)
        .where(AccessCode.code == as_typed(typed))
        .options(
            selectinload(AccessCode.uses),
            selectinload(AccessCode.call).joinedload(Call.programme).joinedload(Programme.organisation),
            selectinload(AccessCode.call).selectinload(Call.organisations),
        )
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def as_typed(text: str) -> str:
    """Return a code as it is stored: capitals, without what people add to read it."""
    return "".join(one for one in text.upper() if one.isalnum())[:20]


def drafts_in(session: Session, actor: Actor, call: Call) -> list[Project]:
    """Return the drafts of the actor's teams in `call`, the newest first."""
    query = select(Project).where(
        Project.call_id == call.id, Project.id.in_(actor.team_of), Project.state == State.DRAFT
    )
    return list(session.scalars(query.order_by(Project.number.desc())))


def holds_role(session: Session, grant: RoleGrant) -> bool:
    """Tell whether the person of `grant` has this role on the same call already."""
    query = select(RoleGrant.id).where(
        RoleGrant.person_id == grant.person_id,
        RoleGrant.role == grant.role,
        RoleGrant.call_id == grant.call_id,
        RoleGrant.ended_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def dossier(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return a dossier with all that its receipt says; NoResultFound for what the actor may not see."""
    return find_project(
        session,
        actor,
        project_id,
        joinedload(Project.call).joinedload(Call.programme).joinedload(Programme.organisation),
        selectinload(Project.questions),
        joinedload(Project.owner),
        selectinload(Project.answers),
        selectinload(Project.members),
    )


def deposit_of(session: Session, project: Project) -> Deposit | None:
    """Return how `project` came in through a correspondent, if it did."""
    return session.get(Deposit, project.id)
