"""Taking back what has just been done to one or several dossiers, while the mails that tell of it wait."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import information, lifecycle, policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Project, ScreeningAct, ScreeningOpinion
from incubator.screening import tagging

MINUTES = 5
DECISIONS = ("admit", "reject", "ask_information")


@dataclass(frozen=True, slots=True)
class Before:
    """Where a dossier stood before an act: since when; what its mails wait for."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, project: Project, until: datetime) -> "Before":
        """Note where `project` stands."""
        return cls(project.state_changed_at, until)


def until() -> datetime:
    """Return the instant until which an act begun now may be taken back."""
    return clock.now() + timedelta(minutes=MINUTES)


def note_decisions(
    session: Session, *, actor: Actor, call_id: uuid.UUID, kind: str, done: Sequence[tuple[Project, Before]]
) -> ScreeningAct:
    """Keep what it takes to take back decisions just taken; the dossiers have been flushed."""
    items = [
        {
            "project": str(project.id),
            "version": project.version,
            "since": before.since.isoformat(),
            "until": before.until.isoformat(),
        }
        for project, before in done
    ]
    return _keep(session, actor, call_id, kind, items)


def note_tags(
    session: Session, *, actor: Actor, call_id: uuid.UUID, kind: str, tag_id: uuid.UUID, done: Sequence[Project]
) -> ScreeningAct:
    """Keep what it takes to take back a tag just put on dossiers, or taken away from them."""
    end = until().isoformat()
    items = [{"project": str(project.id), "tag": str(tag_id), "until": end} for project in done]
    return _keep(session, actor, call_id, kind, items)


def _keep(
    session: Session,
    actor: Actor,
    call_id: uuid.UUID,
    kind: str,
    items: list[dict[str, Any]],  # Any: what JSON holds
) -> ScreeningAct:
    act = ScreeningAct(call_id=call_id, person_id=actor.person_id, kind=kind, items=items)
    session.add(act)
    session.flush()  # its key goes in the address that takes it back
    return act


def find_act(session: Session, actor: Actor, code: str, act_id: uuid.UUID) -> ScreeningAct:
    """Return an act of the actor's own; NoResultFound otherwise."""
    return session.scalars(
        select(ScreeningAct)
        .join(Call, Call.id == ScreeningAct.call_id)
        .where(Call.code == code, ScreeningAct.id == act_id, ScreeningAct.person_id == actor.person_id)
    ).one()


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of the dossiers of an act: as before, or left because they went on meanwhile."""

    done: list[Project]
    left: list[Project]


def undo(session: Session, *, actor: Actor, act: ScreeningAct) -> Undone:
    """Take an act back: states, tags and mails; a dossier that went on meanwhile, or whose mail has left, stays.

    Raises WrongState when it is too late, or already done.
    """
    require(policy.undo_act, actor, act)
    items = {uuid.UUID(item["project"]): item for item in act.items}
    if act.undone_at is not None:
        raise WrongState(_("C’est déjà annulé."))
    if not items or datetime.fromisoformat(next(iter(items.values()))["until"]) <= clock.now():
        raise WrongState(
            _(
                "Il est trop tard pour annuler : les courriels sont partis. "
                "Vous pouvez revoir chaque décision, une à une."
            )
        )
    act.undone_at = clock.now()
    projects = session.scalars(
        select(Project).where(Project.id.in_(items), policy.staffed_projects(actor)).order_by(Project.number)
    ).all()
    done: list[Project] = []
    left: list[Project] = []
    for project in projects:
        (done if _take_back(session, actor, act, project, items[project.id]) else left).append(project)
    return Undone(done, left)


def _take_back(
    session: Session,
    actor: Actor,
    act: ScreeningAct,
    project: Project,
    item: Mapping[str, Any],  # Any: as above
) -> bool:
    if act.kind not in DECISIONS:
        change = tagging.untag if act.kind == "tag" else tagging.tag
        change(session, actor=actor, tag_id=uuid.UUID(item["tag"]), projects=[project])
        return True
    if project.state not in lifecycle.TAKE_BACK.sources or project.version != item["version"]:
        return False
    if not outbox.withdraw(session, about=project.id, not_before=datetime.fromisoformat(item["until"])):
        return False
    information.forget_open(session, project)
    lifecycle.move(session, lifecycle.TAKE_BACK, project=project, actor=actor)
    project.state_changed_at = datetime.fromisoformat(item["since"])  # as if nothing had happened: opinions hold
    session.execute(
        delete(ScreeningOpinion).where(
            ScreeningOpinion.project_id == project.id, ScreeningOpinion.person_id == actor.person_id
        )
    )
    return True
