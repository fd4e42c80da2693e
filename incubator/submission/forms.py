"""The form of a dossier, made from the questions of its call; the forms of the acts."""

import re
from collections.abc import Container
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit

from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import DateInput

from incubator.core.forms import AtMost, BaseForm
from incubator.core.i18n import _, in_language, language
from incubator.core.i18n import lazy as _l
from incubator.domain.answers import TEAM_ROWS
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Project, Question
from incubator.domain.rules import TITLE_LIMIT
from incubator.submission.content import FACTS, PREFIX, facts_of, field_name, values_of, written
from incubator.submission.fields import SeveralField, TeamField, at_most_choices

REASON_LIMIT = 1000
MANY_CHOICES = 6


class Awaited:
    """Marks a field that must be filled before handing in; a draft is saved without it."""

    field_flags = {"required": True}

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Accept anything: what is missing is said when handing in."""


class NumberField(StringField):
    """A number, kept with a point and shown with the separator of the language."""

    def _value(self) -> str:
        text = self.data or ""
        return text.replace(".", ",") if language() == "fr" and _is_number(text) else text


class DayField(StringField):
    """A day, kept as 2026-03-12; what cannot be read stays in the field."""

    widget = DateInput()


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def plain_number(text: str | None) -> str | None:
    """Bring « 1 200,5 » to « 1200.5 »; leave alone what is not a number."""
    compact = re.sub(r"\s", "", text or "").replace(",", ".")
    return compact if _is_number(compact) else text


def plain_day(text: str | None) -> str | None:
    """Bring « 12/03/2026 », which some browsers let people type, to « 2026-03-12 »."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text or "")
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def plain_link(text: str | None) -> str | None:
    """Add the « https:// » people leave out."""
    return f"https://{text}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text or "") else text


def is_number(form: BaseForm, field: Field) -> None:
    """Refuse what is not a number."""
    if not _is_number(field.data or ""):
        raise ValidationError(_("Écrivez un nombre en chiffres, par exemple 12 ou 3,5."))


def is_day(form: BaseForm, field: Field) -> None:
    """Refuse what is not a day of the calendar."""
    if not _is_day(field.data or ""):
        raise ValidationError(_("Cette date n’existe pas : écrivez-la comme 12/03/2026."))


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_link(form: BaseForm, field: Field) -> None:
    """Refuse what is not the address of a page."""
    parts = urlsplit(field.data or "")
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or re.search(r"\s", field.data or ""):
        raise ValidationError(_("Cette adresse n’est pas complète : copiez-la depuis votre navigateur."))


