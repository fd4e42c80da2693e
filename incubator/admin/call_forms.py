"""Forms of the settings of a call, and of the edition that follows it."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from incubator.admin import settings
from incubator.core import clock
from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import LazyString
from incubator.core.i18n import _ as translate
from incubator.core.i18n import lazy as _
from incubator.core.presentation import zone_in_words
from incubator.domain import agreements, rules
from incubator.domain.calendar import DATES, misplaced_dates
from incubator.domain.dossier_kinds import AgreementMoment
from incubator.domain.entry_kinds import Applicants

YEARS = range(2000, 2100)
ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon",
    "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Marquesas", "Pacific/Gambier",
    "Pacific/Wallis",
)  # fmt: skip
TEXT_LIMIT = 8_000
THEME_LIMIT, THEMES_LIMIT = 120, 20


def title(label: LazyString) -> Any:  # Any: WTForms' field before it is bound, here and below
    """Return the field of a title."""
    return StringField(label, validators=[DataRequired(_("Écrivez un titre.")), AtMost(rules.CALL_TITLE_LIMIT)])


def _lines(text: str | None) -> list[str]:
    """Return the lines of `text` that say something, each once."""
    return list(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))


def _themes(_form: BaseForm, field: Field) -> None:
    themes = _lines(field.data)
    if len(themes) > THEMES_LIMIT:
        raise ValidationError(
            translate("Vous proposez %(n)s thèmes : gardez-en %(max)s au plus.", n=len(themes), max=THEMES_LIMIT)
        )
    if any(len(theme) > THEME_LIMIT for theme in themes):
        raise ValidationError(translate("Un thème compte %(max)s caractères au plus.", max=THEME_LIMIT))


def _plausible(_form: BaseForm, field: Field) -> None:
    """Refuse a day typed with a year of another century."""
    if field.data is None or field.data.year not in YEARS:
        raise ValidationError(translate("Cette date n’est pas lisible : vérifiez le jour, le mois et l’année."))


def here(value: Any) -> Any:  # Any: a date, a number or an instant
    """Return an instant as the form holds it: the clock of the pages, to the minute; anything else as it is."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(clock.zone()).replace(tzinfo=None, second=0, microsecond=0)


def instant(label: LazyString) -> Any:
    """Return the field of an instant, to the minute, on the clock of the pages."""
    wanted = InputRequired(_("Choisissez une date et une heure."))
    return DateTimeLocalField(label, validators=[wanted, _plausible], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


def _day(label: LazyString) -> Any:
    return DateField(label, validators=[InputRequired(_("Choisissez une date.")), _plausible])


def _count(label: LazyString, most: int, *, least: int = 1) -> Any:
    bounds = NumberRange(least, most, _("Écrivez un nombre entier de %(min)s à %(max)s."))
    return IntegerField(label, validators=[InputRequired(_("Écrivez un nombre.")), bounds])


def zones(current: str) -> list[SelectChoice]:
    """Return the time zones of France, and the one in use if it is another, by the name of their place."""
    return [SelectChoice(name, zone_in_words(name)) for name in dict.fromkeys((*ZONES, current))]


class CallForm(BaseForm):
    """The texts, dates and places of a call, in the time of the pages."""

    title = title(_("Titre, en français"))
    title_en = StringField(_("Titre, en anglais"), validators=[AtMost(rules.CALL_TITLE_LIMIT)])
    text = TextAreaField(_("Présentation, en français"), validators=[AtMost(TEXT_LIMIT)])
    text_en = TextAreaField(_("Présentation, en anglais"), validators=[AtMost(TEXT_LIMIT)])
    themes = TextAreaField(_("Thèmes proposés"), validators=[_themes])

    timezone = SelectField(_("Fuseau horaire"))
    opens_at = instant(DATES["opens_at"])
    closes_at = instant(DATES["closes_at"])
    screening_until = _day(DATES["screening_until"])
    committee_on = _day(DATES["committee_on"])
    jury_on = _day(DATES["jury_on"])
    mentoring_from = _day(DATES["mentoring_from"])
    pitch_places = _count(_("Places au pitch"), 200)
    applicants = RadioField(
        _("Qui peut proposer un projet ?"),
        choices=[SelectChoice(one.value, one.label) for one in Applicants],
        validators=[InputRequired(_("Choisissez qui peut proposer."))],
    )
    days_offered = SelectField(_("Temps offert aux équipes retenues"), coerce=lambda typed: float(typed or 0) or None)
    winner_places = _count(_("Places dans l’accompagnement"), 200)
    readings_wanted = _count(_("Lectures par dossier"), 10)
    screening_persons = _count(_("Personnes d’accord pour décider de la recevabilité"), 5)
    tell = BooleanField(_("Prévenir par courriel les personnes concernées, si une date change"))
    grace_minutes = _count(_("Minutes de grâce après la clôture"), 180, least=0)
    agreement_required = RadioField(
        _("Quand faut-il l’accord du responsable ?"),
        choices=[SelectChoice(moment.value, moment.label) for moment in AgreementMoment],
        validators=[InputRequired(_("Choisissez quand."))],
    )
    agreement_days = _count(_("Jours laissés au responsable pour répondre"), 90)
    version = HiddenField()

    def __init__(self, *args: Any, values: settings.Values, **kwargs: Any) -> None:  # Any: WTForms' own arguments
        self.before = values
        shown = {name: here(value) for name, value in values.items()} | {"themes": "\n".join(values["themes"])}
        super().__init__(*args, data=shown, **kwargs)
        self.timezone.choices = zones(self.before["timezone"])
        self.timezone.flags.required = True  # one is always chosen
        unsaid = SelectChoice("", translate("À convenir avec chaque équipe"))
        days = [SelectChoice(f"{one:g}", agreements.days_in_words(one)) for one in agreements.WEEKLY_DAYS]
        self.days_offered.choices = [unsaid, *days]

    def validate_winner_places(self, field: IntegerField) -> None:
        """Keep at most as many winners as pitches."""
        if field.data and self.pitch_places.data and field.data > self.pitch_places.data:
            raise ValidationError(translate("Il ne peut pas y avoir plus de projets accompagnés que de pitchs."))

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
        values |= {name: (self[name].data or "").strip() for name in settings.TEXTS}
        values["themes"] = _lines(self.themes.data)
        values["agreement_required"] = AgreementMoment(self.agreement_required.data)
        values["applicants"] = Applicants(self.applicants.data)
        values["timezone"] = self.timezone.data
        moved = self.timezone.data != self.before["timezone"]  # the hours stay as they read: other instants
        for name, value in values.items():
            if isinstance(value, datetime):
                same = value == here(self.before[name]) and not moved
                values[name] = self.before[name] if same else value.replace(tzinfo=ZoneInfo(str(self.timezone.data)))
        return values
