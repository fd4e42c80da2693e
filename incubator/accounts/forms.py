"""Sign-in and profile."""

from wtforms import EmailField, RadioField, StringField
from wtforms.validators import Email, InputRequired, Length

from incubator.core.forms import BaseForm, SelectChoice
from incubator.core.i18n import LANGUAGES
from incubator.core.i18n import lazy as _


class SignInForm(BaseForm):
    """One address is enough."""

    email = EmailField(
        _("Votre adresse électronique"),
        validators=[
            InputRequired(_("Écrivez votre adresse électronique.")),
            Length(max=254),
            Email(_("Cette adresse n’est pas complète : vérifiez-la, par exemple prenom.nom@collectivite.fr.")),
        ],
    )


class ConfirmForm(BaseForm):
    """A button and nothing else."""


class ProfileForm(BaseForm):
    """What others read of a person, and their language."""

    name = StringField(_("Prénom et nom"), validators=[InputRequired(_("Écrivez votre nom.")), Length(max=120)])
    job = StringField(_("Fonction"), validators=[Length(max=160)])
    department = StringField(_("Direction"), validators=[Length(max=160)])
    language = RadioField(_("Langue"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])
