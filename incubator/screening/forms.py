"""Forms of screening."""

import contextlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from incubator.core import clock
from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import _ as translate
from incubator.core.i18n import in_language
from incubator.core.i18n import lazy as _
from incubator.domain.models import ChecklistItem
from incubator.domain.screening_kinds import CheckAnswer, TagTone

REASON_LIMIT = 2000
CHECK = "check_"


class BoxesField(SelectMultipleField):
    """Several boxes, of which any number may be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


NEEDS_A_REASON = frozenset({"reject", "ask_information"})


def to_come(_form: BaseForm, field: DateField) -> None:
    """Leave the team some time."""
    if field.data and field.data <= clock.today():
        raise ValidationError(translate("Choisissez un jour à venir."))


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
    fields = BoxesField(_("Ce que l’équipe pourra modifier"), validators=[Optional()])
    due_on = DateField(_("À renvoyer avant le"), validators=[Optional(), to_come])
    version = IntegerField(widget=HiddenInput())

    @property
    def checks(self) -> dict[uuid.UUID, CheckAnswer]:
        """What was answered to the checks."""
        fields = ((name, field) for name, field in self._fields.items() if name.startswith(CHECK) and field.data)
        return {uuid.UUID(name.removeprefix(CHECK)): CheckAnswer(field.data) for name, field in fields}

    def check(self, item: ChecklistItem) -> Field:
        """Return the field of a check."""
        field: Field = self[CHECK + item.id.hex]
        return field

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a reason where somebody is refused or must do something; checks that fail are one."""
        if self.outcome.data == "reject" and CheckAnswer.NO in self.checks.values():
            return
        if self.outcome.data in NEEDS_A_REASON and not field.data:
            raise ValidationError(_REASON_WANTED[self.outcome.data])


def screening_form(version: int, items: Sequence[ChecklistItem], own: Mapping[uuid.UUID, CheckAnswer]) -> ScreeningForm:
    """Make the form of a decision, with the checks of the call as the person answered them."""
    fields = {
        CHECK + item.id.hex: RadioField(
            in_language(item, "label"),
            choices=[SelectChoice(answer.value, answer.label) for answer in CheckAnswer],
            default=own[item.id].value if item.id in own else None,
            validators=[Optional()],
        )
        for item in items
    }
    made = type("ScreeningFormOfCall", (ScreeningForm,), fields)
    return cast(ScreeningForm, made(version=version))


class ChosenForm(BaseForm):
    """The lines checked in the list, each with the version seen once they have been confirmed: « id » or « id.7 »."""

    def versions(self, selected: Iterable[str]) -> dict[uuid.UUID, int]:
        """Return the version seen of each dossier in `selected` (0 when not yet); what is no key is left out."""
        found = {}
        for key, _between, version in (text.partition(".") for text in selected):
            with contextlib.suppress(ValueError):
                found[uuid.UUID(key)] = int(version) if version.isdecimal() else 0
        return found


class SaveViewForm(BaseForm):
    """A name for the filters in place."""

    name = StringField(_("Nom de la vue"), validators=[DataRequired(_("Donnez un nom à cette vue.")), AtMost(60)])
    shared = BooleanField(_("La partager avec ceux qui gèrent l’appel"))
    always = BooleanField(_("Ouvrir la liste sur cette vue"))


class TagForm(BaseForm):
    """A word to put on dossiers."""

    name = StringField(_("Étiquette"), validators=[DataRequired(_("Écrivez une étiquette.")), AtMost(40)])


class EditTagForm(TagForm):
    """The word and the colour of a tag."""

    tone = RadioField(
        _("Couleur"),
        choices=[SelectChoice(tone.value, tone.label) for tone in TagTone],
        validators=[InputRequired(_("Choisissez une couleur."))],
    )


class AskTogetherForm(BaseForm):
    """What teams are asked to complete, and by when."""

    reason = TextAreaField(
        _("Votre message"),
        validators=[
            DataRequired(_("Écrivez ce qui manque : l’équipe le lira et complétera son dossier.")),
            AtMost(REASON_LIMIT),
        ],
    )
    fields = BoxesField(_("Ce que l’équipe pourra modifier"), validators=[Optional()])
    due_on = DateField(_("À renvoyer avant le"), validators=[Optional(), to_come])


class NoteForm(BaseForm):
    """A private note."""

    text = TextAreaField(_("Note privée"), validators=[DataRequired(_("Écrivez la note.")), AtMost(4000)])


class AskCallBackForm(BaseForm):
    """What a team wants to talk about, and how to reach it."""

    subject = TextAreaField(
        _("De quoi voulez-vous parler, et quand peut-on vous joindre ?"),
        validators=[DataRequired(_("Écrivez de quoi vous voulez parler.")), AtMost(1000)],
    )
    phone = StringField(_("Téléphone"), validators=[AtMost(40)])


class PlanCallBackForm(BaseForm):
    """When a team will be called, and about what."""

    planned_at = DateTimeLocalField(
        _("Jour et heure de l’appel"),
        validators=[InputRequired(_("Choisissez une date et une heure."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    subject = TextAreaField(_("De quoi il s’agit"), validators=[AtMost(1000)])
    phone = StringField(_("Téléphone"), validators=[AtMost(40)])

    def validate_planned_at(self, field: DateTimeLocalField) -> None:
        """Leave out what is over: the team will read it."""
        if field.data and field.data.replace(tzinfo=clock.zone()) <= clock.now():
            raise ValidationError(translate("Choisissez un moment à venir."))


class CalledForm(BaseForm):
    """What was said."""

    note = TextAreaField(_("Ce qui s’est dit"), validators=[DataRequired(_("Écrivez ce qui s’est dit.")), AtMost(2000)])


class CancelCallBackForm(BaseForm):
    """Why a call will not take place."""

    reason = TextAreaField(_("Un mot à l’équipe du projet"), validators=[AtMost(500)])


class CheckForm(BaseForm):
    """One thing to check, in both languages."""

    label = StringField(
        _("Point, en français"), validators=[DataRequired(_("Écrivez le point à vérifier.")), AtMost(160)]
    )
    label_en = StringField(_("Point, en anglais"), validators=[AtMost(160)])
    help = TextAreaField(_("Aide, en français"), validators=[AtMost(600)])
    help_en = TextAreaField(_("Aide, en anglais"), validators=[AtMost(600)])

    def texts(self) -> dict[str, str]:
        """Return what was typed, by name of field."""
        return {name: self[name].data or "" for name in ("label", "label_en", "help", "help_en")}


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
