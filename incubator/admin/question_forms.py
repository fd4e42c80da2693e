"""The form of one question of a call."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from incubator.admin import settings
from incubator.admin.file_settings import FileSettings
from incubator.admin.questions import Asked
from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import _ as translate
from incubator.core.i18n import lazy as _
from incubator.core.search import fold
from incubator.domain.answers import LISTED, TEAM_ROWS
from incubator.domain.dossier_kinds import WRITTEN, AnswerMoment, QuestionKind

LABEL_LIMIT, HELP_LIMIT, EXAMPLE_LIMIT, OPTIONS_LIMIT, SECTION_LIMIT = 300, 1_000, 1_500, 40, 120
CHOICES = (QuestionKind.CHOICE, QuestionKind.SEVERAL)
BETWEEN = "|"  # a choice, then its English


class QuestionForm(FileSettings, BaseForm):
    """What is asked, how, and who reads the answer."""

    label = StringField(
        _("Question, en français"), validators=[DataRequired(_("Écrivez la question.")), AtMost(LABEL_LIMIT)]
    )
    label_en = StringField(_("Question, en anglais"), validators=[AtMost(LABEL_LIMIT)])
    help = TextAreaField(_("Aide, en français"), validators=[AtMost(HELP_LIMIT)])
    help_en = TextAreaField(_("Aide, en anglais"), validators=[AtMost(HELP_LIMIT)])
    example = TextAreaField(_("Exemple de réponse, en français"), validators=[AtMost(EXAMPLE_LIMIT)])
    example_en = TextAreaField(_("Exemple de réponse, en anglais"), validators=[AtMost(EXAMPLE_LIMIT)])
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
    max_items = IntegerField(
        _("Nombre de réponses ou de personnes au plus"),
        validators=[Optional(), NumberRange(1, OPTIONS_LIMIT, _("Écrivez un nombre entier de %(min)s à %(max)s."))],
    )
    section = StringField(_("Titre de la partie, en français"), validators=[AtMost(SECTION_LIMIT)])
    section_en = StringField(_("Titre de la partie, en anglais"), validators=[AtMost(SECTION_LIMIT)])
    step = RadioField(
        _("Quand la poser"),
        choices=[
            SelectChoice("1", _("Étape 1 : dans le dossier à déposer")),
            SelectChoice("2", _("Étape 2 : aux projets invités au pitch, jusqu’à la veille du jury")),
        ],
        validators=[InputRequired(_("Choisissez l’étape où la poser."))],
    )
    needed = SelectField(
        _("Réponse obligatoire"),
        choices=[
            SelectChoice("", _("Non, elle est facultative")),
            *(SelectChoice(moment.value, moment.label) for moment in AnswerMoment),
        ],
    )
    team_only = BooleanField(_("Réservée à l’équipe du programme : ni le comité ni le jury ne la lisent"))
    identifying = BooleanField(_("Elle dit qui répond"))
    personal = BooleanField(_("Elle demande des données personnelles"))
    version = HiddenField()

    def validate_needed(self, field: SelectField) -> None:
        """Want nothing from a team before it is asked."""
        if self.step.data == "2" and field.data == AnswerMoment.SUBMISSION:
            raise ValidationError(
                translate("Posée à l’étape 2, elle ne peut pas être obligatoire pour déposer : choisissez plus tard.")
            )

    def validate_max_items(self, field: IntegerField) -> None:
        """Name a team of four at most."""
        if self.kind.data == QuestionKind.TEAM and (field.data or 0) > TEAM_ROWS:
            raise ValidationError(translate("Une équipe compte %(n)s personnes au plus ici.", n=TEAM_ROWS))

    def validate_options(self, field: TextAreaField) -> None:
        """Offer at least two different choices, where there are choices."""
        if self.kind.data not in CHOICES:
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
        choices = _choices(self.options.data) if kind in CHOICES else []
        free = (str(n) for n in range(1, 1000) if str(n) not in values.values())
        return Asked(
            kind=kind,
            label=self.label.data or "",
            label_en=self.label_en.data or "",
            help=self.help.data or "",
            help_en=self.help_en.data or "",
            example=(self.example.data or "") if kind in WRITTEN else "",
            example_en=(self.example_en.data or "") if kind in WRITTEN else "",
            options=[
                {"value": values.get(label) or next(free), "label": label, "label_en": english}
                for label, english in choices
            ],
            section=self.section.data or "",
            section_en=self.section_en.data or "",
            second_step=self.step.data == "2",
            required=bool(self.needed.data),
            needed_from=AnswerMoment(self.needed.data or AnswerMoment.SUBMISSION),
            max_length=self.max_length.data if kind in WRITTEN else None,
            max_items=self.max_items.data if kind in LISTED else None,
            team_only=bool(self.team_only.data),
            identifying=bool(self.identifying.data),
            personal=bool(self.personal.data),
            **(self.of_files() if kind is QuestionKind.FILE else {}),
        )


def question_form(values: settings.Values | None) -> QuestionForm:
    """Return the form of a question with these values, or of a new one."""
    if values is None:
        return QuestionForm(kind=QuestionKind.LONG.value, step="1", needed=AnswerMoment.SUBMISSION.value, version="")
    options = "\n".join(_line(option) for option in values["options"])
    needed = values["needed_from"].value if values["required"] else ""
    step = "2" if values["second_step"] else "1"
    shown = values | {"kind": values["kind"].value, "options": options, "step": step, "needed": needed}
    return QuestionForm(data=shown, version=settings.version_of(values))


def _line(option: dict[str, Any]) -> str:
    english = option.get("label_en")
    return f"{option['label']} {BETWEEN} {english}" if english else str(option["label"])


def _choices(text: str | None) -> list[tuple[str, str]]:
    lines = (line.partition(BETWEEN) for line in (text or "").splitlines())
    return [(label.strip(), english.strip()) for label, _between, english in lines if label.strip()]
