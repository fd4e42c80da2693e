"""The e-mails of the calls made to a team."""

from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain.mails.recipients import call_of, staff_of, team_of
from incubator.domain.models import CallBack, Project


def call_back_asked(session: Session, project: Project, row: CallBack, who: str) -> list[Email]:
    """To those who run the call: a team asks to be called back."""
    context = {"project": project, "call": call_of(session, project), "row": row, "who": who}
    people = staff_of(session, project)
    return [Email("call_back_asked", p.email, p.language, {**context, "person": p}, project.id) for p in people]


def call_back_planned(session: Session, project: Project, row: CallBack, who: str) -> list[Email]:
    """To the team: when it will be called, by whom, about what."""
    context = {"project": project, "call": call_of(session, project), "row": row, "who": who}
    people = team_of(session, project)
    return [Email("call_back_planned", p.email, p.language, {**context, "person": p}, project.id) for p in people]


def call_back_cancelled(session: Session, project: Project, row: CallBack, who: str, reason: str) -> list[Email]:
    """To the team: it will not be called, and why."""
    told = {"project": project, "call": call_of(session, project), "row": row, "who": who, "reason": reason}
    people = team_of(session, project)
    return [Email("call_back_cancelled", p.email, p.language, {**told, "person": p}, project.id) for p in people]


def call_back_withdrawn(session: Session, project: Project, row: CallBack, who: str, reason: str) -> list[Email]:
    """To those who run the call: a team no longer asks to be called back."""
    told = {"project": project, "call": call_of(session, project), "row": row, "who": who, "reason": reason}
    people = staff_of(session, project)
    return [Email("call_back_withdrawn", p.email, p.language, {**told, "person": p}, project.id) for p in people]
