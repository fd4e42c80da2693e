"""Writes of screening: decisions on one or several dossiers, which may be taken back while their mails wait."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from incubator.core import outbox
from incubator.core.errors import NotReady, StaleVersion
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import information, lifecycle, mails, policy
from incubator.domain.actors import Actor
from incubator.domain.models import Project, ScreeningAct
from incubator.domain.screening_kinds import Verdict
from incubator.screening import opinions, undo
from incubator.screening.asking import Asked
from incubator.screening.obstacles import OUTCOMES, lateness, obstacle
from incubator.screening.undo import Before


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the dossiers chosen: those decided, those that had changed; the act, to take it back."""

    done: list[Project]
    left: list[Project]
    act: ScreeningAct | None = None


def screen_project(
    session: Session,
    *,
    actor: Actor,
    project: Project,
    outcome: str,
    reason: str,
    version: int,
    asked: Asked | None = None,
    settle: bool = False,
) -> ScreeningAct | None:
    """Say whether a dossier is admissible, or ask its team for more; `outcome` is a name of `OUTCOMES`.

    Where the call wants several people to agree, this is an opinion until they do, and None is returned; who manages
    the call may `settle` a disagreement, with a reason.

    Raises StaleVersion when the dossier changed since `version` was read, NotReady when one handed in after the closing
    is admitted without a reason, and what `lifecycle.move` raises.
    """
    _refuse_stale(project, version)
    if outcome == lifecycle.ADMIT.name and lateness(project) and not reason.strip():
        raise NotReady([_("Ce dossier est arrivé après la clôture : écrivez pourquoi vous l’acceptez.")])
    if outcome in set(Verdict) and project.call.screening_persons > 1:
        agreed = _opinion(session, actor, project, Verdict(outcome), reason, settle)
        if agreed is None:
            return None
        reason = agreed
    before = Before.of(project, undo.until())
    _decide(session, actor, project, outcome, reason, before, asked)
    return undo.note_decisions(session, actor=actor, call_id=project.call_id, kind=outcome, done=[(project, before)])


def _opinion(
    session: Session, actor: Actor, project: Project, verdict: Verdict, reason: str, settle: bool
) -> str | None:
    """Keep an opinion; return the reason of the decision once as many as wanted agree, or one who may has settled."""
    require(policy.screen_project, actor, project)
    if project.state not in OUTCOMES[verdict].sources:
        return reason  # the step says why it is refused
    if verdict is Verdict.REJECT and not reason.strip():
        raise NotReady([_("Écrivez le motif : la personne concernée le lira.")])
    if settle:
        require(policy.settle_screening, actor, project)
        if not reason.strip():
            raise NotReady([_("Écrivez ce qui vous fait trancher : le motif reste au journal.")])
        return reason
    given = opinions.give(session, actor=actor, project=project, verdict=verdict, reason=reason)
    return given.reasons if given.agreed else None


def decide_together(
    session: Session,
    *,
    actor: Actor,
    projects: Sequence[Project],
    versions: Mapping[uuid.UUID, int],
    outcome: str,
    reason: str = "",
    asked: Asked | None = None,
) -> Decided:
    """Take the same decision on several dossiers at once; one that changed since `versions` were read is left."""
    done, left, end = [], [], undo.until()
    for project in projects:
        if obstacle(project, outcome) is None and versions.get(project.id) == project.version:
            before = Before.of(project, end)
            _decide(session, actor, project, outcome, reason, before, asked)
            done.append((project, before))
        else:
            left.append(project)
    act = None
    if done:
        call_id = done[0][0].call_id
        act = undo.note_decisions(session, actor=actor, call_id=call_id, kind=outcome, done=done)
    return Decided([project for project, _before in done], left, act)


def _decide(
    session: Session, actor: Actor, project: Project, outcome: str, reason: str, before: Before, asked: Asked | None
) -> None:
    if outcome == lifecycle.ASK_INFORMATION.name and reason.strip():
        wanted = asked or Asked()
        require(policy.screen_project, actor, project)
        information.ask(
            session,
            person_id=actor.person_id,
            project=project,
            message=reason.strip(),
            fields=wanted.fields,
            due_on=wanted.due_on,
        )
        session.flush()  # the mail reads it
    lifecycle.move(session, OUTCOMES[outcome], project=project, actor=actor, note=reason, mails_wait_until=before.until)
    if asked is not None and asked.reminder_at is not None:
        for email in mails.information_reminder(session, project, reason.strip()):
            outbox.queue(session, email, not_before=asked.reminder_at)


def reconsider_project(session: Session, *, actor: Actor, project: Project, reason: str, version: int) -> Project:
    """Take a dossier back to examination, whatever was decided; the reason stays in its journal."""
    _refuse_stale(project, version)
    return lifecycle.move(session, lifecycle.RECONSIDER, project=project, actor=actor, note=reason)


def _refuse_stale(project: Project, version: int) -> None:
    if project.version != version:
        raise StaleVersion(_("Ce dossier a changé pendant que vous le lisiez. Relisez-le, puis enregistrez à nouveau."))
