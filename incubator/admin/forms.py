"""Forms of settings."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, ValidationError

from incubator.admin import colours, settings
from incubator.admin.words import GRANTABLE
from incubator.core import images
from incubator.core.forms import BaseForm, SelectChoice
from incubator.core.i18n import LazyString
from incubator.core.i18n import _ as _now
from incubator.core.i18n import lazy as _
from incubator.core.presentation import TIMEZONE
from incubator.domain import contrast
from incubator.domain.calendar import misplaced_dates
from incubator.domain.states import AgreementMoment

YEARS = range(2000, 2100)
TEXT_LIMIT = 20_000
PRESENTATION_LIMIT = 4_000
LOGO_LIMIT = 200_000  # bytes
_EMAIL = Email(_("Cette adresse n’est pas complète : vérifiez-la, par exemple prenom.nom@collectivite.fr."))


def _at_most(limit: int) -> Length:
    return Length(max=limit, message=_("Ce texte dépasse %(max)d caractères : raccourcissez-le."))


def _readable(_form: BaseForm, field: Field) -> None:
    """Bring a colour to « #rrggbb », and refuse it when a text in it could not be read."""
    colour = contrast.normalised(field.data or "")
    if colour is None:
        raise ValidationError(_now("Écrivez la couleur avec ses six signes, par exemple #0f5c63."))
    field.data = colour
    if why := colours.refusal(colour):
        raise ValidationError(why)


def _plausible(_form: BaseForm, field: Field) -> None:
    """Refuse a day typed with a year of another century."""
    if field.data is None or field.data.year not in YEARS:
        raise ValidationError(_now("Cette date n’est pas lisible : vérifiez le jour, le mois et l’année."))


def _here(value: Any) -> Any:  # Any: a date, a number or an instant
    """Return an instant as the form holds it: the clock of the pages, to the minute; anything else as it is."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(ZoneInfo(TIMEZONE)).replace(tzinfo=None, second=0, microsecond=0)


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
        raise ValidationError(_now("Ce fichier est trop lourd : %(limit)s ko au plus.", limit=limit)) from error
    except images.NotAnImage as error:
        raise ValidationError(_now("Ce fichier n’est pas une image PNG, JPEG ou WebP.")) from error


class OrganisationForm(BaseForm):
    """What the organisation and its programme show to everyone."""

    name = StringField(_("Nom de la collectivité"), validators=[DataRequired(_("Écrivez le nom.")), _at_most(160)])
    short_name = StringField(_("Nom court"), validators=[DataRequired(_("Écrivez le nom court.")), _at_most(60)])
    contact_email = EmailField(_("Adresse de contact"), validators=[Optional(), _at_most(254), _EMAIL])
    programme_name = StringField(
        _("Nom du programme"), validators=[DataRequired(_("Écrivez le nom du programme.")), _at_most(160)]
    )
    tagline = StringField(_("Accroche, en français"), validators=[_at_most(240)])
    tagline_en = StringField(_("Accroche, en anglais"), validators=[_at_most(240)])
    presentation = TextAreaField(_("Présentation, en français"), validators=[_at_most(PRESENTATION_LIMIT)])
    presentation_en = TextAreaField(_("Présentation, en anglais"), validators=[_at_most(PRESENTATION_LIMIT)])
    accent = StringField(_("Couleur principale"), validators=[DataRequired(_("Écrivez une couleur.")), _readable])
    second = StringField(_("Seconde couleur"), validators=[DataRequired(_("Écrivez une couleur.")), _readable])
    accessibility_statement = TextAreaField(_("Déclaration d’accessibilité"), validators=[_at_most(TEXT_LIMIT)])
    legal_notice = TextAreaField(_("Mentions légales"), validators=[_at_most(TEXT_LIMIT)])
    privacy_notice = TextAreaField(_("Données personnelles"), validators=[_at_most(TEXT_LIMIT)])
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


def _instant(label: LazyString) -> Any:  # Any: WTForms' field before it is bound, here and below
    wanted = InputRequired(_("Choisissez une date et une heure."))
    return DateTimeLocalField(label, validators=[wanted, _plausible], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


def _day(label: LazyString) -> Any:
    return DateField(label, validators=[InputRequired(_("Choisissez une date.")), _plausible])


def _count(label: LazyString, most: int) -> Any:
    bounds = NumberRange(1, most, _("Écrivez un nombre entier de %(min)s à %(max)s."))
    return IntegerField(label, validators=[InputRequired(_("Écrivez un nombre.")), bounds])


class CallForm(BaseForm):
    """The dates and places of a call, in the time of the pages."""

    opens_at = _instant(_("Ouverture des dépôts"))
    closes_at = _instant(_("Clôture des dépôts"))
    screening_until = _day(_("Fin de la vérification de recevabilité"))
    committee_on = _day(_("Comité de sélection"))
    jury_on = _day(_("Jour du jury"))
    mentoring_from = _day(_("Début de l’accompagnement"))
    pitch_places = _count(_("Places au pitch"), 200)
    winner_places = _count(_("Places dans l’accompagnement"), 200)
    readings_wanted = _count(_("Lectures par dossier"), 10)
    agreement_required = RadioField(
        _("Quand faut-il l’accord du responsable ?"),
        choices=[SelectChoice(moment.value, moment.label) for moment in AgreementMoment],
        validators=[InputRequired(_("Choisissez quand."))],
    )
    agreement_days = _count(_("Jours laissés au responsable pour répondre"), 90)
    version = HiddenField()

    def __init__(self, *args: Any, values: settings.Values, **kwargs: Any) -> None:  # Any: WTForms' own arguments
        self.before = values
        super().__init__(*args, data={name: _here(value) for name, value in values.items()}, **kwargs)

    def validate_winner_places(self, field: IntegerField) -> None:
        """Keep at most as many winners as pitches."""
        if field.data and self.pitch_places.data and field.data > self.pitch_places.data:
            raise ValidationError(_now("Il ne peut pas y avoir plus de projets accompagnés que de pitchs."))

    def validate(self, extra_validators: Any = None) -> bool:  # Any: WTForms' own
        """Check each field, then the order of the dates."""
        if not super().validate(extra_validators):
            return False
        wrong = misplaced_dates(settings.dates_of(self.values()), self.closes_on())
        for name, sentence in wrong:
            self[name].errors = [*self[name].errors, str(sentence)]
        return not wrong

    def closes_on(self) -> date:
        """Return the closing day."""
        closing: datetime = self.closes_at.data
        return closing.date()

    def values(self) -> settings.Values:
        """Return what was typed, by name of field; instants are aware, and untouched ones keep their seconds."""
        values = {name: self[name].data for name in (*settings.DATES, *settings.PLACES)}
        for name, value in values.items():
            if isinstance(value, datetime):
                same = value == _here(self.before[name])
                values[name] = self.before[name] if same else value.replace(tzinfo=ZoneInfo(TIMEZONE))
        values["agreement_required"] = AgreementMoment(self.agreement_required.data)
        return values


class GrantForm(BaseForm):
    """A role, for whom, over what."""

    email = EmailField(
        _("Adresse électronique de la personne"),
        validators=[DataRequired(_("Écrivez son adresse électronique.")), _at_most(254), _EMAIL],
    )
    role = RadioField(
        _("Rôle"),
        choices=[SelectChoice(role.value, role.label) for role in GRANTABLE],
        validators=[InputRequired(_("Choisissez un rôle."))],
    )
    scope = SelectField(_("Où s’exerce ce rôle"), choices=[])
