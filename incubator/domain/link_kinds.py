"""How two dossiers are linked, and what became of a proposal to make one of them."""

from __future__ import annotations

from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Labelled, name_all


class LinkKind(Labelled):
    """Why two dossiers stand side by side."""

    SAME_NEED = "same_need"
    COMPLEMENTARY = "complementary"
    DUPLICATE = "duplicate"


name_all(
    {
        LinkKind.SAME_NEED: _("Même besoin"),
        LinkKind.COMPLEMENTARY: _("Complémentaires"),
        LinkKind.DUPLICATE: _("Doublon"),
    }
)


class MergeStatus(Labelled):
    """What became of a proposal; one that nobody answered in time stays proposed, and is out of date."""

    PROPOSED = "proposed"
    MERGED = "merged"
    REFUSED = "refused"
    CANCELLED = "cancelled"


name_all(
    {
        MergeStatus.PROPOSED: _("Proposée"),
        MergeStatus.MERGED: _("Acceptée par les deux équipes"),
        MergeStatus.REFUSED: _("Refusée"),
        MergeStatus.CANCELLED: _("Annulée"),
    }
)
