"""The e-mails of the follow-up."""

from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain.mails.recipients import call_of, team_of, to_team
from incubator.domain.models import Person, Project


def mentoring_started(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the follow-up begins."""
    return to_team(session, "mentoring_started", project, note)


def project_ended(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the follow-up ends, how and why."""
    return to_team(session, "project_ended", project, note)


def coach_assigned(session: Session, project: Project, coach: Person) -> list[Email]:
    """To the team and to the coach: you work together from now on."""
    call = call_of(session, project)
    team = team_of(session, project)
    context = {"project": project, "call": call, "coach": coach, "team": team}
    return [Email("coach_assigned", p.email, p.language, {**context, "person": p}, project.id) for p in (*team, coach)]
