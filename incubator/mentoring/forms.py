"""Launch, check-in, phases, end: the shape of what is typed and the words of the fields."""

import math
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput, TextInput

from incubator.core import clock
from incubator.core.errors import StaleVersion
from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import LazyString, ngettext
from incubator.core.i18n import _ as translate
from incubator.core.i18n import lazy as _
from incubator.domain import plans
from incubator.domain.models import Person, Phase
from incubator.domain.states import ENDINGS
from incubator.mentoring.words import MOODS

YEARS_BEFORE, YEARS_AFTER = 5, 15
MAX_USERS, MAX_DAYS = 9999, 99
TEXT, SENTENCE, NAME = 2000, 500, 160


class OneOf(RadioField):
    """One answer among a few, with our words when it is none of them."""

    invalid_choice_message: LazyString

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(*args, **kwargs)
        self.invalid_choice_message = _("Choisissez une de ces réponses.")


class DayField(DateField):
    """A day, within years that make sense: a slip of the keyboard is told at once."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            self.data = None
            raise ValueError(translate("Écrivez une date complète : jour, mois et année.")) from None
        year = clock.today().year
        if not year - YEARS_BEFORE <= self.data.year <= year + YEARS_AFTER:
            raise ValueError(translate("Vérifiez l’année."))


class CountField(IntegerField):
    """A whole number, with our words when it is not one."""

    widget = TextInput()  # a number box drops what it does not know, a phone's keys of digits come from `inputmode`

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text.replace("\u202f", "").replace(" ", "") for text in valuelist])
        except ValueError:
            raise ValueError(translate("Écrivez un nombre entier, par exemple 4.")) from None


class HalfDaysField(FloatField):
    """A number of days by halves, written with a comma or a point."""

    widget = TextInput()  # a number box of another language drops the comma: 2,5 would be read 25

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            days = float(valuelist[0].strip().replace(",", "."))
        except ValueError:
            days = math.nan
        if not math.isfinite(days) or (days * 2) % 1:
            self.data = None
            raise ValueError(translate("Écrivez un nombre de jours, par demi-journée : 2 ou 2,5."))
        self.data = days

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}".replace(".", translate(","))


def _load_in_words(load: int) -> str:
    words = (
        ngettext("Accompagne %(num)s projet", "Accompagne %(num)s projets", load) if load else translate("Disponible")
    )
    return str(words)


class CoachForm(BaseForm):
    """Who coaches the project from now on."""

    coach = OneOf(
        _("Coach"),
        validators=[InputRequired(_("Choisissez le coach du projet."))],
    )

    def offer(self, people: Sequence[tuple[Person, int]]) -> None:
        """Offer these people, each with the number of projects they accompany now."""
        self.coach.choices = [SelectChoice(str(person.id), person.name or person.email) for person, _load in people]
        self.loads = {str(person.id): _load_in_words(load) for person, load in people}

    @property
    def coach_id(self) -> uuid.UUID:
        """The key of the person chosen."""
        return uuid.UUID(self.coach.data)


class LaunchForm(CoachForm):
    """The coach, and the day the follow-up begins."""

    starts_on = DayField(
        _("Début de l’accompagnement"), validators=[InputRequired(_("Choisissez le jour du lancement."))]
    )

    @property
    def first_day(self) -> date:
        """The day chosen; today when the form has none."""
        return self.starts_on.data or clock.today()


class CheckInForm(BaseForm):
    """Three minutes, every two weeks."""

    learned = TextAreaField(
        _("Qu’avez-vous appris depuis le dernier point ?"),
        validators=[DataRequired(_("Écrivez au moins une phrase sur ce que vous avez appris.")), AtMost(TEXT)],
    )
    users_met = CountField(
        _("Combien d’usagers avez-vous rencontrés ?"),
        validators=[
            InputRequired(_("Écrivez un nombre ; zéro convient.")),
            NumberRange(0, MAX_USERS, _("Écrivez un nombre entre 0 et 9 999.")),
        ],
    )
    days_planned = HalfDaysField(
        _("Jours prévus pour le projet"),
        validators=[
            InputRequired(_("Écrivez le nombre de jours prévus ; zéro convient.")),
            NumberRange(0, MAX_DAYS, _("Écrivez un nombre entre 0 et 99.")),
        ],
    )
    days_spent = HalfDaysField(
        _("Jours vraiment consacrés"),
        validators=[
            InputRequired(_("Écrivez le nombre de jours consacrés ; zéro convient.")),
            NumberRange(0, MAX_DAYS, _("Écrivez un nombre entre 0 et 99.")),
        ],
    )
    blocker = TextAreaField(_("Qu’est-ce qui vous bloque ?"), validators=[AtMost(SENTENCE)])
    blocker_owner = StringField(_("Qui peut lever ce blocage ?"), validators=[AtMost(NAME)])
    next_step = TextAreaField(_("Quelle est la prochaine étape ?"), validators=[AtMost(SENTENCE)])
    next_step_on = DayField(_("Pour quand ?"), validators=[Optional()])
    mood = OneOf(
        _("Comment va le moral ?"),
        choices=[SelectChoice(value, label) for value, label in MOODS.items()],
        coerce=int,
        validators=[InputRequired(_("Choisissez ce qui ressemble le plus à votre moral."))],
    )

    def news(self) -> dict[str, Any]:  # Any: values of several types, by name of field
        """Return what was said, by name of column."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def validate_next_step_on(self, field: DayField) -> None:
        """A next step is ahead."""
        if field.data is not None and field.data < clock.today():
            raise ValidationError(
                translate("La prochaine étape est à venir : choisissez aujourd’hui ou un jour prochain.")
            )


