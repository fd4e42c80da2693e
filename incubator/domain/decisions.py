"""Decisions of both rounds: prepared quietly, published together, in one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock, outbox
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, lifecycle, mails, policy, queries
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.kinds import OUTCOMES, RANKED_OUTCOMES, Outcome, Round
from incubator.domain.models import Call, Decision, Project
from incubator.domain.models.project import reference_of
from incubator.domain.states import State

DECIDABLE: dict[Round, tuple[State, ...]] = {
    Round.COMMITTEE: (State.UNDER_REVIEW,),
    Round.JURY: (State.PITCHED,),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is prepared for one dossier; `version` is that of the decision seen, 0 when there was none."""

    outcome: Outcome
    rank: int | None
    reason: str
    feedback: str
    version: int


def decision_of(session: Session, project: Project, round_: Round) -> Decision | None:
    """Return what a round has prepared or published for `project`."""
    return session.scalars(
        select(Decision).where(Decision.project_id == project.id, Decision.round == round_)
    ).one_or_none()


def prepare(
    session: Session,
    *,
    actor: Actor,
    project: Project,
    round_: Round,
    outcome: Outcome,
    rank: int | None = None,
    reason: str = "",
    feedback: str = "",
) -> Decision:
    """Prepare or change the decision of `round_` for `project`; nobody outside learns of it.

    Raises WrongState when the project is not at that round, or its decision is published.
    """
    require(policy.decide_project, actor, project)
    if project.state not in DECIDABLE[round_] or outcome not in OUTCOMES[round_]:
        raise WrongState(_("Ce dossier n’attend pas de décision de ce tour."))
    decision = decision_of(session, project, round_)
    before = None if decision is None else facts_of(decision)
    if decision is None:
        decision = Decision(project_id=project.id, round=round_)
        session.add(decision)
    decision.outcome, decision.reason, decision.feedback = outcome, reason.strip(), feedback.strip()
    decision.rank = rank if outcome in RANKED_OUTCOMES else None
    decision.prepared_by_id = actor.person_id
    after, by = facts_of(decision), actor.person_id
    journal.record(session, Event.PREPARE_DECISION, actor_id=by, project=project, before=before, after=after)
    session.flush()  # a decision changed by two people at once is answered here, by a page
    return decision


def prepare_choice(session: Session, *, actor: Actor, project: Project, round_: Round, choice: Choice) -> Decision:
    """Prepare what somebody chose on a page; StaleVersion when another decision was prepared since they saw it."""
    require(policy.decide_project, actor, project)
    current = decision_of(session, project, round_)
    if (current.version if current else 0) != choice.version:
        raise StaleVersion(_("Quelqu’un d’autre vient de préparer cette décision : comparez, puis enregistrez."))
    return prepare(
        session,
        actor=actor,
        project=project,
        round_=round_,
        outcome=choice.outcome,
        rank=choice.rank,
        reason=choice.reason,
        feedback=choice.feedback,
    )


def facts_of(decision: Decision) -> dict[str, object]:
    """Return what the journal keeps of a decision."""
    return {"outcome": decision.outcome.value, "rank": decision.rank, "reason": decision.reason}


def prepared(session: Session, call: Call, round_: Round) -> list[Decision]:
    """Return the unpublished decisions of a round of `call`, in the order of the dossiers' numbers."""
    query = _prepared(call, round_).options(joinedload(Decision.project).joinedload(Project.call))
    return list(session.scalars(query))


def _prepared(call: Call, round_: Round) -> Select[Decision]:
    return (
        select(Decision)
        .join(Project, Project.id == Decision.project_id)
        .where(Project.call_id == call.id, Decision.round == round_, Decision.published_at.is_(None))
        .where(Project.state.in_(DECIDABLE[round_]))
        .order_by(Project.number)
    )


def missing_for_publication(session: Session, call: Call, round_: Round, actor: Actor | None = None) -> list[str]:
    """Return the sentences that say what keeps a round from being published; none when it is ready.

    With `actor`, the dossiers they stay away from are not named.
    """
    away = actor.aside if actor else frozenset()
    unready = [
        (project_id, _("Le dossier %(number)s attend une décision.", number=reference_of(number)))
        for project_id, number in _undecided(session, call, round_)
    ]
    unready += [
        (project_id, _("La décision du dossier %(number)s attend son motif.", number=reference_of(number)))
        for project_id, number in session.execute(
            _prepared(call, round_).with_only_columns(Project.id, Project.number).where(Decision.reason == "")
        )
    ]
    missing = [sentence for project_id, sentence in unready if project_id not in away]
    if len(missing) < len(unready):
        missing.append(_("Un dossier dont vous vous tenez à l’écart n’est pas prêt : un collègue peut le compléter."))
    outcomes = session.execute(
        _prepared(call, round_).with_only_columns(Decision.outcome, Decision.rank).order_by(None)
    ).all()
    ranks = [rank for outcome, rank in outcomes if outcome in RANKED_OUTCOMES]
    if None in ranks or len(set(ranks)) != len(ranks):
        missing.append(
            _("Chaque dossier de la liste d’attente doit avoir un rang, et un seul.")
            if round_ is Round.COMMITTEE
            else _("Chaque dossier de la liste complémentaire doit avoir un rang, et un seul.")
        )
    if not outcomes:
        missing.append(_("Aucune décision n’est prête."))
    return missing


def _undecided(session: Session, call: Call, round_: Round) -> Sequence[Row[uuid.UUID, int]]:
    """Return the keys and numbers of the dossiers of a round that no decision is prepared for, by number."""
    decided = select(Decision.project_id).where(Decision.round == round_, Decision.published_at.is_(None))
    return session.execute(
        select(Project.id, Project.number)
        .where(Project.call_id == call.id, Project.state.in_(DECIDABLE[round_]), Project.id.not_in(decided))
        .order_by(Project.number)
    ).all()


def publish(session: Session, *, actor: Actor, call: Call, round_: Round) -> list[Decision]:
    """Publish every decision of a round: states, journal and letters in one transaction.

    The steps are taken in the name of the round, so that a decision about somebody the actor may not judge is
    published with the others. Raises NotReady with what is missing.
    """
    require(policy.publish_decisions if round_ is Round.COMMITTEE else policy.decide_jury, actor, call)
    if reasons := missing_for_publication(session, call, round_, actor):
        raise NotReady(reasons)
    decisions = prepared(session, call, round_)
    call = queries.call_in_letters(session, call.id)
    teams = queries.teams(session, [decision.project_id for decision in decisions])
    for decision in decisions:
        project, step = decision.project, lifecycle.DECISION_STEPS[decision.outcome.state]
        decision.published_at = clock.now()
        lifecycle.note_step(session, step, project=project, actor_id=actor.person_id, note=decision.reason)
        for person in teams.get(project.id, ()):
            outbox.queue(session, mails.decision_letter(call, project, person, decision))
    lifecycle.flush(session)
    return decisions
