"""Forms of screening."""

import contextlib
import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
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
from incubator.core.i18n import lazy as _
from incubator.domain.screening_kinds import TagTone

REASON_LIMIT = 2000


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

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a reason where somebody is refused or must do something."""
        if self.outcome.data in NEEDS_A_REASON and not field.data:
            raise ValidationError(_REASON_WANTED[self.outcome.data])


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
