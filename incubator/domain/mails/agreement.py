"""The e-mails of the manager's agreement."""

from dataclasses import replace

from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain import agreements
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.mails.recipients import call_of, staff_of, team_of
from incubator.domain.models import Agreement


def _to_manager(session: Session, name: str, agreement: Agreement, language: str, **more: str) -> Email:
    context = {
        "agreement": agreement,
        "project": agreement.project,
        "call": call_of(session, agreement.project),
        "agent": agreement.asked_by.name or agreement.asked_by.email,
        "time": agreements.days_in_words,
        **more,
    }
    return Email(name, agreement.manager_email, language, context, agreement.project_id)


def agreement_request(session: Session, agreement: Agreement, *, url: str, language: str, via: str = "") -> Email:
    """To the manager: who asks for how much time, and the link; `via` names the manager who handed the request on."""
    problem = agreements.problem_in_a_sentence(session, agreement.project)
    return _to_manager(session, "agreement_request", agreement, language, url=url, problem=problem, via=via)


def agreement_reminder(
    session: Session, agreement: Agreement, *, url: str, language: str, once: str | None = None
) -> Email:
    """To the manager: an answer is awaited; the link replaces the one before."""
    return replace(_to_manager(session, "agreement_reminder", agreement, language, url=url), once=once)


def agreement_cancelled(session: Session, agreement: Agreement, *, language: str) -> Email:
    """To the manager: nothing is asked any more."""
    return _to_manager(session, "agreement_cancelled", agreement, language)


def agreement_answer(session: Session, agreement: Agreement) -> list[Email]:
    """To the team, and to those who run the call when the manager wants to talk: what the manager says."""
    project = agreement.project
    call, people = call_of(session, project), team_of(session, project)
    talk = agreement.status is AgreementStatus.TALK_WANTED
    if talk and project.submitted_at is not None:  # a draft belongs to its team alone
        people += staff_of(session, project)
    context = {"agreement": agreement, "project": project, "call": call, "time": agreements.days_in_words}
    return [Email("agreement_answer", p.email, p.language, {**context, "person": p}, project.id) for p in people]
