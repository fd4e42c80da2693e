"""Where the team of a dossier that stops may be directed."""

from __future__ import annotations

from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Labelled, name_all


class RedirectionKind(Labelled):
    """What one is directed to; in the order of the list."""

    SERVICE = "service"
    TRAINING = "training"
    PROGRAMME = "programme"


name_all(
    {
        RedirectionKind.SERVICE: _("Service"),
        RedirectionKind.TRAINING: _("Formation"),
        RedirectionKind.PROGRAMME: _("Autre programme"),
    }
)
