"""What the days before the jury ask of those who run a call, besides the order of the pitches."""

from collections import Counter

from sqlalchemy.orm import Session

from incubator.domain import agreements, policy
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import AgreementMoment
from incubator.domain.models import Call
from incubator.home.task import Task


def agreement_tasks(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    """The managers whose agreement a call wants before the pitches, and that have not given it."""
    wanted = {
        call.id: call
        for call in calls
        if call.agreement_required is AgreementMoment.JURY
        and call.jury_closed_at is None
        and policy.schedule_pitches(actor, call)
    }
    if not wanted:
        return []
    found = agreements.lacking(session, wanted, policy.staffed_projects(actor))
    counts = Counter(project.call_id for project, _request in found)
    return [
        Task("missing_agreements", wanted[key].jury_on, call=wanted[key], count=count) for key, count in counts.items()
    ]
