"""Which call, which service."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired

from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import in_language
from incubator.core.i18n import lazy as _l
from incubator.core.presentation import date_long
from incubator.domain.models import Call


class AgainForm(BaseForm):
    """The call where the dossier is proposed again."""

    call = RadioField(_l("Dans quel appel ?"), validators=[DataRequired(_l("Choisissez un appel."))])

    def offer(self, calls: list[Call]) -> None:
        """Offer `calls`; the only one is chosen already."""
        self.call.choices = [
            SelectChoice(call.code, f"{in_language(call, 'title')} ({date_long(call.closes_at)})") for call in calls
        ]
        if len(calls) == 1 and not self.call.data:
            self.call.data = calls[0].code


class RedirectForm(BaseForm):
    """A service or a training."""

    name = StringField(
        _l("Service ou formation"), validators=[DataRequired(_l("Écrivez le nom du service.")), AtMost(160)]
    )
    contact = StringField(_l("Contact ou lien"), validators=[AtMost(300)])
    note = TextAreaField(_l("Pourquoi, et comment commencer"), validators=[AtMost(1500)])
