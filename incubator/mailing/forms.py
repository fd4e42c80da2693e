"""Forms of e-mails."""

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.core.forms import BaseForm, SelectChoice
from incubator.core.i18n import lazy as _
from incubator.domain.mail_kinds import OPTIONAL, MailPace


class PreferencesForm(BaseForm):
    """When, and what, of the messages one may do without."""

    pace = RadioField(
        _("Quand les recevoir"),
        choices=[SelectChoice(pace.value, pace.label) for pace in MailPace],
        validators=[InputRequired(_("Choisissez quand recevoir vos courriels."))],
    )
    wanted = SelectMultipleField(
        _("Ceux que vous voulez recevoir"),
        choices=[SelectChoice(category.value, category.label) for category in OPTIONAL],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
