"""One function per e-mail: to whom, with which facts. The words are in templates/emails/<name>."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain import agreements, queries
from incubator.domain.calendar import DATES
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.kinds import Role
from incubator.domain.models import (
    Agreement,
    Call,
    Decision,
    Invitation,
    Person,
    Project,
    RoleGrant,
    TeamMember,
    call_organisations,
)

STAFF = (Role.PROGRAMME_MANAGER, Role.SECRETARY)


def _team(session: Session, project: Project) -> list[Person]:
    return list(
        session.scalars(
            select(Person)
            .join(TeamMember, TeamMember.person_id == Person.id)
            .where(TeamMember.project_id == project.id, Person.disabled_at.is_(None))
            .order_by(Person.email)
        )
    )


def _call(session: Session, project: Project) -> Call:
    return queries.call_in_letters(session, project.call_id)


def _to_team(session: Session, name: str, project: Project, note: str) -> list[Email]:
    call = _call(session, project)
    return [
        Email(
            name,
            person.email,
            person.language,
            {"project": project, "call": call, "person": person, "note": note},
            project.id,
        )
        for person in _team(session, project)
    ]


def submission_receipt(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier is in, and what comes next."""
    return _to_team(session, "submission_receipt", project, note)


def information_requested(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: something is missing; `note` says what."""
    return _to_team(session, "information_requested", project, note)


def information_sent(session: Session, project: Project, note: str) -> list[Email]:
    """To those who run the call: the dossier came back completed."""
    call = _call(session, project)
    context = {"project": project, "call": call, "note": note}
    return [
        Email("information_sent", p.email, p.language, {**context, "person": p}, project.id)
        for p in _staff(session, project)
    ]


def _staff(session: Session, project: Project) -> list[Person]:
    """Return those who run the call, but who is of the team."""
    staff = session.scalars(
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(call_organisations, call_organisations.c.organisation_id == RoleGrant.organisation_id)
        .where(
            RoleGrant.role.in_(STAFF),
            RoleGrant.ended_at.is_(None),
            (RoleGrant.call_id == project.call_id) | (call_organisations.c.call_id == project.call_id),
            Person.id.not_in(
                select(TeamMember.person_id).where(
                    TeamMember.project_id == project.id, TeamMember.person_id.is_not(None)
                )
            ),
        )
        .distinct()
        .order_by(Person.email)
    )
    return list(staff)


def admissible(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier will be read."""
    return _to_team(session, "admissible", project, note)


def not_admissible(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier cannot be examined; `note` says why."""
    return _to_team(session, "not_admissible", project, note)


def withdrawal_receipt(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the dossier is withdrawn."""
    return _to_team(session, "withdrawal_receipt", project, note)


def mentoring_started(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the follow-up begins."""
    return _to_team(session, "mentoring_started", project, note)


def project_ended(session: Session, project: Project, note: str) -> list[Email]:
    """To the team: the follow-up ends, how and why."""
    return _to_team(session, "project_ended", project, note)


def decision_letter(call: Call, project: Project, person: Person, decision: Decision) -> Email:
    """To one person of the team: what was decided, why, what was good, what they can do next."""
    context = {"project": project, "call": call, "person": person, "decision": decision}
    return Email(f"letter_{decision.outcome.value}", person.email, person.language, context, project.id)


def decision_letters(session: Session, project: Project, decision: Decision) -> list[Email]:
    """To the team: the letter of a decision."""
    call = _call(session, project)
    return [decision_letter(call, project, person, decision) for person in _team(session, project)]


def readings_assigned(session: Session, call: Call, readers: Iterable[tuple[Person, int]]) -> list[Email]:
    """To each reader, once: how many dossiers to read, before which day."""
    return [
        Email("readings_assigned", person.email, person.language, {"call": call, "person": person, "count": count})
        for person, count in readers
    ]


def dates_changed(
    session: Session, call: Call, moved: Mapping[str, date | datetime], *, reason: str = ""
) -> list[Email]:
    """To whoever the dates of `call` concern, once each: which ones changed; `moved` holds what they were."""
    call = queries.call_in_letters(session, call.id)
    context = {
        "call": call,
        "note": reason,
        "moved": [(DATES[name], was, getattr(call, name)) for name, was in moved.items()],
    }
    people = queries.concerned_by(session, call)
    return [Email("dates_changed", p.email, p.language, {**context, "person": p}) for p in people]


def coach_assigned(session: Session, project: Project, coach: Person) -> list[Email]:
    """To the team and to the coach: you work together from now on."""
    call = _call(session, project)
    team = _team(session, project)
    context = {"project": project, "call": call, "coach": coach, "team": team}
    return [Email("coach_assigned", p.email, p.language, {**context, "person": p}, project.id) for p in (*team, coach)]


def team_invitation(
    session: Session, invitation: Invitation, project: Project, inviter: Person, *, language: str, url: str
) -> Email:
    """To whoever is invited: by whom, to which project, what accepting means, the link."""
    context = {"invitation": invitation, "project": project, "inviter": inviter, "url": url}
    context["call"] = _call(session, project)
    return Email("team_invitation", invitation.email, language, context, project.id)


def _about_somebody(session: Session, name: str, project: Project, people: Iterable[Person], who: str) -> list[Email]:
    context = {"project": project, "call": _call(session, project), "who": who}
    open_accounts = {person.email: person for person in people if person.disabled_at is None}
    return [
        Email(name, email, person.language, {**context, "person": person}, project.id)
        for email, person in sorted(open_accounts.items())
    ]


def invitation_accepted(session: Session, project: Project, people: Iterable[Person], who: str) -> list[Email]:
    """To those who carry the project and who invited: somebody joined the team."""
    return _about_somebody(session, "invitation_accepted", project, people, who)


def invitation_declined(session: Session, project: Project, people: Iterable[Person], who: str) -> list[Email]:
    """To those who carry the project and who invited: somebody declined."""
    return _about_somebody(session, "invitation_declined", project, people, who)


def member_left(session: Session, project: Project, owner: Person, who: str) -> list[Email]:
    """To whoever carries the project: somebody left the team."""
    return _about_somebody(session, "member_left", project, [owner], who)


def member_removed(session: Session, project: Project, person: Person, who: str) -> list[Email]:
    """To a person no longer in the team; `who` says by whom."""
    return _about_somebody(session, "member_removed", project, [person], who)


def project_handed_over(session: Session, project: Project, owner: Person, who: str) -> list[Email]:
    """To whoever now carries the project; `who` carried it before."""
    return _about_somebody(session, "project_handed_over", project, [owner], who)


def help_offered(session: Session, project: Project, owner: Person, helper: Person, message: str) -> list[Email]:
    """To whoever carries a project that looks for teammates: a colleague offers their help."""
    context = {"project": project, "call": _call(session, project), "helper": helper, "message": message}
    if owner.disabled_at is not None:
        return []
    return [Email("help_offered", owner.email, owner.language, {**context, "person": owner}, project.id)]


def sign_in_link(*, to: str, language: str, url: str, expires_at: datetime) -> Email:
    """To whoever asked: the single-use link."""
    return Email("sign_in_link", to, language, {"url": url, "expires_at": expires_at})


def sign_in_unknown(*, to: str, language: str) -> Email:
    """To an address that has no account and belongs to no organisation here."""
    return Email("sign_in_unknown", to, language, {})


def _to_manager(session: Session, name: str, agreement: Agreement, language: str, **more: str) -> Email:
    context = {
        "agreement": agreement,
        "project": agreement.project,
        "call": _call(session, agreement.project),
        "agent": agreement.asked_by.name or agreement.asked_by.email,
        "time": agreements.days_in_words,
        **more,
    }
    return Email(name, agreement.manager_email, language, context, agreement.project_id)


def agreement_request(session: Session, agreement: Agreement, *, url: str, language: str, via: str = "") -> Email:
    """To the manager: who asks for how much time, and the link; `via` names the manager who handed the request on."""
    problem = agreements.problem_in_a_sentence(session, agreement.project)
    return _to_manager(session, "agreement_request", agreement, language, url=url, problem=problem, via=via)


def agreement_reminder(session: Session, agreement: Agreement, *, url: str, language: str) -> Email:
    """To the manager: an answer is awaited; the link replaces the one before."""
    return _to_manager(session, "agreement_reminder", agreement, language, url=url)


def agreement_cancelled(session: Session, agreement: Agreement, *, language: str) -> Email:
    """To the manager: nothing is asked any more."""
    return _to_manager(session, "agreement_cancelled", agreement, language)


def agreement_answer(session: Session, agreement: Agreement) -> list[Email]:
    """To the team, and to those who run the call when the manager wants to talk: what the manager says."""
    project = agreement.project
    call, people = _call(session, project), _team(session, project)
    talk = agreement.status is AgreementStatus.TALK_WANTED
    if talk and project.submitted_at is not None:  # a draft belongs to its team alone
        people += _staff(session, project)
    context = {"agreement": agreement, "project": project, "call": call, "time": agreements.days_in_words}
    return [Email("agreement_answer", p.email, p.language, {**context, "person": p}, project.id) for p in people]
