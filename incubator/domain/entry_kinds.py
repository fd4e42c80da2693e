"""The words of entering a call: who may propose."""

from __future__ import annotations

from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Labelled, name_all


class Applicants(Labelled):
    """Who may propose a project in a call."""

    AGENTS = "agents"
    INVITED = "invited"
    EVERYBODY = "everybody"


name_all(
    {
        Applicants.AGENTS: _("Les agents des organisations qui portent l’appel"),
        Applicants.INVITED: _("Les seules personnes invitées par un code d’accès"),
        Applicants.EVERYBODY: _("Les agents, et des équipes extérieures"),
    }
)
