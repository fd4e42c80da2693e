"""Sign-in and profile."""

from wtforms import EmailField, RadioField, StringField
from wtforms.validators import InputRequired

from incubator.core.forms import EMAIL, AtMost, BaseForm, SelectChoice
from incubator.core.i18n import LANGUAGES
from incubator.core.i18n import lazy as _


class SignInForm(BaseForm):
    """One address is enough."""

    email = EmailField(
        _("Votre adresse électronique"),
        validators=[
            InputRequired(_("Écrivez votre adresse électronique.")),
            AtMost(254),
            EMAIL,
        ],
    )


class ProfileForm(BaseForm):
    """What others read of a person, and their language."""

    name = StringField(_("Prénom et nom"), validators=[InputRequired(_("Écrivez votre nom.")), AtMost(120)])
    job = StringField(_("Fonction"), validators=[AtMost(160)])
    department = StringField(_("Direction"), validators=[AtMost(160)])
    language = RadioField(_("Langue"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])
