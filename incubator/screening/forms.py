"""Forms of screening."""

import contextlib
import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import lazy as _

REASON_LIMIT = 2000
NEEDS_A_REASON = frozenset({"reject", "ask_information"})


class ScreeningForm(BaseForm):
    """The decision on one dossier, with its reason."""

    outcome = RadioField(
        _("Votre décision"),
        choices=[
            SelectChoice("admit", _("Recevable")),
            SelectChoice("reject", _("Non recevable")),
            SelectChoice("ask_information", _("Demander des précisions")),
        ],
        validators=[InputRequired(_("Choisissez une décision."))],
    )
    reason = TextAreaField(_("Motif, ou mot à l’équipe"), validators=[AtMost(REASON_LIMIT)])
    version = IntegerField(widget=HiddenInput())

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a reason where somebody is refused or must do something."""
        if self.outcome.data in NEEDS_A_REASON and not field.data:
            raise ValidationError(_REASON_WANTED[self.outcome.data])


class ChosenForm(BaseForm):
    """The lines checked in the list, each with the version seen once they have been confirmed: « id » or « id.7 »."""

    def versions(self, selected: Iterable[str]) -> dict[uuid.UUID, int]:
        """Return the version seen of each dossier in `selected` (0 when not yet); what is no key is left out."""
        found = {}
        for key, _between, version in (text.partition(".") for text in selected):
            with contextlib.suppress(ValueError):
                found[uuid.UUID(key)] = int(version) if version.isdecimal() else 0
        return found


class ReconsiderForm(BaseForm):
    """Why a decision on admissibility is taken back."""

    reason = TextAreaField(
        _("Motif"),
        validators=[
            DataRequired(_("Écrivez pourquoi vous revenez sur la décision.")),
            AtMost(REASON_LIMIT),
        ],
    )
    version = IntegerField(widget=HiddenInput())


_REASON_WANTED: dict[str, Any] = {  # Any: lazy sentences
    "reject": _("Écrivez le motif : l’équipe le lira dans le courriel qui lui annonce la décision."),
    "ask_information": _("Écrivez ce qui manque : l’équipe le lira et complétera son dossier."),
}
