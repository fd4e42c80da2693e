"""What the public pages say of a call."""

from incubator.core.i18n import _
from incubator.domain.entry_kinds import Applicants
from incubator.domain.models import Call


def who_may_propose(call: Call) -> str:
    """Say to whom a call is addressed; `call.organisations` must be loaded."""
    if call.applicants is Applicants.INVITED:
        return _("Les personnes invitées")
    names = ", ".join(organisation.name for organisation in call.organisations)
    if call.applicants is Applicants.EVERYBODY:
        return _("Les agents de %(names)s, et toute équipe extérieure", names=names)
    return _("Les agents de %(names)s", names=names)
