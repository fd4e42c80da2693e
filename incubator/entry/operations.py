"""Writes of access codes and deposits."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.errors import NotReady, WrongState
from incubator.core.i18n import _, language
from incubator.core.permissions import require
from incubator.domain import drafts, journal, mails, policy, rules
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.kinds import Role
from incubator.domain.models import AccessCode, AccessUse, Call, Deposit, Person, Project, RoleGrant, TeamMember
from incubator.entry import queries, words

# Read aloud on the telephone: no letter that is taken for a figure or another letter.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 10  # 50 bits, behind a limit of tries


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Somebody without address or computer, as their correspondent describes them."""

    name: str
    job: str
    department: str
    reach: str


def make_code(
    session: Session,
    *,
    actor: Actor,
    call: Call,
    note: str,
    places: int,
    valid_until: datetime,
    email: str,
    make_url: Callable[[str], str],
) -> AccessCode:
    """Make a code that lets `places` people propose in `call` until an instant; sent to `email` unless empty.

    Raises NotReady when the instant is past.
    """
    require(policy.give_access, actor, call)
    if valid_until <= clock.now():
        raise NotReady([_("Choisissez une date à venir.")])
    code = AccessCode(
        call_id=call.id,
        code="".join(secrets.choice(ALPHABET) for _place in range(LENGTH)),
        note=note,
        places=places,
        valid_until=valid_until,
        email=email.lower(),
        made_by_id=actor.person_id,
    )
    session.add(code)
    session.flush()  # the journal names it
    facts = {"code": str(code.id), "note": note, "places": places, "valid_until": valid_until.isoformat()}
    journal.record(session, Event.MAKE_ACCESS_CODE, actor_id=actor.person_id, call_id=call.id, after=facts)
    if code.email:
        mail = mails.access_code(session, code, call, language=language(), url=make_url(code.code))
        outbox.queue(session, mail)
    return code


def end_code(session: Session, *, actor: Actor, call: Call, code: AccessCode) -> AccessCode:
    """Let nobody new use `code`; whoever used it keeps the time it gave."""
    require(policy.give_access, actor, call)
    if code.ended_at is None:
        code.ended_at = clock.now()
        facts = {"code": str(code.id), "note": code.note}
        journal.record(session, Event.END_ACCESS_CODE, actor_id=actor.person_id, call_id=call.id, before=facts)
    return code


def use_code(session: Session, *, actor: Actor, typed: str) -> Project:
    """Let the actor propose in the call of a code: their drafts there may be handed in until it ends, or one is opened.

    Used twice by the same person, it leads to the same dossier. Raises WrongState with what `words.why_not` says.
    """
    require(policy.use_access_code, actor)
    code = queries.code_to_use(session, typed, lock=True)
    if reason := words.why_not(code, actor):
        raise WrongState(reason)
    assert code is not None  # for the reader: nothing is wrong with it
    call, owner = code.call, session.get_one(Person, actor.person_id)
    found = queries.drafts_in(session, actor, call)
    if not policy.start_project(actor, call):
        _invite(session, owner, call)
    found = found or [drafts.open_draft(session, actor=actor, call=call, owner=owner)]
    for project in found:
        _let_in(session, actor, project, code)
    if all(use.person_id != actor.person_id for use in code.uses):
        code.uses.append(AccessUse(person_id=actor.person_id, project_id=found[0].id))
    return found[0]


def _invite(session: Session, person: Person, call: Call) -> None:
    grant = RoleGrant(person_id=person.id, role=Role.AGENT, call_id=call.id)
    if not queries.holds_role(session, grant):
        session.add(grant)


def _let_in(session: Session, actor: Actor, project: Project, code: AccessCode) -> None:
    if project.open_until is not None and project.open_until >= code.valid_until:
        return
    project.open_until = code.valid_until
    facts = {"code": str(code.id), "until": code.valid_until.isoformat()}
    journal.record(session, Event.USE_ACCESS_CODE, actor_id=actor.person_id, project=project, after=facts)


def deposit(session: Session, *, actor: Actor, call: Call, agent: Agent) -> Project:
    """Open a draft in the name of an agent without address: the correspondent holds it, and receives its letters.

    Raises WrongState when the call takes no dossier at this instant.
    """
    require(policy.deposit_for_somebody, actor, call)
    if not rules.call_is_open(call):
        raise WrongState(_("Cet appel ne reçoit pas de dossier en ce moment : aucun dossier n’a été créé."))
    holder = session.get_one(Person, actor.person_id)
    project = drafts.open_draft(session, actor=actor, call=call, owner=holder)
    project.carried_by, project.department = agent.name, agent.department
    session.add(TeamMember(project_id=project.id, name=agent.name, role=agent.job))
    session.add(Deposit(project_id=project.id, by_id=holder.id, agent_job=agent.job, reach=agent.reach))
    journal.record(
        session,
        Event.DEPOSIT_FOR_SOMEBODY,
        actor_id=actor.person_id,
        project=project,
        after={"agent": agent.name, "informed": True},
    )
    return project
