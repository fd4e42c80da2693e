"""Reads of a team and of the invitations to it."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from incubator.core import clock
from incubator.core.links import hash_of
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Invitation, Programme, Project, TeamMember
from incubator.domain.queries import find_project
from incubator.domain.states import InvitationStatus

SHOWN = 50


def project_and_team(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return the project with its call, those who run it, its owner and its team; NoResultFound as `find_project`."""
    return find_project(
        session,
        actor,
        project_id,
        joinedload(Project.call).selectinload(Call.organisations),
        joinedload(Project.owner),
        selectinload(Project.members).joinedload(TeamMember.person),
    )


def members(session: Session, project: Project) -> Sequence[TeamMember]:
    """Return the team as it is now, with accounts, in order of arrival."""
    return session.scalars(
        select(TeamMember)
        .where(TeamMember.project_id == project.id)
        .order_by(TeamMember.created_at, TeamMember.id)
        .options(joinedload(TeamMember.person))
    ).all()


def invitations(session: Session, project: Project) -> Sequence[Invitation]:
    """Return the invitations to the team, the last sent first, each with who sent it."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.project_id == project.id)
        .order_by(Invitation.sent_at.desc(), Invitation.id)
        .limit(SHOWN)
        .options(joinedload(Invitation.invited_by))
    ).all()


def awaited_count(session: Session, project: Project) -> int:
    """Return how many invitations to the team may still be answered."""
    query = select(func.count()).where(
        Invitation.project_id == project.id,
        Invitation.status == InvitationStatus.PENDING,
        Invitation.expires_at > clock.now(),
    )
    return session.scalar(query) or 0


def invitation_to(session: Session, project: Project, email: str) -> Invitation | None:
    """Return the invitation of this address to the team, whatever became of it."""
    return session.scalars(
        select(Invitation).where(Invitation.project_id == project.id, Invitation.email == email)
    ).one_or_none()


def invitation_of(session: Session, project: Project, key: uuid.UUID | None) -> Invitation | None:
    """Return an invitation to the team of `project` by its key."""
    return session.scalars(
        select(Invitation).where(Invitation.project_id == project.id, Invitation.id == key)
    ).one_or_none()


def invitation_for(session: Session, secret: str) -> Invitation | None:
    """Return the invitation whose link carries `secret`, with its project, the call and those who run it."""
    call = joinedload(Invitation.project).joinedload(Project.call)
    return session.scalars(
        select(Invitation)
        .where(Invitation.secret_hash == hash_of(secret))
        .options(
            joinedload(Invitation.invited_by),
            joinedload(Invitation.project).joinedload(Project.owner),
            call.joinedload(Call.programme).joinedload(Programme.organisation),
            call.selectinload(Call.organisations),
        )
    ).one_or_none()
