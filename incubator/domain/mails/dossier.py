"""The e-mails of a dossier, from its receipt to its screening."""

from dataclasses import replace

from sqlalchemy.orm import Session

from incubator.core.i18n import _
from incubator.core.outbox import Email
from incubator.core.presentation import datetime_long
from incubator.domain import information, revisions, rules
from incubator.domain.mails.recipients import call_of, in_words, page_of, screening_has_begun, to_staff, to_team
from incubator.domain.models import Call, Person, Project, Redirection
from incubator.domain.states import State


def submission_receipt(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier is in, and what comes next."""
    version = revisions.latest(session, project)
    is_open = project.state is State.SUBMITTED and rules.call_is_open(call_of(session, project))
    emails = to_team(session, "submission_receipt", project, note, version=version)
    emails = in_words(emails, lambda: {"after": _after_submission(emails[0].context["call"], is_open=is_open)})
    return [replace(one, attachment=f"revision:{version.id}") for one in emails] if version is not None else emails


def _after_submission(call: Call, *, is_open: bool) -> str:
    if not is_open:
        return _(
            "Vos réponses ne changent plus, pour que tous lisent le même texte. S’il manque quelque chose, nous vous "
            "l’écrirons et vous pourrez compléter."
        )
    return _(
        "Vous pouvez encore changer vos réponses jusqu’au %(date)s : la dernière version déposée est celle qui compte. "
        "Ensuite elles ne changent plus, pour que tous lisent le même texte. S’il manque quelque chose, nous vous "
        "l’écrirons et vous pourrez compléter.",
        date=datetime_long(call.closes_at),
    )


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
    emails = to_team(session, name, project, note, request=request)
    return in_words(emails, lambda: {"asked": information.asked_in_words(session, project, request) if request else []})


def new_message(session: Session, project: Project) -> list[Email]:
    """To the team: a message of the programme awaits, which the e-mail does not quote."""
    return to_team(session, "new_message", project, "", url=page_of(project, "exchanges"))


def message_from_team(session: Session, project: Project) -> list[Email]:
    """To those who run the call: a message of a team awaits, which the e-mail does not quote."""
    return to_staff(session, "message_from_team", project, "", url=page_of(project, "exchanges"))


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
    emails = to_team(session, "withdrawal_receipt", project, note)
    return in_words(emails, lambda: {"after": _after_withdrawal(project, emails[0].context["call"])})


def _after_withdrawal(project: Project, call: Call) -> str:
    if project.state_changed_at < call.closes_at:
        return _(
            "Rien n’est effacé. Vous pouvez le reprendre et le déposer de nouveau jusqu’à la clôture de l’appel, le "
            "%(date)s, depuis « Mes projets ».",
            date=datetime_long(call.closes_at),
        )
    return _(
        "Rien n’est effacé : vous pouvez toujours relire votre dossier depuis « Mes projets ». L’appel étant clos, il "
        "ne peut plus être déposé de nouveau dans cette édition."
    )
