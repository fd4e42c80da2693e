"""The e-mails of the manager's agreement."""

from dataclasses import replace

from sqlalchemy.orm import Session

from incubator.core.i18n import _
from incubator.core.outbox import Email
from incubator.core.presentation import date_long
from incubator.domain import agreements
from incubator.domain.dossier_kinds import AgreementStatus as S
from incubator.domain.mails.recipients import call_of, in_words, to_staff, to_team
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
    facts = {"agreement": agreement, "comment": "" if agreement.status is S.DELEGATED else agreement.comment}
    emails = in_words(
        to_team(session, "agreement_answer", project, "", **facts),
        lambda: _answer_in_words(agreement) | {"advice": _advice(agreement)},
    )
    if agreement.status is S.TALK_WANTED and project.submitted_at is not None:  # a draft belongs to its team alone
        emails += in_words(
            to_staff(session, "agreement_answer", project, "", **facts),
            lambda: _answer_in_words(agreement) | {"advice": _advice_to_staff()},
        )
    return emails


def _answer_in_words(agreement: Agreement) -> dict[str, str]:
    """Return what the manager said: for the subject, then in full."""
    name, title = agreement.manager_name, agreement.project.title or _("dossier sans titre")
    if agreement.status is S.REFUSED:
        full = _("%(name)s ne donne pas son accord pour le projet « %(title)s ».", name=name, title=title)
        return {"said": _("%(name)s ne donne pas son accord", name=name), "answer": full}
    if agreement.status is S.DELEGATED:
        full = _(
            "Pour le projet « %(title)s », %(name)s transmet votre demande à la personne qui décide : %(other)s. "
            "Elle vient de recevoir un lien pour répondre.",
            title=title, name=name, other=agreement.comment,
        )  # fmt: skip
        return {"said": _("%(name)s transmet votre demande d’accord", name=name), "answer": full}
    if agreement.status is S.TALK_WANTED:
        full = _("Avant de répondre pour le projet « %(title)s », %(name)s souhaite en parler.", title=title, name=name)
        return {"said": _("%(name)s souhaite parler du projet avant de répondre", name=name), "answer": full}
    return _agreed_in_words(agreement, name, title)


def _agreed_in_words(agreement: Agreement, name: str, title: str) -> dict[str, str]:
    said = _("%(name)s vous donne son accord", name=name)
    if agreement.status is S.AGREED_OTHERWISE:
        said = _("%(name)s vous donne son accord, avec d’autres jours ou dates", name=name)
    full = _("%(name)s donne son accord pour le projet « %(title)s » :", name=name, title=title)
    if agreement.days_agreed is not None and agreement.agreed_from and agreement.agreed_until:
        days = {"from": date_long(agreement.agreed_from), "to": date_long(agreement.agreed_until)}
        full += "\n- " + agreements.days_in_words(agreement.days_agreed) + "\n- " + _("du %(from)s au %(to)s", **days)
    return {"said": said, "answer": full}


def _advice(agreement: Agreement) -> str:
    if agreement.status is S.REFUSED:
        return _(
            "Un refus porte sur le temps, pas sur votre idée. Vous pouvez en parler ensemble, proposer moins de jours "
            "ou d’autres dates, et demander de nouveau depuis la page de votre projet. L’équipe du programme peut vous "
            "y aider."
        )
    if agreement.status is S.TALK_WANTED:
        email = agreement.manager_email
        return _(
            "Proposez un moment, par exemple un quart d’heure cette semaine : %(email)s. Son lien sert toujours pour "
            "répondre ensuite.",
            email=email,
        )
    return ""


def _advice_to_staff() -> str:
    return _(
        "L’équipe du dossier a reçu le même message. Vous le recevez parce que vous gérez l’appel : proposez-lui de "
        "préparer cet échange, ou d’y participer."
    )
