"""The form of one question of a call."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from incubator.admin import settings
from incubator.admin.file_settings import FileSettings
from incubator.admin.questions import Asked
from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import _ as translate
from incubator.core.i18n import lazy as _
from incubator.core.search import fold
from incubator.domain.dossier_kinds import QuestionKind

LABEL_LIMIT, HELP_LIMIT, OPTIONS_LIMIT = 300, 1_000, 40
TEXTS = (QuestionKind.SHORT, QuestionKind.LONG)
BETWEEN = "|"  # a choice, then its English


class QuestionForm(FileSettings, BaseForm):
    """What is asked, how, and who reads the answer."""

    label = StringField(
        _("Question, en français"), validators=[DataRequired(_("Écrivez la question.")), AtMost(LABEL_LIMIT)]
    )
    label_en = StringField(_("Question, en anglais"), validators=[AtMost(LABEL_LIMIT)])
    help = TextAreaField(_("Aide, en français"), validators=[AtMost(HELP_LIMIT)])
    help_en = TextAreaField(_("Aide, en anglais"), validators=[AtMost(HELP_LIMIT)])
    kind = SelectField(
        _("Réponse attendue"),
        choices=[SelectChoice(kind.value, kind.label) for kind in QuestionKind],
        validators=[InputRequired(_("Choisissez une réponse attendue."))],
    )
    options = TextAreaField(_("Réponses proposées"))
    max_length = IntegerField(
        _("Nombre de caractères au plus"),
        validators=[Optional(), NumberRange(10, 20_000, _("Écrivez un nombre entier de %(min)s à %(max)s."))],
    )
    required = BooleanField(_("Il faut y répondre pour déposer"))
    team_only = BooleanField(_("Réservée à l’équipe du programme : ni le comité ni le jury ne la lisent"))
    identifying = BooleanField(_("Elle dit qui répond"))
    version = HiddenField()

    def validate_options(self, field: TextAreaField) -> None:
        """Offer at least two different choices, where there are choices."""
        if self.kind.data != QuestionKind.CHOICE:
            return
        labels = [label for label, _english in _choices(field.data)]
        if len(labels) < 2:
            raise ValidationError(translate("Proposez au moins deux réponses, une par ligne."))
        if len(labels) > OPTIONS_LIMIT:
            raise ValidationError(translate("Proposez %(n)s réponses au plus.", n=OPTIONS_LIMIT))
        if len({fold(label) for label in labels}) < len(labels):
            raise ValidationError(translate("Deux réponses sont les mêmes : gardez-en une."))
        if any(len(label) > LABEL_LIMIT for label in labels):
            raise ValidationError(translate("Une réponse compte %(n)s caractères au plus.", n=LABEL_LIMIT))

    def asked(self, before: Sequence[dict[str, Any]] = ()) -> Asked:  # Any: what JSON holds
        """Return what was typed; a choice that was there `before` keeps the value that answers are stored under."""
        kind = QuestionKind(self.kind.data)
        values = {option["label"]: str(option["value"]) for option in before}
        choices = _choices(self.options.data) if kind is QuestionKind.CHOICE else []
        free = (str(n) for n in range(1, 1000) if str(n) not in values.values())
        return Asked(
            kind=kind,
            label=self.label.data or "",
            label_en=self.label_en.data or "",
            help=self.help.data or "",
            help_en=self.help_en.data or "",
            options=[
                {"value": values.get(label) or next(free), "label": label, "label_en": english}
                for label, english in choices
            ],
            required=bool(self.required.data),
            max_length=self.max_length.data if kind in TEXTS else None,
            team_only=bool(self.team_only.data),
            identifying=bool(self.identifying.data),
            **(self.of_files() if kind is QuestionKind.FILE else {}),
        )


def question_form(values: settings.Values | None) -> QuestionForm:
    """Return the form of a question with these values, or of a new one."""
    if values is None:
        return QuestionForm(kind=QuestionKind.LONG.value, required=True, version="")
    options = "\n".join(_line(option) for option in values["options"])
    shown = values | {"kind": values["kind"].value, "options": options}
    return QuestionForm(data=shown, version=settings.version_of(values))


def _line(option: dict[str, Any]) -> str:
    english = option.get("label_en")
    return f"{option['label']} {BETWEEN} {english}" if english else str(option["label"])


def _choices(text: str | None) -> list[tuple[str, str]]:
    lines = (line.partition(BETWEEN) for line in (text or "").splitlines())
    return [(label.strip(), english.strip()) for label, _between, english in lines if label.strip()]
