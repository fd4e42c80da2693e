"""Writes of screening: one person, one decision, one reason."""

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


def reconsider_project(session: Session, *, actor: Actor, project: Project, reason: str, version: int) -> Project:
    """Take a dossier back to examination, whatever was decided; the reason stays in its journal."""
    _refuse_stale(project, version)
    return lifecycle.move(session, lifecycle.RECONSIDER, project=project, actor=actor, note=reason)


def _refuse_stale(project: Project, version: int) -> None:
    if project.version != version:
        raise StaleVersion(_("Ce dossier a changé pendant que vous le lisiez. Relisez-le, puis enregistrez à nouveau."))
