"""The e-mails of a team: who is invited, joins, leaves, offers help."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain.mails.recipients import call_of
from incubator.domain.models import Invitation, Person, Project


def team_invitation(
    session: Session, invitation: Invitation, project: Project, inviter: Person, *, language: str, url: str
) -> Email:
    """To whoever is invited: by whom, to which project, what accepting means, the link."""
    context = {"invitation": invitation, "project": project, "who": inviter.name or inviter.email, "url": url}
    context["call"] = call_of(session, project)
    return Email("team_invitation", invitation.email, language, context, project.id)


def _about_somebody(session: Session, name: str, project: Project, people: Iterable[Person], who: str) -> list[Email]:
    context = {"project": project, "call": call_of(session, project), "who": who}
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
    context = {"project": project, "call": call_of(session, project), "helper": helper, "message": message}
    context["who"] = helper.name or helper.email
    if owner.disabled_at is not None:
        return []
    return [Email("help_offered", owner.email, owner.language, {**context, "person": owner}, project.id)]
