"""Writes of the manager's agreement: ask, remind, cancel, answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from incubator.agreement import queries
from incubator.core import clock, outbox
from incubator.core.errors import NotFound, NotReady, WrongState
from incubator.core.i18n import _
from incubator.core.links import hash_of, new_secret
from incubator.core.permissions import require
from incubator.core.presentation import datetime_long
from incubator.domain import journal, mails, people, policy
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.events import Event
from incubator.domain.models import Agreement, Person, Project
from incubator.domain.states import OVER

REMINDER_EVERY = timedelta(days=3)
MakeUrl = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an agent asks of their manager."""

    manager_name: str
    manager_email: str
    days: float
    starts_on: date
    ends_on: date
    message: str


def ask(session: Session, *, actor: Actor, project: Project, request: Request, make_url: MakeUrl) -> Agreement:
    """Ask a manager to release time; they receive a link, which `make_url` makes of its secret.

    Raises WrongState while another request awaits its answer or when the project goes no further, NotReady with what
    is missing.
    """
    require(policy.ask_agreement, actor, project)
    if queries.hold_awaited(session, project) is not None:
        raise WrongState(_("Une demande attend déjà sa réponse : annulez-la avant d’en faire une autre."))
    if project.state in OVER:
        raise WrongState(_("Ce projet s’arrête là : il n’y a plus de temps à demander."))
    if reasons := queries.missing_to_ask(session, project, request.manager_email):
        raise NotReady(reasons)
    agreement = new_request(session, actor=actor, project=project, request=request)
    url = make_url(_renew(agreement))
    session.add(agreement)
    _record(session, Event.ASK_MANAGER, agreement, actor, note=agreement.manager_name)
    language = people.language_of(session, agreement.manager_email)
    outbox.queue(session, mails.agreement_request(session, agreement, url=url, language=language))
    return agreement


def new_request(session: Session, *, actor: Actor, project: Project, request: Request) -> Agreement:
    """Return a request that is kept nowhere yet, as its manager would read it."""
    values = {name: getattr(request, name) for name in Request.__slots__}
    values["manager_email"] = request.manager_email.lower()
    now = clock.now()
    return Agreement(
        **values,
        project=project,
        asked_by=session.get_one(Person, actor.person_id),
        status=AgreementStatus.ASKED,
        asked_at=now,
        expires_at=now + timedelta(days=project.call.agreement_days),
    )


def _renew(agreement: Agreement) -> str:
    """Give the request a link of its own, instead of any before, and return its secret."""
    secret = new_secret()
    agreement.secret_hash = hash_of(secret)
    agreement.expires_at = clock.now() + timedelta(days=agreement.project.call.agreement_days)
    return secret


def remind(session: Session, *, actor: Actor, project: Project, make_url: MakeUrl) -> Agreement:
    """Write to the manager again, with a new link; the one before serves no more.

    Raises WrongState when nothing is awaited, or less than three days after the last e-mail.
    """
    require(policy.remind_manager, actor, project)
    agreement = _awaited(session, project)
    if clock.now() < (next_at := agreement.last_sent_at + REMINDER_EVERY):
        raise WrongState(
            _(
                "Un courriel est parti il y a moins de trois jours : vous pourrez relancer à partir du %(date)s.",
                date=datetime_long(next_at),
            )
        )
    agreement.reminded_at = clock.now()
    url = make_url(_renew(agreement))
    _record(session, Event.REMIND_MANAGER, agreement, actor, note=agreement.manager_name)
    language = people.language_of(session, agreement.manager_email)
    outbox.queue(session, mails.agreement_reminder(session, agreement, url=url, language=language))
    return agreement


def cancel(session: Session, *, actor: Actor, project: Project) -> Agreement:
    """Take the request back: its link serves no more, and the manager is told. WrongState when nothing is awaited."""
    require(policy.ask_agreement, actor, project)
    agreement = _awaited(session, project)
    agreement.status = AgreementStatus.CANCELLED
    _record(session, Event.CANCEL_AGREEMENT, agreement, actor, note=agreement.manager_name)
    language = people.language_of(session, agreement.manager_email)
    outbox.queue(session, mails.agreement_cancelled(session, agreement, language=language))
    return agreement


def _awaited(session: Session, project: Project) -> Agreement:
    agreement = queries.hold_awaited(session, project)
    if agreement is None:
        raise WrongState(_("Aucune demande n’attend de réponse : elle a été annulée, ou la réponse est arrivée."))
    return agreement


def _record(session: Session, event: Event, agreement: Agreement, actor: Actor | None, note: str = "") -> None:
    """Write the act in the journal; a manager is nobody here: who they are is among the facts."""
    journal.record(
        session, event, actor_id=actor.person_id if actor else None, project=agreement.project,
        after=_facts(agreement), note=note,
    )  # fmt: skip


