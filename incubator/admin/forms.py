"""Forms of settings."""

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from incubator.admin import colours, settings
from incubator.admin.words import GRANTABLE
from incubator.core import images
from incubator.core.forms import EMAIL, AtMost, BaseForm, SelectChoice
from incubator.core.i18n import _ as translate
from incubator.core.i18n import lazy as _
from incubator.domain import contrast

TEXT_LIMIT = 20_000
PRESENTATION_LIMIT = 4_000
LOGO_LIMIT = 200_000  # bytes


def _readable(_form: BaseForm, field: Field) -> None:
    """Bring a colour to « #rrggbb », and refuse it when a text in it could not be read."""
    colour = contrast.normalised(field.data or "")
    if colour is None:
        raise ValidationError(translate("Écrivez la couleur avec ses six signes, par exemple #0f5c63."))
    field.data = colour
    if why := colours.refusal(colour):
        raise ValidationError(why)


def _image_of(field: Field) -> images.Image | None:
    """Return the image that was sent; None when there is none. ValueError says what is wrong with it."""
    if not isinstance(field.data, FileStorage) or not field.data.filename:
        return None
    field.data.stream.seek(0)
    return images.read(field.data.stream, LOGO_LIMIT)


def _is_a_logo(_form: BaseForm, field: Field) -> None:
    try:
        _image_of(field)
    except images.TooLarge as error:
        limit = LOGO_LIMIT // 1000
        raise ValidationError(translate("Ce fichier est trop lourd : %(limit)s ko au plus.", limit=limit)) from error
    except images.NotAnImage as error:
        raise ValidationError(translate("Ce fichier n’est pas une image PNG, JPEG ou WebP.")) from error


class OrganisationForm(BaseForm):
    """What the organisation and its programme show to everyone."""

    name = StringField(_("Nom de la collectivité"), validators=[DataRequired(_("Écrivez le nom.")), AtMost(160)])
    short_name = StringField(_("Nom court"), validators=[DataRequired(_("Écrivez le nom court.")), AtMost(60)])
    contact_email = EmailField(_("Adresse de contact"), validators=[Optional(), AtMost(254), EMAIL])
    programme_name = StringField(
        _("Nom du programme"), validators=[DataRequired(_("Écrivez le nom du programme.")), AtMost(160)]
    )
    tagline = StringField(_("Accroche, en français"), validators=[AtMost(240)])
    tagline_en = StringField(_("Accroche, en anglais"), validators=[AtMost(240)])
    presentation = TextAreaField(_("Présentation, en français"), validators=[AtMost(PRESENTATION_LIMIT)])
    presentation_en = TextAreaField(_("Présentation, en anglais"), validators=[AtMost(PRESENTATION_LIMIT)])
    accent = StringField(_("Couleur principale"), validators=[DataRequired(_("Écrivez une couleur.")), _readable])
    second = StringField(_("Seconde couleur"), validators=[DataRequired(_("Écrivez une couleur.")), _readable])
    accessibility_statement = TextAreaField(_("Déclaration d’accessibilité"), validators=[AtMost(TEXT_LIMIT)])
    legal_notice = TextAreaField(_("Mentions légales"), validators=[AtMost(TEXT_LIMIT)])
    privacy_notice = TextAreaField(_("Données personnelles"), validators=[AtMost(TEXT_LIMIT)])
    logo = FileField(_("Logo"), validators=[_is_a_logo])
    remove_logo = BooleanField(_("Retirer le logo : les pages montrent l’initiale"))
    version = HiddenField()

    def values(self) -> settings.Values:
        """Return what was typed, by name of field."""
        return {name: self[name].data or "" for name in settings.TYPED}

    def new_logo(self) -> images.Image | None:
        """Return the logo to put in the place of the one there is; None when it stays."""
        if self.remove_logo.data:
            return images.NO_IMAGE
        return _image_of(self.logo)


class GrantForm(BaseForm):
    """A role, for whom, over what."""

    email = EmailField(
        _("Adresse électronique de la personne"),
        validators=[DataRequired(_("Écrivez son adresse électronique.")), AtMost(254), EMAIL],
    )
    role = RadioField(
        _("Rôle"),
        choices=[SelectChoice(role.value, role.label) for role in GRANTABLE],
        validators=[InputRequired(_("Choisissez un rôle."))],
    )
    scope = SelectField(_("Où s’exerce ce rôle"), choices=[])
