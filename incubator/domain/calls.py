"""What a call says of itself to the public, and as it would be once changed."""

from collections.abc import Mapping
from typing import Any

from incubator.core.i18n import _
from incubator.domain import agreements
from incubator.domain.entry_kinds import Applicants
from incubator.domain.models import Call


def who_may_propose(call: Call) -> str:
    """Say to whom a call is addressed; `call.organisations` must be loaded."""
    if call.applicants is Applicants.INVITED:
        return _("Les personnes invitées")
    names = ", ".join(organisation.name for organisation in call.organisations)
    if call.applicants is Applicants.EVERYBODY:
        return _("Les agents (%(names)s), et toute équipe extérieure", names=names)
    return _("Les agents (%(names)s)", names=names)


def time_offered(call: Call) -> str | None:
    """Say how much time a call offers to the teams it selects; None when it does not say."""
    return agreements.days_in_words(call.days_offered) if call.days_offered else None


class AsTyped:
    """A call as it would be with `values`, to be shown and never stored: everything else is that of the call."""

    def __init__(self, call: Call, values: Mapping[str, Any]) -> None:  # Any: texts, numbers, dates
        self._call, self._values = call, values

    def __getattr__(self, name: str) -> Any:
        return self._values[name] if name in self._values else getattr(self._call, name)
