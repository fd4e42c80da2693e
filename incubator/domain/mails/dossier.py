"""The e-mails of a dossier, from its receipt to its screening."""

from dataclasses import replace

from sqlalchemy.orm import Session

from incubator.core.i18n import force_locale
from incubator.core.outbox import Email
from incubator.domain import information, revisions, rules
from incubator.domain.dossier_kinds import Side
from incubator.domain.mails.recipients import call_of, screening_has_begun, to_staff, to_team
from incubator.domain.models import Person, Project, Redirection
from incubator.domain.states import State


def submission_receipt(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier is in, and what comes next."""
    version = revisions.latest(session, project)
    is_open = project.state is State.SUBMITTED and rules.call_is_open(call_of(session, project))
    emails = to_team(session, "submission_receipt", project, note, version=version, is_open=is_open)
    return [replace(one, attachment=f"revision:{version.id}") for one in emails] if version is not None else emails


def version_replaced(session: Session, project: Project, note: str) -> list[Email]:
    """To those who run the call, when they had begun to look: the team handed in another version."""
    return to_staff(session, "version_replaced", project, note) if screening_has_begun(session, project) else []


def information_requested(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: something is missing; `note` says what."""
    return _about_request(session, "information_requested", project, note)


def information_reminder(session: Session, project: Project, note: str) -> list[Email]:
    """To the team, two days before the day it was given: what is still awaited."""
    return _about_request(session, "information_reminder", project, note)


def _about_request(session: Session, name: str, project: Project, note: str) -> list[Email]:
    request = information.open_request(session, project)
    emails = []
    for email in to_team(session, name, project, note):
        with force_locale(email.language):
            asked = information.asked_in_words(session, project, request) if request else []
        emails.append(replace(email, context={**email.context, "request": request, "asked": asked}))
    return emails


def new_message(session: Session, project: Project, side: Side) -> list[Email]:
    """To the other side: a message awaits, which the e-mail does not quote."""
    write = to_staff if side is Side.TEAM else to_team
    return write(session, "new_message", project, "", side=side.value)


def carried_over(session: Session, project: Project, *, but: Person) -> list[Email]:
    """To the team of a dossier carried over, but who did it: a draft awaits them."""
    return [one for one in to_team(session, "carried_over", project, "") if one.to != but.email]


def redirected(session: Session, project: Project, found: Redirection) -> list[Email]:
    """To the team: a service or a training for what follows."""
    return to_team(session, "redirected", project, found.note, found=found)


def information_sent(session: Session, project: Project, note: str) -> list[Email]:
    """To those who run the call: the dossier came back completed."""
    return to_staff(session, "information_sent", project, note)


def admissible(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier will be read."""
    return to_team(session, "admissible", project, note)


def not_admissible(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier cannot be examined; `note` says why."""
    return to_team(session, "not_admissible", project, note)


def withdrawal_receipt(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier is withdrawn."""
    return to_team(session, "withdrawal_receipt", project, note)
