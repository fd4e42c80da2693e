"""What makes a dossier of the worklist stand out, said in SQL."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from incubator.core import clock
from incubator.core.search import folded
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, CallBack, InformationRequest, Project, ProjectLink, ScreeningOpinion
from incubator.domain.relations import STAFF
from incubator.domain.screening_kinds import Flag
from incubator.domain.states import State


def _overdue(_actor: Actor, _call: Call) -> ColumnElement[bool]:
    asked = select(InformationRequest.project_id).where(
        InformationRequest.closed_at.is_(None), InformationRequest.due_on < clock.today()
    )
    return and_(Project.state == State.INFO_REQUESTED, Project.id.in_(asked))


def _divided(_actor: Actor, _call: Call) -> ColumnElement[bool]:
    opinions = (
        select(ScreeningOpinion.project_id)
        .where(ScreeningOpinion.project_id == Project.id, ScreeningOpinion.given_at >= Project.state_changed_at)
        .having(func.count(ScreeningOpinion.verdict.distinct()) > 1)
        .group_by(ScreeningOpinion.project_id)
    )
    return and_(Project.state == State.SUBMITTED, opinions.exists())


def _twin(actor: Actor, call: Call) -> ColumnElement[bool]:
    """Same title, or same person, as another dossier of the call; one the actor stays away from is never a twin."""
    there = and_(Project.call_id == call.id, policy.staffed_projects(actor), Project.state != State.WITHDRAWN)
    title, by_hand = folded(Project.title), Project.import_key.is_(None)  # imports have one owner for all
    titles = select(title).where(there, Project.title != "").group_by(title).having(func.count() > 1)
    owners = select(Project.owner_id).where(there, by_hand).group_by(Project.owner_id).having(func.count() > 1)
    return and_(there, or_(title.in_(titles), and_(by_hand, Project.owner_id.in_(owners))))


def _joined(actor: Actor, _call: Call) -> ColumnElement[bool]:
    """Linked to another dossier, or made one with it; never by one the actor stays away from, as the marks."""
    other, link = aliased(Project), ProjectLink
    seen = and_(
        other.call_id.in_(actor.calls_as(*STAFF)), other.id.not_in(actor.aside), other.submitted_at.is_not(None)
    )
    return or_(
        Project.id.in_(select(link.project_id).join(other, other.id == link.other_id).where(seen)),
        Project.id.in_(select(link.other_id).join(other, other.id == link.project_id).where(seen)),
        Project.merged_into_id.in_(select(other.id).where(seen)),
        Project.id.in_(select(other.merged_into_id).where(seen, other.merged_into_id.is_not(None))),
    )


CONDITIONS: Mapping[Flag, Callable[[Actor, Call], ColumnElement[bool]]] = {
    Flag.CALL_BACK: lambda _actor, _call: Project.id.in_(select(CallBack.project_id).where(CallBack.done_at.is_(None))),
    Flag.OVERDUE: _overdue,
    Flag.LATE: lambda _actor, call: and_(Project.submitted_at >= call.closes_at, Project.import_key.is_(None)),
    Flag.DIVIDED: _divided,
    Flag.TWIN: _twin,
    Flag.JOINED: _joined,
}
