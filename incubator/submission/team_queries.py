"""Reads of a team and of the invitations to it."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from incubator.core import clock
from incubator.core.links import hash_of
from incubator.core.paging import Page, paginate
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import InvitationStatus
from incubator.domain.events import Event
from incubator.domain.models import Call, HelpWanted, Invitation, JournalEntry, Programme, Project, TeamMember
from incubator.domain.queries import find_project, takes_dossiers
from incubator.domain.states import State

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


# --- the help that teams look for -----------------------------------------------------------------------------------


def _shown_to(actor: Actor) -> Select[HelpWanted]:
    """Return the query of the drafts that look for teammates in the organisation of `actor`, with their calls."""
    return (
        select(HelpWanted)
        .join(HelpWanted.project)
        .join(Project.call)
        .where(
            Project.organisation_id == actor.organisation_id,
            Project.state == State.DRAFT,
            takes_dossiers(),
            Project.id.not_in(actor.conflicts),
        )
        .options(contains_eager(HelpWanted.project).contains_eager(Project.call))
    )


def help_wanted(session: Session, *, actor: Actor, number: int, make_url: Callable[[int], str]) -> Page[HelpWanted]:
    """Return a page of the drafts that look for teammates in the actor's organisation, the latest first."""
    query = _shown_to(actor).order_by(HelpWanted.asked_at.desc(), HelpWanted.project_id)
    return paginate(session, query, number=number, make_url=make_url)


def project_shown(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return a project that looks for teammates in the actor's organisation; NoResultFound for any other."""
    return session.scalars(_shown_to(actor).where(Project.id == project_id)).one().project


def help_of(session: Session, project: Project) -> HelpWanted | None:
    """Return what help the team of `project` looks for."""
    return session.get(HelpWanted, project.id)


def has_offered(session: Session, project: Project, person_id: uuid.UUID, *, since: datetime) -> bool:
    """Tell whether a person has offered their help to `project` since an instant."""
    query = select(JournalEntry.id).where(
        JournalEntry.project_id == project.id,
        JournalEntry.event == Event.OFFER_HELP,
        JournalEntry.actor_id == person_id,
        JournalEntry.at > since,
    )
    return session.scalars(query.limit(1)).first() is not None
