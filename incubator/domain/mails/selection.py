"""The e-mails of reading and deciding."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain.mails.recipients import call_of, team_of
from incubator.domain.models import Call, Decision, Person, Project


def decision_letter(call: Call, project: Project, person: Person, decision: Decision) -> Email:
    """To one person of the team: what was decided, why, what was good, what they can do next."""
    context = {"project": project, "call": call, "person": person, "decision": decision}
    return Email(f"letter_{decision.outcome.value}", person.email, person.language, context, project.id)


def decision_letters(session: Session, project: Project, decision: Decision) -> list[Email]:
    """To the team: the letter of a decision."""
    call = call_of(session, project)
    return [decision_letter(call, project, person, decision) for person in team_of(session, project)]


def readings_assigned(session: Session, call: Call, readers: Iterable[tuple[Person, int]]) -> list[Email]:
    """To each reader, once: how many dossiers to read, before which day."""
    return [
        Email("readings_assigned", person.email, person.language, {"call": call, "person": person, "count": count})
        for person, count in readers
    ]
