"""The words of an import: where it comes from, how far it is, what became of each line."""

from __future__ import annotations

from datetime import timedelta

from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Labelled, Marked, Tone, mark_all, name_all


class ImportSource(Labelled):
    """Where the dossiers come from."""

    FILE = "file"
    DEMARCHES = "demarches"


name_all({ImportSource.FILE: _("Fichier"), ImportSource.DEMARCHES: _("Démarches Simplifiées")})


class ImportStatus(Marked):
    """How far an import is."""

    FETCHING = "fetching"
    TO_MAP = "to_map"
    TO_CONFIRM = "to_confirm"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


name_all(
    {
        ImportStatus.FETCHING: _("Récupération en cours"),
        ImportStatus.TO_MAP: _("Colonnes à choisir"),
        ImportStatus.TO_CONFIRM: _("À confirmer"),
        ImportStatus.RUNNING: _("En cours"),
        ImportStatus.DONE: _("Terminé"),
        ImportStatus.FAILED: _("Arrêté par une erreur"),
        ImportStatus.CANCELLED: _("Arrêté"),
        ImportStatus.UNDOING: _("Annulation en cours"),
        ImportStatus.UNDONE: _("Annulé en entier"),
    }
)

mark_all(
    {
        ImportStatus.FETCHING: (Tone.PROGRESS, "hourglass-split"),
        ImportStatus.TO_MAP: (Tone.WARN, "ui-checks"),
        ImportStatus.TO_CONFIRM: (Tone.WARN, "eye"),
        ImportStatus.RUNNING: (Tone.PROGRESS, "hourglass-split"),
        ImportStatus.DONE: (Tone.GOOD, "check2"),
        ImportStatus.FAILED: (Tone.STOP, "exclamation-circle-fill"),
        ImportStatus.CANCELLED: (Tone.NEUTRAL, "stop-circle"),
        ImportStatus.UNDOING: (Tone.PROGRESS, "hourglass-split"),
        ImportStatus.UNDONE: (Tone.NEUTRAL, "arrow-counterclockwise"),
    }
)
AT_WORK = (ImportStatus.FETCHING, ImportStatus.RUNNING, ImportStatus.UNDOING)
NOT_STARTED = (ImportStatus.TO_MAP, ImportStatus.TO_CONFIRM)
KEPT = timedelta(days=30)  # the lines of an import, and the files it took out of dossiers, once it is over
# What may be undone: whatever has written something, were it a part.
UNDOABLE = (ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED)


class LineOutcome(Marked):
    """What became, or would become, of a line."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


name_all(
    {
        LineOutcome.CREATED: _("Créé"),
        LineOutcome.UPDATED: _("Mis à jour"),
        LineOutcome.UNCHANGED: _("Inchangé"),
        LineOutcome.REFUSED: _("Refusé"),
        LineOutcome.WITHDRAWN: _("Retiré"),
    }
)

mark_all(
    {
        LineOutcome.CREATED: (Tone.GOOD, "plus-lg"),
        LineOutcome.UPDATED: (Tone.PROGRESS, "arrow-repeat"),
        LineOutcome.UNCHANGED: (Tone.NEUTRAL, "check2"),
        LineOutcome.REFUSED: (Tone.STOP, "slash-circle"),
        LineOutcome.WITHDRAWN: (Tone.NEUTRAL, "arrow-counterclockwise"),
    }
)