def _facts(agreement: Agreement) -> dict[str, Any]:  # Any: texts, numbers and days
    facts = {
        "status": agreement.status.value,
        "manager": f"{agreement.manager_name} <{agreement.manager_email}>",
        "days": agreement.days,
        "from": agreement.starts_on.isoformat(),
        "until": agreement.ends_on.isoformat(),
    }
    if agreement.days_agreed is not None and agreement.agreed_from and agreement.agreed_until:
        facts |= {
            "days_agreed": agreement.days_agreed,
            "agreed_from": agreement.agreed_from.isoformat(),
            "agreed_until": agreement.agreed_until.isoformat(),
        }
    return facts


# --- what the manager does, by their link alone ----------------------------------------------------------------------


def agree(session: Session, *, secret: str) -> Agreement:
    """Release the time as asked. NotFound for a link that serves no more, WrongState after an answer; so all below."""
    agreement = _to_answer(session, secret)
    return _agree(session, agreement, agreement.days, agreement.starts_on, agreement.ends_on)


def agree_otherwise(
    session: Session, *, secret: str, days: float, starts_on: date, ends_on: date, comment: str = ""
) -> Agreement:
    """Release other days, or between other dates, perhaps under a condition."""
    agreement = _to_answer(session, secret)
    return _agree(session, agreement, days, starts_on, ends_on, comment)


def _agree(
    session: Session, agreement: Agreement, days: float, starts_on: date, ends_on: date, comment: str = ""
) -> Agreement:
    same = (days, starts_on, ends_on) == (agreement.days, agreement.starts_on, agreement.ends_on)
    agreement.days_agreed, agreement.agreed_from, agreement.agreed_until = days, starts_on, ends_on
    status = AgreementStatus.AGREED if same else AgreementStatus.AGREED_OTHERWISE
    event = Event.MANAGER_AGREED if same else Event.MANAGER_AGREED_OTHERWISE
    return _answer(session, agreement, status, event, comment)


def refuse(session: Session, *, secret: str, reason: str) -> Agreement:
    """Say no, and why; NotReady without a reason."""
    agreement = _to_answer(session, secret)
    if not reason.strip():
        raise NotReady([_("Écrivez le motif : l’équipe le lira.")])
    return _answer(session, agreement, AgreementStatus.REFUSED, Event.MANAGER_REFUSED, reason)


def talk_first(session: Session, *, secret: str, message: str) -> Agreement:
    """Ask to talk before answering: the team and those who run the call read `message`; the link still serves."""
    agreement = _to_answer(session, secret)
    return _answer(session, agreement, AgreementStatus.TALK_WANTED, Event.MANAGER_WANTS_TO_TALK, message)


def delegate(session: Session, *, secret: str, name: str, email: str, make_url: MakeUrl) -> Agreement:
    """Hand the request to another manager, who receives a link of their own; return the new request.

    Raises NotReady when the address is that of the team, or the one the request was sent to.
    """
    agreement = _to_answer(session, secret)
    if reasons := queries.missing_to_ask(session, agreement.project, email):
        raise NotReady(reasons)
    if email.lower() == agreement.manager_email:
        raise NotReady([_("Cette adresse est la vôtre : écrivez celle de la personne qui décide.")])
    _answer(session, agreement, AgreementStatus.DELEGATED, Event.MANAGER_DELEGATED, f"{name} ({email.lower()})")
    names = ("project", "asked_by", "days", "starts_on", "ends_on", "message")
    copied = {column: getattr(agreement, column) for column in names}
    handed = Agreement(**copied, manager_name=name, manager_email=email.lower(), status=AgreementStatus.ASKED)
    handed.asked_at = clock.now()
    url, language = make_url(_renew(handed)), people.language_of(session, email)
    session.add(handed)
    via = agreement.manager_name
    outbox.queue(session, mails.agreement_request(session, handed, url=url, language=language, via=via))
    return handed


def _to_answer(session: Session, secret: str) -> Agreement:
    agreement = queries.hold_by_secret(session, secret)
    if agreement is None:
        raise NotFound(_("Ce lien ne sert plus."))
    if not agreement.awaits:
        raise WrongState(_("Votre réponse est déjà enregistrée."))
    return agreement


def _answer(
    session: Session, agreement: Agreement, status: AgreementStatus, event: Event, comment: str = ""
) -> Agreement:
    agreement.status, agreement.comment, agreement.answered_at = status, comment.strip(), clock.now()
    _record(session, event, agreement, None, note=comment.strip())
    for email in mails.agreement_answer(session, agreement):
        outbox.queue(session, email)
    return agreement
