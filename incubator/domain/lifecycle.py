"""Taking a step: check, change, record, tell. The steps themselves are the table of `domain.steps`."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from incubator.core import clock, outbox
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import information, journal, revisions
from incubator.domain.actors import Actor
from incubator.domain.models import Project
from incubator.domain.states import State
from incubator.domain.steps import (
    ADMIT,
    ASK_INFORMATION,
    BY_NAME,
    COME_BACK,
    DECISION_STEPS,
    DECLINE_AFTER_PITCH,
    DECLINE_ON_FILE,
    END,
    MERGE,
    PITCH,
    PUT_IN_RESERVE,
    PUT_ON_WAITING_LIST,
    RECONSIDER,
    REJECT,
    RESUME,
    REVISE,
    SELECT,
    SEND_INFORMATION,
    SHORTLIST,
    START_MENTORING,
    START_REVIEW,
    STEPS,
    SUBMIT,
    TAKE_BACK,
    WITHDRAW,
    Step,
)

__all__ = [
    "ADMIT",
    "ASK_INFORMATION",
    "BY_NAME",
    "COME_BACK",
    "DECISION_STEPS",
    "DECLINE_AFTER_PITCH",
    "DECLINE_ON_FILE",
    "END",
    "MERGE",
    "PITCH",
    "PUT_IN_RESERVE",
    "PUT_ON_WAITING_LIST",
    "RECONSIDER",
    "REJECT",
    "RESUME",
    "REVISE",
    "SELECT",
    "SEND_INFORMATION",
    "SHORTLIST",
    "START_MENTORING",
    "START_REVIEW",
    "STEPS",
    "SUBMIT",
    "Step",
    "TAKE_BACK",
    "WITHDRAW",
    "diagram",
    "flush",
    "move",
    "next_steps",
    "note_step",
    "record_step",
]


def move(
    session: Session,
    step: Step,
    *,
    project: Project,
    actor: Actor,
    note: str = "",
    mails_wait_until: datetime | None = None,
) -> Project:
    """Take `project` through `step`: check, change, record, tell. The only place where a state changes.

    The mails leave at once, or not before `mails_wait_until`.

    Raises NotAllowed (not for this person), WrongState (not now), NotReady (not yet: with the reasons), StaleVersion
    (somebody saved the project in the meantime).
    """
    require(step.may, actor, project)
    if project.state not in step.sources:
        raise WrongState(
            _("Ce dossier est maintenant « %(state)s » : l’action n’est plus possible.", state=project.state.label)
        )
    if reasons := step.missing(session, project, note):
        raise NotReady(reasons)
    record_step(session, step, project=project, actor_id=actor.person_id, note=note)
    if step.keeps_version:
        revisions.keep(session, project, by_id=actor.person_id, event=step.name)
    for make in step.sends:
        for email in make(session, project, note):
            outbox.queue(session, email, not_before=mails_wait_until)
    return project


def record_step(session: Session, step: Step, *, project: Project, actor_id: uuid.UUID | None, note: str = "") -> None:
    """Change the state and write the journal; flush, so that a concurrent change is answered by a page."""
    note_step(session, step, project=project, actor_id=actor_id, note=note)
    flush(session)


def note_step(session: Session, step: Step, *, project: Project, actor_id: uuid.UUID | None, note: str = "") -> None:
    """Change the state and write the journal; `flush` is the caller's business, after many steps at once."""
    before = project.state
    if before is State.INFO_REQUESTED:  # whatever ends it: nothing more is awaited of the team
        information.close(session, project)
    project.state = step.target
    project.state_changed_at = clock.now()
    if step.stamps is not None:
        setattr(project, step.stamps, project.state_changed_at)
    journal.record(
        session,
        step.name,
        actor_id=actor_id,
        project=project,
        before={"state": before.value},
        after={"state": step.target.value},
        note=note,
    )


def flush(session: Session) -> None:
    """Send what was changed; StaleVersion when somebody else has changed it in the meantime."""
    try:
        session.flush()
    except StaleDataError as error:
        raise StaleVersion(_("Quelqu’un d’autre vient de modifier ce dossier.")) from error


def next_steps(session: Session, actor: Actor, project: Project) -> list[Step]:
    """Return the steps `actor` may take from where `project` stands, whether or not it is ready for them."""
    return [step for step in STEPS if project.state in step.sources and step.may(actor, project)]


def diagram() -> str:
    """Return the lifecycle as a Mermaid state diagram; the ten endings are drawn as one arrow each."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for step in STEPS:
        if step is WITHDRAW:
            continue
        lines += [
            f"    {source.value} --> {step.target.value}: {step.name}" for source in State if source in step.sources
        ]
    lines.append(f"    note right of withdrawn: « {WITHDRAW.name} » leads here from every state that is not an end")
    return "\n".join(lines) + "\n"
