"""Two dossiers made one: proposed by those who run the call, done by the second yes of those who carry them."""

import uuid
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock, outbox
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import aside, journal, lifecycle, mails, policy, rules
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.link_kinds import MergeStatus
from incubator.domain.models import MergeProposal, Project, TeamMember

LIFE = timedelta(days=14)


def proposal_of(session: Session, project: Project) -> MergeProposal | None:
    """Return the last proposal about `project`, with both dossiers and their owners."""
    one, other = joinedload(MergeProposal.kept), joinedload(MergeProposal.absorbed)
    return session.scalars(
        select(MergeProposal)
        .where(or_(MergeProposal.kept_id == project.id, MergeProposal.absorbed_id == project.id))
        .order_by(MergeProposal.created_at.desc(), MergeProposal.id)
        .limit(1)
        .options(
            one.joinedload(Project.owner), other.joinedload(Project.owner), one.joinedload(Project.call),
            other.joinedload(Project.call), joinedload(MergeProposal.proposed_by),
        )
    ).one_or_none()  # fmt: skip


def why_not(session: Session, kept: Project, absorbed: Project) -> str:
    """Say what prevents these two dossiers from being made one; "" when nothing does."""
    if kept.call_id != absorbed.call_id:
        return _("Ces deux dossiers ne sont pas de la même édition : ils peuvent être liés, pas réunis.")
    if not {kept.state, absorbed.state} <= lifecycle.MERGE.sources:
        return _("Deux dossiers se réunissent jusqu’à la fin de la recevabilité : l’un des deux n’en est plus là.")
    team = {member.person_id or member.name for one in (kept, absorbed) for member in _team(session, one)}
    if len(team) > rules.TEAM_LIMIT:
        return _(
            "L’équipe compterait %(count)s personnes, pour %(limit)s au plus.", count=len(team), limit=rules.TEAM_LIMIT
        )
    return ""


def is_awaited(session: Session, *projects: Project) -> bool:
    """Tell whether a proposal about one of `projects` awaits an answer."""
    return any(found.is_open for one in projects if (found := proposal_of(session, one)))


def propose(session: Session, *, actor: Actor, kept: Project, absorbed: Project, note: str) -> MergeProposal:
    """Ask both owners whether `absorbed` may join `kept`; nothing changes before both have agreed.

    Raises WrongState when the two cannot be made one, or when a proposal about one of them awaits an answer.
    """
    for one in (kept, absorbed):
        require(policy.propose_merge, actor, one)
        aside.lock_state(session, one)
    if sentence := why_not(session, kept, absorbed):
        raise WrongState(sentence)
    if is_awaited(session, kept, absorbed):
        raise WrongState(_("Une proposition attend déjà une réponse pour l’un de ces dossiers."))
    proposal = MergeProposal(
        kept=kept, absorbed=absorbed, note=note, proposed_by_id=actor.person_id, expires_at=clock.now() + LIFE
    )
    session.add(proposal)
    _record(session, Event.PROPOSE_MERGE, actor, proposal, note)
    for email in mails.merge_proposed(session, proposal):
        outbox.queue(session, email)
    return proposal


def agree(session: Session, *, actor: Actor, project: Project, key: uuid.UUID | None) -> MergeProposal:
    """Say yes for `project`; the second yes makes the two dossiers one.

    Raises WrongState when the proposal `key` no longer awaits an answer, or when the two cannot be made one any more.
    """
    proposal = _awaited(session, actor, project, key)
    now = clock.now()
    if proposal.kept.owner_id == actor.person_id:
        proposal.kept_agreed_at = proposal.kept_agreed_at or now
    if proposal.absorbed.owner_id == actor.person_id:
        proposal.absorbed_agreed_at = proposal.absorbed_agreed_at or now
    _record(session, Event.AGREE_TO_MERGE, actor, proposal)
    if proposal.kept_agreed_at and proposal.absorbed_agreed_at:
        _merge(session, actor, proposal)
    return proposal


