"""Forms of screening."""

from typing import Any

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from incubator.core.forms import BaseForm, SelectChoice
from incubator.core.i18n import lazy as _

REASON_LIMIT = 2000
NEEDS_A_REASON = frozenset({"reject", "ask_information"})
_TOO_LONG = _("Ce texte dépasse %(max)d caractères : raccourcissez-le.")


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
    reason = TextAreaField(_("Motif, ou mot à l’équipe"), validators=[Length(max=REASON_LIMIT, message=_TOO_LONG)])
    version = IntegerField(widget=HiddenInput())

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a reason where somebody is refused or must do something."""
        if self.outcome.data in NEEDS_A_REASON and not field.data:
            raise ValidationError(_REASON_WANTED[self.outcome.data])


class ReconsiderForm(BaseForm):
    """Why a decision on admissibility is taken back."""

    reason = TextAreaField(
        _("Motif"),
        validators=[
            DataRequired(_("Écrivez pourquoi vous revenez sur la décision.")),
            Length(max=REASON_LIMIT, message=_TOO_LONG),
        ],
    )
    version = IntegerField(widget=HiddenInput())


_REASON_WANTED: dict[str, Any] = {  # Any: lazy sentences
    "reject": _("Écrivez le motif : l’équipe le lira dans le courriel qui lui annonce la décision."),
    "ask_information": _("Écrivez ce qui manque : l’équipe le lira et complétera son dossier."),
}