class MovePhaseForm(BaseForm):
    """The real day a phase ends or begins; `position` is that of the phase."""

    position = IntegerField(widget=HiddenInput())
    on = DayField(_("Date réelle"), validators=[InputRequired(_("Écrivez la date réelle."))])
    comment = TextAreaField(_("Commentaire"), validators=[AtMost(TEXT)])
    go_on = BooleanField(_("Commencer aussitôt la phase suivante"))

    def move(self) -> dict[str, Any]:  # Any: values of several types, by name of field
        """Return what was chosen, by name."""
        return {name: self[name].data for name in ("position", "on", "comment", "go_on")}


class MoveBackForm(BaseForm):
    """Why a phase is taken up again; `position` is that of the phase."""

    position = IntegerField(widget=HiddenInput())
    comment = TextAreaField(_("Pourquoi revenir en arrière ?"), validators=[AtMost(TEXT)])


class EndForm(BaseForm):
    """How a project ends, and why."""

    ending = OneOf(
        _("Comment le projet se termine-t-il ?"),
        choices=[SelectChoice(state.value, state.label) for state in ENDINGS],
        validators=[InputRequired(_("Choisissez la situation du projet."))],
    )
    reason = TextAreaField(
        _("Le motif, écrit pour l’équipe"),
        validators=[DataRequired(_("Écrivez le motif : l’équipe le lira.")), AtMost(TEXT)],
    )


class ResumeForm(BaseForm):
    """What makes it possible to go on."""

    note = TextAreaField(_("Ce qui permet de reprendre"), validators=[AtMost(TEXT)])


class PlanForm(BaseForm):
    """The planned days of every phase; `plan_form` adds two fields a phase."""

    phases: Sequence[Phase] = ()
    version = HiddenField()
    shift = BooleanField(
        _("Décaler d’autant les phases qui suivent"),
        description=_("Vous changez une fin prévue : les dates que vous n’avez pas touchées suivent."),
    )

    def keep_after(self, error: StaleVersion, version: str) -> int:
        """Say that somebody saved first, keep what was typed, and let it be saved over `version`; return the status."""
        self.form_errors = [str(error), translate("Vos dates sont gardées ici : comparez, puis enregistrez à nouveau.")]
        self.version.data, self.version.raw_data = version, None
        return error.status

    def dates(self) -> list[tuple[date, date]]:
        """Return the planned (start, end) of each phase, in order; those left alone follow with `shift`."""
        typed = [(self[f"start_{p.position}"].data, self[f"end_{p.position}"].data) for p in self.phases]
        if not self.shift.data:
            return typed
        return plans.shifted([(phase.planned_start, phase.planned_end) for phase in self.phases], typed)

    def validate(self, extra_validators: Any = None) -> bool:  # Any: WTForms' own signature
        """Check each day, then their order, each fault beside its field."""
        if not super().validate(extra_validators):
            return False
        wrong = plans.disorder(self.phases, self.dates())
        for name, sentence in wrong:
            self[name].errors = [*self[name].errors, sentence]
        return not wrong


def plan_form(phases: Sequence[Phase]) -> type[PlanForm]:
    """Return the form of these phases: `start_1`, `end_1`, `start_2`…"""
    fields: dict[str, Any] = {"phases": phases}  # Any: WTForms' unbound fields have no type
    for phase in phases:
        required = InputRequired(_("Écrivez une date."))
        fields[f"start_{phase.position}"] = DayField(
            _("%(phase)s : début prévu", phase=phase.kind.label), default=phase.planned_start, validators=[required]
        )
        fields[f"end_{phase.position}"] = DayField(
            _("%(phase)s : fin prévue", phase=phase.kind.label), default=phase.planned_end, validators=[required]
        )
    return type("PlanForm", (PlanForm,), fields)
