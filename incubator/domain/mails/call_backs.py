"""The e-mails of the calls made to a team."""

from sqlalchemy.orm import Session

from incubator.core.i18n import _
from incubator.core.outbox import Email
from incubator.core.presentation import datetime_long
from incubator.domain.mails.recipients import call_of, in_words, staff_of, team_of, to_staff, to_team
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
    emails = to_team(session, "call_back_cancelled", project, reason, who=who, row=row)
    return in_words(emails, lambda: {"what": _cancelled(project, row, who)})


def call_back_withdrawn(session: Session, project: Project, row: CallBack, who: str, reason: str) -> list[Email]:
    """To those who run the call: a team no longer asks to be called back."""
    emails = to_staff(session, "call_back_withdrawn", project, reason, who=who, row=row)
    return in_words(emails, lambda: {"what": _withdrawn(project, row, who)})


def _cancelled(project: Project, row: CallBack, who: str) -> str:
    about = {"number": project.reference, "title": project.title, "who": who}
    if row.planned_at is None:
        return _(
            "Vous aviez demandé un appel au sujet de votre dossier %(number)s, « %(title)s ». %(who)s, de l’équipe du "
            "programme, a classé cette demande.",
            **about,
        )
    return _(
        "L’appel prévu le %(date)s au sujet de votre dossier %(number)s, « %(title)s », n’aura pas lieu : %(who)s, de "
        "l’équipe du programme, l’a annulé.",
        date=datetime_long(row.planned_at),
        **about,
    )


def _withdrawn(project: Project, row: CallBack, who: str) -> str:
    about = {"number": project.reference, "title": project.title, "who": who}
    said = _("%(who)s ne demande plus d’appel au sujet du dossier %(number)s, « %(title)s ».", **about)
    if row.planned_at is None:
        return said
    return said + " " + _("L’appel prévu le %(date)s n’a plus lieu d’être.", date=datetime_long(row.planned_at))
