"""Writes of a team: leaving it, taking somebody out of it, handing the project over, saying who does what."""

import uuid

from sqlalchemy.orm import Session

from incubator.core import outbox
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import aside, journal, lifecycle, mails, policy, relations
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.kinds import ConflictKind
from incubator.domain.models import Person, Project, TeamMember
from incubator.submission import team_queries
from incubator.submission.invitations import refuse_when_closed


def name_of(member: TeamMember) -> str:
    """Return the name of somebody of a team, their address when they gave none; `person` must be loaded."""
    person = member.person
    return member.name or (person.name or person.email if person is not None else "")


def leave(session: Session, *, actor: Actor, project: Project) -> None:
    """Take the actor out of the team; whoever carries the project is told. The owner hands the project over first."""
    if relations.is_owner(actor, project):
        raise WrongState(_("Vous portez ce projet : confiez-le d’abord à une autre personne de l’équipe."))
    require(policy.leave_team, actor, project)
    refuse_when_closed(aside.lock_state(session, project))
    member = next(one for one in team_queries.members(session, project) if one.person_id == actor.person_id)
    _take_out(session, Event.LEAVE_TEAM, actor, project, member)
    owner = session.get_one(Person, project.owner_id)
    for email in mails.member_left(session, project, owner, name_of(member)):
        outbox.queue(session, email)


def remove(session: Session, *, actor: Actor, project: Project, key: uuid.UUID) -> TeamMember | None:
    """Take a member out of the team, who is told if they have an account; None when they are out already."""
    require(policy.remove_member, actor, project)
    refuse_when_closed(aside.lock_state(session, project))
    member = next((one for one in team_queries.members(session, project) if one.id == key), None)
    if member is None:
        return None
    if member.person_id == project.owner_id:
        raise WrongState(_("Vous portez ce projet : confiez-le d’abord à une autre personne de l’équipe."))
    _take_out(session, Event.REMOVE_MEMBER, actor, project, member)
    if member.person is not None:
        for email in mails.member_removed(session, project, member.person, actor.name):
            outbox.queue(session, email)
    return member


def _take_out(session: Session, event: Event, actor: Actor, project: Project, member: TeamMember) -> None:
    """Delete the line of the team. Whoever was of a team does not judge its project afterwards."""
    session.delete(member)
    if member.person_id is not None:
        aside.keep_away(
            session,
            person_id=member.person_id,
            project=project,
            kind=ConflictKind.TEAM,
            declared_by_id=actor.person_id,
        )
    before = {"member": name_of(member), "role": member.role}
    journal.record(session, event, actor_id=actor.person_id, project=project, before=before)
    session.flush()


def change_role(session: Session, *, actor: Actor, member: TeamMember, role: str) -> TeamMember:
    """Say what somebody does in the team, in free words; the same words again change nothing.

    The project of `member` must be loaded. Raises WrongState once the team no longer changes.
    """
    require(policy.change_team_role, actor, member)
    refuse_when_closed(aside.lock_state(session, member.project))
    if role == member.role:
        return member
    named = {"member": name_of(member)}
    before, after = {**named, "role": member.role}, {**named, "role": role}
    member.role = role
    journal.record(
        session, Event.CHANGE_TEAM_ROLE, actor_id=actor.person_id, project=member.project, before=before, after=after
    )
    return member


def hand_over(session: Session, *, actor: Actor, project: Project, key: uuid.UUID) -> Person:
    """Make another member of the team, who has an account, the one who carries the project; they are told.

    Raises StaleVersion when the dossier was saved in the meantime.
    """
    require(policy.hand_over, actor, project)
    refuse_when_closed(aside.lock_state(session, project))
    member = next((one for one in team_queries.members(session, project) if one.id == key), None)
    heir = member.person if member is not None else None
    if heir is None or heir.disabled_at is not None or heir.id == actor.person_id:
        raise WrongState(_("Le projet se confie à une autre personne de l’équipe, qui a un compte ouvert."))
    project.owner_id = heir.id
    journal.record(
        session,
        Event.HAND_OVER,
        actor_id=actor.person_id,
        project=project,
        before={"owner": str(actor.person_id)},
        after={"owner": str(heir.id)},
    )
    lifecycle.flush(session)
    for email in mails.project_handed_over(session, project, heir, actor.name):
        outbox.queue(session, email)
    return heir
