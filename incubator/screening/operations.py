"""Writes of screening: one person, one decision, one reason."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from incubator.core.errors import StaleVersion
from incubator.core.i18n import _
from incubator.domain import lifecycle
from incubator.domain.actors import Actor
from incubator.domain.models import Project

OUTCOMES = {step.name: step for step in (lifecycle.ADMIT, lifecycle.REJECT, lifecycle.ASK_INFORMATION)}


def screen_project(
    session: Session, *, actor: Actor, project: Project, outcome: str, reason: str, version: int
) -> Project:
    """Say whether a dossier is admissible, or ask its team for more; `outcome` is a name of `OUTCOMES`.

    Raises StaleVersion when the dossier changed since `version` was read, and what `lifecycle.move` raises.
    """
    _refuse_stale(project, version)
    return lifecycle.move(session, OUTCOMES[outcome], project=project, actor=actor, note=reason)


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of the dossiers chosen: those declared admissible, those that had changed and were left alone."""

    done: list[Project]
    left: list[Project]


def admit_together(
    session: Session, *, actor: Actor, projects: Sequence[Project], versions: Mapping[uuid.UUID, int]
) -> Admitted:
    """Declare several dossiers admissible at once; one that changed since `versions` were read is left as it is."""
    done, left = [], []
    for project in projects:
        if project.state in lifecycle.ADMIT.sources and versions.get(project.id) == project.version:
            done.append(lifecycle.move(session, lifecycle.ADMIT, project=project, actor=actor))
        else:
            left.append(project)
    return Admitted(done, left)


def reconsider_project(session: Session, *, actor: Actor, project: Project, reason: str, version: int) -> Project:
    """Take a dossier back to examination, whatever was decided; the reason stays in its journal."""
    _refuse_stale(project, version)
    return lifecycle.move(session, lifecycle.RECONSIDER, project=project, actor=actor, note=reason)


def _refuse_stale(project: Project, version: int) -> None:
    if project.version != version:
        raise StaleVersion(_("Ce dossier a changé pendant que vous le lisiez. Relisez-le, puis enregistrez à nouveau."))
