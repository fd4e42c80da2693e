"""What screening asks of those who run a call, besides the dossiers to examine."""

from sqlalchemy import cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, CallBack, InformationRequest, Project
from incubator.domain.states import State
from incubator.home.task import Task


def screening_tasks(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    """The teams to call back, and those that have not sent what they were asked for by the day they were given."""
    to_call = select(literal("call_back"), Project.call_id, CallBack.project_id, CallBack.planned_at).join(
        Project, Project.id == CallBack.project_id
    )
    overdue = select(
        literal("overdue_information"),
        Project.call_id,
        InformationRequest.project_id,
        cast(null(), CallBack.planned_at.type),
    ).join(Project, Project.id == InformationRequest.project_id)
    found = union_all(
        to_call.where(CallBack.done_at.is_(None), policy.staffed_projects(actor)),
        overdue.where(
            InformationRequest.closed_at.is_(None),
            InformationRequest.due_on < clock.today(),
            Project.state == State.INFO_REQUESTED,
            policy.staffed_projects(actor),
        ),
    ).subquery()
    kind, call_id, project_id, planned_at = found.c
    rows = session.execute(
        select(kind, call_id, func.count(project_id.distinct()), func.min(planned_at))
        .group_by(kind, call_id)
        .order_by(kind, call_id)
    )
    by_id = {call.id: call for call in calls}
    return [
        Task(kind, clock.day_of(planned) if planned else clock.today(), call=by_id[call_id], count=count)
        for kind, call_id, count, planned in rows
    ]