def take_back(session: Session, *, actor: Actor, project: Project, key: uuid.UUID | None) -> MergeProposal:
    """Take one's yes back, as long as the other has not said theirs."""
    proposal = _awaited(session, actor, project, key)
    if proposal.kept.owner_id == actor.person_id:
        proposal.kept_agreed_at = None
    if proposal.absorbed.owner_id == actor.person_id:
        proposal.absorbed_agreed_at = None
    return proposal


def refuse(session: Session, *, actor: Actor, project: Project, key: uuid.UUID | None, reason: str) -> MergeProposal:
    """Say no: both dossiers go on apart; the other owner and whoever proposed are told."""
    proposal = _awaited(session, actor, project, key)
    _end(proposal, MergeStatus.REFUSED)
    proposal.reason = reason
    _record(session, Event.REFUSE_MERGE, actor, proposal, reason)
    for email in mails.merge_refused(session, proposal, by_id=actor.person_id):
        outbox.queue(session, email)
    return proposal


def cancel(session: Session, *, actor: Actor, project: Project) -> MergeProposal:
    """Take a proposal back, for those who run the call; both owners are told."""
    require(policy.propose_merge, actor, project)
    proposal = proposal_of(session, project)
    if proposal is None or proposal.status is not MergeStatus.PROPOSED:
        raise WrongState(_("Cette proposition n’attend plus de réponse."))
    for one in (proposal.kept, proposal.absorbed):
        require(policy.propose_merge, actor, one)
    _end(proposal, MergeStatus.CANCELLED)
    _record(session, Event.CANCEL_MERGE, actor, proposal)
    for email in mails.merge_cancelled(session, proposal):
        outbox.queue(session, email)
    return proposal


def _awaited(session: Session, actor: Actor, project: Project, key: uuid.UUID | None) -> MergeProposal:
    """Return the proposal that awaits an answer for `project`, once nobody else can answer it meanwhile."""
    require(policy.answer_merge, actor, project)
    proposal = proposal_of(session, project)
    if proposal is not None:
        for one in sorted((proposal.kept, proposal.absorbed), key=lambda one: one.id):
            aside.lock_state(session, one)
        session.refresh(proposal, ["status", "kept_agreed_at", "absorbed_agreed_at"])
    if proposal is None or proposal.id != key or not proposal.is_open:
        raise WrongState(_("Cette proposition n’attend plus de réponse."))
    return proposal


def _merge(session: Session, actor: Actor, proposal: MergeProposal) -> None:
    kept, absorbed = proposal.kept, proposal.absorbed
    if sentence := why_not(session, kept, absorbed):
        raise WrongState(sentence)
    there = {member.person_id or member.name for member in _team(session, kept)}
    for member in _team(session, absorbed):
        if (member.person_id or member.name) in there:
            continue
        session.add(TeamMember(project_id=kept.id, person_id=member.person_id, name=member.name, role=member.role))
        if member.person_id is not None:
            aside.stop_judging(session, person_id=member.person_id, project=kept, state=kept.state)
    absorbed.merged_into_id = kept.id
    _end(proposal, MergeStatus.MERGED)
    lifecycle.record_step(session, lifecycle.MERGE, project=absorbed, actor_id=actor.person_id)
    after = {"other": str(absorbed.id), "number": absorbed.number}
    journal.record(session, Event.WELCOME_TEAM, actor_id=actor.person_id, project=kept, after=after)
    for email in mails.merge_done(session, proposal):
        outbox.queue(session, email)


def _team(session: Session, project: Project) -> list[TeamMember]:
    query = select(TeamMember).where(TeamMember.project_id == project.id)
    return list(session.scalars(query.order_by(TeamMember.created_at, TeamMember.id)))


def _end(proposal: MergeProposal, status: MergeStatus) -> None:
    proposal.status, proposal.ended_at = status, clock.now()


def _record(session: Session, event: Event, actor: Actor, proposal: MergeProposal, note: str = "") -> None:
    for one, other in ((proposal.kept, proposal.absorbed), (proposal.absorbed, proposal.kept)):
        after = {"other": str(other.id)}
        journal.record(session, event, actor_id=actor.person_id, project=one, after=after, note=note)
