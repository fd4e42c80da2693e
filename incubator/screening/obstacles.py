"""What keeps a decision from being taken on a dossier."""

from incubator.core.i18n import _
from incubator.domain import lifecycle, rules
from incubator.domain.models import Project
from incubator.domain.screening_kinds import Verdict

OUTCOMES = {step.name: step for step in (lifecycle.ADMIT, lifecycle.REJECT, lifecycle.ASK_INFORMATION)}


def obstacle(project: Project, outcome: str) -> str | None:
    """Say why a decision cannot be taken on a dossier among others; None when it can. Its call must be loaded."""
    if project.state not in OUTCOMES[outcome].sources:
        return _("il est « %(state)s »", state=project.state.label)
    if outcome in set(Verdict) and project.call.screening_persons > 1:
        return _("plusieurs avis sont attendus : à examiner seul")
    if outcome == lifecycle.ADMIT.name and lateness(project):
        return _("il est arrivé après la clôture : à accepter seul, avec un motif")
    return None


def lateness(project: Project) -> bool:
    """Tell whether a dossier was handed in after the closing; its call must be loaded."""
    return rules.is_late(project.submitted_at, project.call, imported=project.import_key is not None)
