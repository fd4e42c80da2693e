"""Writes of second chances."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.again import files, queries
from incubator.again.files import Copy
from incubator.core import outbox
from incubator.core.errors import DomainError, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import aside, drafts, journal, mails, policy, rules
from incubator.domain.actors import Actor
from incubator.domain.chances import may_be_carried_over
from incubator.domain.events import Event
from incubator.domain.models import Answer, Call, Carryover, Person, Project, Redirection, TeamMember


def carry_over(session: Session, *, actor: Actor, project: Project, call: Call, copies: Sequence[Copy] = ()) -> Project:
    """Open a draft in `call` with what `project` holds and the `copies` of its files; else they are discarded.

    Done twice, it is the same draft. Raises as `_carry_over`.
    """
    try:
        draft, is_new = _carry_over(session, actor=actor, project=project, call=call, copies=copies)
    except DomainError:
        files.discard(copies)
        raise
    if not is_new:
        files.discard(copies)
    return draft


def _carry_over(
    session: Session, *, actor: Actor, project: Project, call: Call, copies: Sequence[Copy]
) -> tuple[Project, bool]:
    """Return the draft, and whether it was opened just now.

    Raises NotAllowed, WrongState when the dossier goes on, or when the call takes no dossier.
    """
    require(policy.propose_again, actor, project)
    require(policy.start_project, actor, call)
    if not may_be_carried_over(project):
        raise WrongState(_("Ce dossier suit son chemin : il n’y a pas lieu de le proposer à nouveau."))
    if not rules.call_is_open(call):
        raise WrongState(_("Cet appel ne reçoit pas de dossier en ce moment : aucun dossier n’a été créé."))
    aside.lock_state(session, project)  # two people of the team carry it over one after the other
    owner = session.get_one(Person, actor.person_id)
    done = queries.carried_into(session, project, call)
    if done is not None:
        return _joinable(session, actor, done), False
    draft = drafts.open_draft(session, actor=actor, call=call, owner=owner)
    draft.title, draft.department = project.title, project.department or draft.department
    draft.theme = project.theme if not call.themes or project.theme in call.themes else ""
    for question, value in queries.matches(project, call):
        session.add(Answer(project_id=draft.id, question_id=question.id, value=value))
    files.attach(session, copies, draft=draft, by=owner)
    _bring_team(session, actor, project, draft)
    session.add(
        Carryover(
            project_id=draft.id, former_id=project.id, former_number=project.number, former_call=project.call.title
        )
    )
    _record(session, actor, project, draft, call)
    session.flush()  # the letters go to the new team
    for email in mails.carried_over(session, draft, but=owner):
        outbox.queue(session, email)
    return draft, True


def _joinable(session: Session, actor: Actor, done: Project) -> Project:
    """Return the dossier that somebody opened already; WrongState for who is not of its team."""
    mine = (TeamMember.project_id == done.id, TeamMember.person_id == actor.person_id)
    if session.scalar(select(TeamMember.id).where(*mine)) is None:
        raise WrongState(
            _("Une personne de votre équipe a déjà repris ce dossier dans cet appel : demandez-lui de vous y inviter.")
        )
    return done


def _bring_team(session: Session, actor: Actor, project: Project, draft: Project) -> None:
    """Bring the people of the team who still have an account, and the names that are only names; roles stay."""
    own = session.scalars(select(TeamMember).where(TeamMember.project_id == draft.id)).one()
    own.role = next((one.role for one in project.members if one.person_id == actor.person_id), "") or own.role
    for member in project.members:
        gone = member.person is not None and member.person.disabled_at is not None
        if member.person_id != actor.person_id and not gone:
            session.add(TeamMember(project_id=draft.id, person_id=member.person_id, name=member.name, role=member.role))


def _record(session: Session, actor: Actor, project: Project, draft: Project, call: Call) -> None:
    old = {"call": project.call.code, "number": project.number}
    new = {"call": call.code, "number": draft.number}
    for one in (project, draft):
        journal.record(session, Event.CARRY_OVER, actor_id=actor.person_id, project=one, before=old, after=new)


def redirect(
    session: Session, *, actor: Actor, project: Project, name: str, contact: str, note: str, about: str = ""
) -> Redirection:
    """Show the team of a dossier that stops a service or a training; it is told by e-mail.

    Raises NotAllowed, or WrongState when the dossier goes on.
    """
    require(policy.redirect_project, actor, project)
    if not may_be_carried_over(project):
        raise WrongState(_("On oriente l’équipe d’un dossier qui s’arrête : celui-ci suit son chemin."))
    found = Redirection(
        project_id=project.id, author_id=actor.person_id, name=name, about=about, contact=contact, note=note
    )
    session.add(found)
    journal.record(session, Event.REDIRECT_PROJECT, actor_id=actor.person_id, project=project, note=name)
    for email in mails.redirected(session, project, found):
        outbox.queue(session, email)
    return found
