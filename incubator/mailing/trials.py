"""An e-mail seen before it is sent: on a real dossier, or on an invented one, and as a trial to oneself."""

import uuid
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.i18n import _, force_locale
from incubator.core.outbox import OutboxEmail
from incubator.core.presentation import date_long
from incubator.core.urls import home
from incubator.domain import agreements, information, policy, queries
from incubator.domain.actors import Actor
from incubator.domain.calendar import DATES
from incubator.domain.mails.letterhead import with_call
from incubator.domain.mails.variables import filled
from incubator.domain.models import Organisation, Project, call_organisations
from incubator.mailing.texts import Words

CHOICES = 50


def dossiers(session: Session, actor: Actor, organisation: Organisation) -> list[Project]:
    """Return the dossiers on which the actor may see an e-mail: those of the organisation's calls they may read."""
    calls = select(call_organisations.c.call_id).where(call_organisations.c.organisation_id == organisation.id)
    query = select(Project).where(Project.call_id.in_(calls), policy.visible_projects(actor))
    newest = query.order_by(Project.state_changed_at.desc(), Project.id).limit(CHOICES)
    return list(session.scalars(newest.options(joinedload(Project.owner))))


def preview(
    session: Session, actor: Actor, organisation: Organisation, words: Words, language: str, project_id: str
) -> OutboxEmail:
    """Return the e-mail that `words` make of a dossier the actor may see, or of an invented one."""
    known = {str(one.id): one for one in dossiers(session, actor, organisation)} if project_id else {}
    with force_locale(language):
        project = known.get(project_id)
        facts = _facts(session, project) if project is not None else _invented(organisation)
        return OutboxEmail(
            id=uuid.uuid4(),
            name="trial",
            recipient=actor.email,
            language=language,
            subject=with_call(filled(words.subject, facts), facts["call"]),
            body=filled(words.body, facts) + "\n",
            reply_to=organisation.contact_email,
        )


def send(session: Session, *, actor: Actor, email: OutboxEmail) -> None:
    """Send a preview to the actor, marked as a trial."""
    with force_locale(email.language):
        email.subject = str(_("Essai : %(subject)s", subject=email.subject))
    session.add(email)


def _facts(session: Session, project: Project) -> dict[str, Any]:  # Any: what e-mails know, by name
    call = queries.call_in_letters(session, project.call_id)
    agent = project.owner.name or project.owner.email
    asked = next(iter(agreements.history(session, project)), None)
    problem = agreements.problem_in_a_sentence(session, project)
    return _common(agent, problem) | _last_request(session, project) | {
        "project": project, "call": call, "person": project.owner, "agreement": asked or _agreement(),
    }  # fmt: skip


def _last_request(session: Session, project: Project) -> dict[str, Any]:  # Any: as above
    """Return what the team of a real dossier was last asked to complete, when it was."""
    request = next(iter(information.history(session, project)), None)
    if request is None:
        return {}
    asked = information.asked_in_words(session, project, request)
    return {"request": request, "note": request.message, "asked": asked}


def _invented(organisation: Organisation) -> dict[str, Any]:  # Any: as above
    now = clock.now()
    programme = SimpleNamespace(name=organisation.programme.name, organisation=organisation)
    title = _("Appel à projets %(year)s", year=now.year)
    day = (now + timedelta(days=60)).date()
    call = SimpleNamespace(
        title=title, title_en=title, code="2027", programme=programme, closes_at=now + timedelta(days=7),
        screening_until=day, committee_on=day, jury_on=day, readings_wanted=3,
    )  # fmt: skip
    project = SimpleNamespace(id=uuid.UUID(int=0), title=_("Guichet mobile"), reference="012", state_changed_at=now)
    person = SimpleNamespace(name="Camille Martin", email="")
    return _common("Camille Martin", _("Les habitants attendent trop longtemps.")) | {
        "project": project, "call": call, "person": person, "agreement": _agreement(),
    }  # fmt: skip


def _common(agent: str, problem: str) -> dict[str, Any]:  # Any: as above
    return _around() | {
        "note": _("(le mot écrit par la personne qui agit)"), "agent": agent, "who": "Dominique Petit",
        "problem": problem, "time": agreements.days_in_words, "count": 4, "left": 7, "day": clock.today(),
        "url": f"{home()}/…", "code": "EXEMPLE234", "message": _("(le message de la personne qui écrit)"),
        "changes": _("- Nouvelle question : « Qui avez-vous rencontré ? »"),
    }  # fmt: skip


def _around() -> dict[str, Any]:  # Any: as above
    """Return what stands for an answer, a request, a call to make, an invitation, another dossier."""
    name, day = "Dominique Petit", clock.today() + timedelta(days=7)
    other = SimpleNamespace(title=_("Guichet mobile"), reference="013")
    return {
        "said": _("%(name)s vous donne son accord", name=name), "comment": _("(le message du responsable)"),
        "answer": _("(la réponse du responsable : le temps et les dates)"),
        "advice": _("(ce qu’il est conseillé de faire ensuite)"),
        "after": _("(ce que l’équipe peut encore changer ou reprendre)"),
        "found": SimpleNamespace(name=_("Atelier des données"), contact="atelier@exemple.fr"),
        "what": _("(ce qui est annulé)"),
        "dates": f"- {DATES['jury_on']} : {date_long(day)}", "asked": [_("(une réponse à compléter)")] * 2,
        "row": SimpleNamespace(phone="01 00 00 00 00", subject=_("(le sujet de l’appel)"), planned_at=_at_nine(day)),
        "request": SimpleNamespace(due_on=day), "helper": SimpleNamespace(email="dominique.petit@exemple.fr"),
        "invitation": SimpleNamespace(role=_("Enquête auprès des usagers"), expires_at=clock.now(), message=""),
        "proposal": SimpleNamespace(kept=other, absorbed=other, expires_at=_at_nine(day)), "other": other,
    }  # fmt: skip


def _at_nine(day: date) -> datetime:
    return clock.start_of(day) + timedelta(hours=9)


def _agreement() -> SimpleNamespace:
    today = clock.today()
    return SimpleNamespace(
        manager_name="Dominique Petit", days=1, starts_on=today, ends_on=today + timedelta(days=90),
        asked_at=clock.now(), expires_at=clock.now() + timedelta(days=30), message=_("(le message de l’agent)"),
    )  # fmt: skip
