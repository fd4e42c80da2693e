"""After a round is published: a place is free, or none will be, for a project that waits on the list of that round."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.errors import StaleVersion, WrongState
from incubator.core.i18n import LazyString, _
from incubator.core.i18n import lazy as _l
from incubator.core.permissions import require
from incubator.domain import journal, lifecycle, mails, policy
from incubator.domain.actors import Actor
from incubator.domain.decisions import Choice, decision_of, facts_of
from incubator.domain.events import Event
from incubator.domain.kinds import Outcome, Round
from incubator.domain.models import Call, Decision, Project
from incubator.domain.states import REACHED_SHORTLIST, WON, State


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The list of a round: where its projects stand, how they leave it (in, out), where those with a place stand."""

    state: State
    outcomes: tuple[Outcome, Outcome]
    placed: tuple[State, ...]
    not_on_it: LazyString


LISTS: dict[Round, WaitingList] = {
    Round.COMMITTEE: WaitingList(
        State.WAITING_LIST,
        (Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED),
        REACHED_SHORTLIST,
        _l("Ce dossier n’est pas sur la liste d’attente."),
    ),
    Round.JURY: WaitingList(
        State.RESERVE,
        (Outcome.SELECTED, Outcome.NOT_SELECTED),
        WON,
        _l("Ce dossier n’est pas sur la liste complémentaire."),
    ),
}


def settle(session: Session, *, actor: Actor, project: Project, round_: Round, choice: Choice) -> Decision:
    """Take `project` off the list of `round_`, in or out, at once: its state, its decision and its letter.

    Raises StaleVersion when its decision is no longer the one seen, WrongState when it is not on that list, NotReady
    without a reason.
    """
    require(policy.decide_project, actor, project)
    on_list, decision = LISTS[round_], decision_of(session, project, round_)
    if decision is not None and decision.version != choice.version:
        raise StaleVersion(_("Quelqu’un d’autre vient de changer cette décision : comparez, puis enregistrez."))
    if decision is None or project.state is not on_list.state or choice.outcome not in on_list.outcomes:
        raise WrongState(str(on_list.not_on_it))
    before = facts_of(decision)
    decision.outcome, decision.rank, decision.published_at = choice.outcome, None, clock.now()
    decision.reason, decision.feedback = choice.reason.strip(), choice.feedback.strip()
    decision.prepared_by_id = by = actor.person_id
    after = facts_of(decision)
    journal.record(session, Event.PREPARE_DECISION, actor_id=by, project=project, before=before, after=after)
    step = lifecycle.DECISION_STEPS[choice.outcome.state]
    lifecycle.move(session, step, project=project, actor=actor, note=decision.reason)
    for email in mails.decision_letters(session, project, decision):
        outbox.queue(session, email)
    return decision


def first_in_line(session: Session, *, actor: Actor, call: Call, round_: Round) -> Project | None:
    """Return the best placed project of the list of `round_`, among those the actor may decide on."""
    return session.scalars(
        select(Project)
        .join(Decision, (Decision.project_id == Project.id) & (Decision.round == round_))
        .where(Project.call_id == call.id, Project.state == LISTS[round_].state, policy.judged_projects(actor))
        .order_by(Decision.rank, Project.number)
        .limit(1)
    ).one_or_none()


def places_taken(session: Session, call: Call, round_: Round) -> int:
    """Count the projects of `call` that have a place after `round_`. It tells nothing of any one of them."""
    query = select(func.count()).where(Project.call_id == call.id, Project.state.in_(LISTS[round_].placed))
    return session.scalar(query) or 0


def free_places(session: Session, call: Call, round_: Round) -> int:
    """Count the places of `call` that nobody has after `round_`; none for the pitch once the jury day is closed."""
    if round_ is Round.COMMITTEE and call.jury_closed_at is not None:
        return 0
    places = call.pitch_places if round_ is Round.COMMITTEE else call.winner_places
    return max(0, places - places_taken(session, call, round_))