class DossierForm(BaseForm):
    """The mark of what was read; facts and questions are added by `dossier_form`."""

    version = HiddenField()

    @property
    def seen_version(self) -> int | None:
        """The version of the dossier the person was looking at; None when the page does not say."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def typed(self) -> dict[str, str]:
        """Return every text by name of field."""
        return {field.name: field.data or "" for field in self if field.name in FACTS or field.name.startswith(PREFIX)}


def dossier_form(project: Project, names: Container[str] | None = None) -> DossierForm:
    """Make the form of what the team of `project` writes now, filled with what is stored; with `names`, of these alone.

    Questions, answers, call and organisation must be loaded.
    """
    fields = {name: _FACTS[name](project) for name in facts_of(project) if names is None or name in names}
    values = values_of(project)
    for question in written(project):
        name = field_name(question)
        if names is None or name in names:
            fields[name] = _field_of(question, values[name])
    made = type("DossierFormOfCall", (DossierForm,), fields)
    return cast(DossierForm, made(data={**values, "version": str(project.version)}))


def _title(_project: Project) -> Any:  # Any: WTForms gives unbound fields a type of its own
    return StringField(_l("Titre du projet"), validators=[Awaited(), AtMost(TITLE_LIMIT)])


def _department(project: Project) -> Any:  # Any: as above
    return _choice_or_text(_l("Votre direction"), project.organisation.departments, project.department, limit=160)


def _theme(project: Project) -> Any:  # Any: as above
    return _choice_or_text(_l("Thème"), project.call.themes, project.theme, limit=120)


_FACTS = {"title": _title, "department": _department, "theme": _theme}


def shown(form: DossierForm, values: dict[str, str]) -> dict[str, str]:
    """Return `values` as the fields of `form` show them, by name; the form then holds them."""
    form.process(None, data=values)
    texts = {name: form[name]._value() if hasattr(form[name], "_value") else form[name].data for name in values}
    return {name: str(text or "") for name, text in texts.items()}


def _choice_or_text(label: Any, options: list[Any], current: str, *, limit: int) -> Any:  # Any: unbound, JSON
    if not options:
        return StringField(label, validators=[Awaited(), AtMost(limit)])
    return _select(label, _with_current([(str(option), str(option)) for option in options], current), [Awaited()])


def _select(label: Any, choices: list[tuple[str, str]], validators: list[Any], description: str = "") -> Any:
    offered = [("", _("Choisissez dans la liste")), *choices]
    return _choice(SelectField, label, offered, validators, description)


def _radio(label: Any, choices: list[tuple[str, str]], validators: list[Any], description: str) -> Any:
    return _choice(RadioField, label, choices, validators, description)


def _choice(kind: Any, label: Any, choices: list[tuple[str, str]], validators: list[Any], description: str) -> Any:
    return kind(
        label,
        choices=[SelectChoice(value, text) for value, text in choices],
        validators=[*validators, Optional()],
        invalid_choice_message=_("Choisissez une de ces réponses."),
        description=description,
    )


def _with_current(choices: list[tuple[str, str]], current: str) -> list[tuple[str, str]]:
    """Keep an answer that is no longer offered, so that saving the rest does not lose it."""
    return [*choices, *((value, value) for value in current.splitlines() if value not in dict(choices))]


def _field_of(question: Question, current: str) -> Any:  # Any: an unbound field, which WTForms does not type
    label, description = in_language(question, "label"), in_language(question, "help")
    validators: list[Any] = [Awaited()] if question.required else []
    if question.kind is QuestionKind.YES_NO:
        return _radio(label, [("yes", _("Oui")), ("no", _("Non"))], validators, description)
    if question.kind is QuestionKind.TEAM:
        rows = question.max_items or TEAM_ROWS
        return TeamField(label, description=description, rows=rows, validators=validators)
    if question.kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL):
        return _choices_of(question, current, validators)
    kind, extra = _TEXTS[question.kind]
    limits = [AtMost(question.max_length)] if question.max_length else []
    checks = extra.get("validators", [])
    if question.kind in (QuestionKind.SHORT, QuestionKind.LONG):
        extra = {"render_kw": {"lang": language()}}  # what the browser checks the spelling in
    return kind(label, description=description, **{**extra, "validators": [*validators, Optional(), *limits, *checks]})


def _choices_of(question: Question, current: str, validators: list[Any]) -> Any:
    label, description = in_language(question, "label"), in_language(question, "help")
    choices = _with_current([(str(option["value"]), _option_label(option)) for option in question.options], current)
    if question.kind is QuestionKind.CHOICE:
        return (_radio if has_radios(question) else _select)(label, choices, validators, description)
    limits = [at_most_choices(question.max_items)] if question.max_items else []
    return _choice(SeveralField, label, choices, [*validators, *limits], description)


def has_radios(question: Question) -> bool:
    """Tell whether `question` is answered by buttons or boxes, whose first one carries the place to go to."""
    return question.kind in (QuestionKind.YES_NO, QuestionKind.SEVERAL) or (
        question.kind is QuestionKind.CHOICE and len(question.options) <= MANY_CHOICES
    )


def _option_label(option: dict[str, Any]) -> str:
    return str((language() == "en" and option.get("label_en")) or option["label"])


_TEXTS: dict[QuestionKind, tuple[type[Field], dict[str, Any]]] = {
    QuestionKind.SHORT: (StringField, {}),
    QuestionKind.LONG: (TextAreaField, {}),
    QuestionKind.NUMBER: (
        NumberField,
        {"validators": [is_number], "filters": [plain_number], "render_kw": {"inputmode": "decimal"}},
    ),
    QuestionKind.DATE: (DayField, {"validators": [is_day], "filters": [plain_day]}),
    QuestionKind.LINK: (URLField, {"validators": [is_link], "filters": [plain_link]}),
}


class WithdrawForm(BaseForm):
    """Why, for those who want to say it."""

    reason = TextAreaField(_l("Voulez-vous dire pourquoi ?"), validators=[AtMost(REASON_LIMIT)])
