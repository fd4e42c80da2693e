"""Calls to make to a team: asked for by the team, planned and made by those who run the call."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock, outbox
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, mails, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import CallBack, Project
from incubator.domain.queries import find_project

SUBJECT_LIMIT, PHONE_LIMIT, NOTE_LIMIT = 1000, 40, 2000


def call_backs_of(session: Session, project: Project) -> Sequence[CallBack]:
    """Return the calls about `project` with who asked and who calls: those to make first, then the newest."""
    return session.scalars(
        select(CallBack)
        .where(CallBack.project_id == project.id)
        .order_by(CallBack.done_at.is_not(None), CallBack.created_at.desc(), CallBack.id)
        .options(joinedload(CallBack.asked_by), joinedload(CallBack.caller), joinedload(CallBack.cancelled_by))
    ).all()


def own_project(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return a dossier that the actor may see, with its call; NoResultFound otherwise."""
    return find_project(session, actor, project_id)


def find_cancellable(session: Session, actor: Actor, project_id: uuid.UUID, call_back_id: uuid.UUID) -> CallBack:
    """Return a call about a dossier that the actor may see, with its dossier; NoResultFound otherwise."""
    project = find_project(session, actor, project_id)
    return session.scalars(
        select(CallBack)
        .where(CallBack.id == call_back_id, CallBack.project_id == project.id)
        .options(joinedload(CallBack.project).joinedload(Project.call))
    ).one()


def find_call_back(session: Session, actor: Actor, project_id: uuid.UUID, call_back_id: uuid.UUID) -> CallBack:
    """Return a call about a dossier that the actor may examine, with its dossier; NoResultFound otherwise."""
    return session.scalars(
        select(CallBack)
        .join(Project, Project.id == CallBack.project_id)
        .where(CallBack.id == call_back_id, Project.id == project_id, policy.staffed_projects(actor))
        .options(
            joinedload(CallBack.project).joinedload(Project.call),
            joinedload(CallBack.asked_by),
            joinedload(CallBack.caller),
        )
    ).one()


def ask(session: Session, *, actor: Actor, project: Project, subject: str, phone: str) -> CallBack:
    """Ask to be called back, for one's own project; WrongState when a call is already awaited."""
    require(policy.ask_call_back, actor, project)
    if any(one.done_at is None for one in call_backs_of(session, project)):
        raise WrongState(_("Vous avez déjà demandé à être rappelé : l’équipe du programme a votre demande."))
    row = CallBack(project_id=project.id, asked_by_id=actor.person_id, by_team=True, subject=subject, phone=phone)
    session.add(row)
    journal.record(session, Event.ASK_CALL_BACK, actor_id=actor.person_id, project=project)
    for email in mails.call_back_asked(session, project, row, actor.name):
        outbox.queue(session, email)
    return row


def plan(
    session: Session, *, actor: Actor, project: Project, row: CallBack | None, at: datetime, subject: str, phone: str
) -> CallBack:
    """Plan a call, new or asked for, in the actor's name; the team is told when. WrongState when it has been made."""
    require(policy.screen_project, actor, project)
    if row is None:
        row = CallBack(project_id=project.id, asked_by_id=actor.person_id)
        session.add(row)
    _refuse_over(row)
    changed = row.planned_at != at
    row.planned_at, row.caller_id, row.subject, row.phone = at, actor.person_id, subject, phone
    if changed:
        after = {"planned_at": at.isoformat()}
        journal.record(session, Event.PLAN_CALL_BACK, actor_id=actor.person_id, project=project, after=after)
        for email in mails.call_back_planned(session, project, row, actor.name):
            outbox.queue(session, email)
    return row


def close(session: Session, *, actor: Actor, row: CallBack, note: str) -> CallBack:
    """Note that the call was made, and what was said, for those who run the call; WrongState when it was already."""
    require(policy.change_call_back, actor, row)
    _refuse_over(row)
    row.done_at, row.note, row.caller_id = clock.now(), note, actor.person_id
    journal.record(session, Event.CALL_BACK, actor_id=actor.person_id, project=row.project)
    return row


def cancel(session: Session, *, actor: Actor, row: CallBack, reason: str = "") -> CallBack:
    """Give a call up: the team tells those who run the call, or they tell the team; WrongState when it is over."""
    require(policy.cancel_call_back, actor, row)
    _refuse_over(row)
    row.done_at, row.cancelled_by_id = clock.now(), actor.person_id
    journal.record(session, Event.CANCEL_CALL_BACK, actor_id=actor.person_id, project=row.project, note=reason)
    tell = mails.call_back_withdrawn if row.project_id in actor.team_of else mails.call_back_cancelled
    for email in tell(session, row.project, row, actor.name, reason):
        outbox.queue(session, email)
    return row


def _refuse_over(row: CallBack) -> None:
    if row.cancelled_by_id is not None:
        raise WrongState(_("Cet appel a été annulé."))
    if row.done_at is not None:
        raise WrongState(_("Cet appel a déjà eu lieu."))
