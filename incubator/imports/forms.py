"""Forms of imports; that of the columns is made from the file."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from wtforms import BooleanField, Field, FileField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired, NumberRange, ValidationError

from incubator.core.forms import AtMost, BaseForm
from incubator.core.i18n import _
from incubator.core.i18n import lazy as _l
from incubator.domain.models import ImportMapping, ImportRun, Question
from incubator.imports import columns
from incubator.imports.demarches import addresses
from incubator.imports.values import DATES, DAY_FIRST

PREFIX = "column_"
STATES = {
    "submitted": _l("Tous déposés"),
    "draft": _l("Tous en brouillon, à terminer par leur équipe"),
    "source": _l("Selon la colonne « État du dossier »"),
}


class UploadForm(BaseForm):
    """A file to import."""

    file = FileField(_l("Fichier CSV ou XLSX"), validators=[InputRequired(_l("Choisissez un fichier."))])

    def received(self) -> tuple[str, bytes]:
        """Return the name and the content of the file."""
        return str(self.file.data.filename or ""), self.file.data.read()


class ColumnsForm(BaseForm):
    """What each column holds; the fields of the columns are added by `columns_form`."""

    state = RadioField(
        _l("Les dossiers arrivent"),
        choices=[SelectChoice(key, label) for key, label in STATES.items()],
        validators=[InputRequired()],
    )
    dates = SelectField(
        _l("Les dates sont écrites"),
        choices=[SelectChoice(key, label) for key, label in DATES.items()],
        validators=[InputRequired()],
    )
    receipts = BooleanField(_l("Écrire à chaque équipe que son dossier est enregistré"))
    name = StringField(_l("Garder ces choix sous le nom"), validators=[AtMost(80)])

    def chosen(self, run: ImportRun) -> dict[str, str]:
        """Return the field of each column that has one, by key of column."""
        found = run.sheets[run.sheet]["columns"]
        return {
            column["key"]: self[name].data
            for name, column in zip(column_fields(found), found, strict=True)
            if self[name].data
        }

    def options(self) -> dict[str, Any]:
        """Return the other choices."""
        return {"state": self.state.data, "dates": self.dates.data, "receipts": bool(self.receipts.data)}

    def check_together(self, run: ImportRun, questions: Sequence[Question]) -> bool:
        """Tell whether the columns go together; what does not is said at the top of the form."""
        fields = list(self.chosen(run).values())
        words = columns.field_choices(questions)
        if "title" not in fields:
            self.form_errors.append(_("Dites quelle colonne tient le titre du projet."))
        for field in dict.fromkeys(field for field in fields if fields.count(field) > 1):
            self.form_errors.append(
                _("« %(field)s » est tenu par plusieurs colonnes : gardez-en une.", field=words[field])
            )
        if self.state.data == "source" and "state" not in fields:
            self.form_errors.append(_("Dites quelle colonne tient l’état du dossier, ou choisissez un état pour tous."))
        return not self.form_errors


def column_fields(found: Sequence[object]) -> list[str]:
    """Return the name of the form's field of each column."""
    return [f"{PREFIX}{position}" for position in range(len(found))]


def columns_form(run: ImportRun, questions: Sequence[Question]) -> ColumnsForm:
    """Make the form of the columns of an import, filled with what is chosen."""
    found = run.sheets[run.sheet]["columns"]
    words = columns.field_choices(questions)
    choices = [SelectChoice("", _("Ne pas importer")), *(SelectChoice(key, label) for key, label in words.items())]
    fields: dict[str, Any] = {  # Any: WTForms gives unbound fields a type of its own
        name: SelectField(column["label"], choices=choices)
        for name, column in zip(column_fields(found), found, strict=True)
    }
    made = type("ColumnsFormOfFile", (ColumnsForm,), fields)
    stored = {name: run.columns.get(column["key"], "") for name, column in zip(fields, found, strict=True)}
    options = {"state": "submitted", "dates": DAY_FIRST, **run.options}
    return cast(ColumnsForm, made(data={**stored, **options}))


class SheetForm(BaseForm):
    """Which sheet of a workbook."""

    sheet = SelectField(_l("Feuille à importer"), coerce=int, validators=[InputRequired()])


def sheet_form(run: ImportRun) -> SheetForm:
    """Make the form that chooses a sheet."""
    form = SheetForm(data={"sheet": run.sheet})
    form.sheet.choices = [
        SelectChoice(index, _("%(name)s (%(n)s lignes)", name=sheet["name"] or run.filename, n=sheet["rows"]))
        for index, sheet in enumerate(run.sheets)
        if sheet["rows"]
    ]
    return form


class MappingForm(BaseForm):
    """Choices kept once, to be followed again."""

    mapping = SelectField(_l("Reprendre des choix gardés"), validators=[InputRequired()])


def mapping_form(mappings: Iterable[ImportMapping]) -> MappingForm:
    """Make the form that follows a saved mapping."""
    form = MappingForm()
    form.mapping.choices = [SelectChoice(str(one.id), one.name) for one in mappings]
    return form


def _is_an_address(form: BaseForm, field: Field) -> None:
    if reason := addresses.refusal_of(field.data or ""):
        raise ValidationError(reason)


class DemarcheForm(BaseForm):
    """The procedure that feeds a call."""

    address = StringField(
        _l("Adresse de l’instance"),
        validators=[InputRequired(_l("Écrivez l’adresse de l’instance.")), AtMost(200), _is_an_address],
    )
    number = IntegerField(
        _l("Numéro de la démarche"),
        validators=[
            InputRequired(_l("Écrivez le numéro de la démarche, en chiffres.")),
            NumberRange(1, 2_000_000_000, _l("Ce numéro n’est pas celui d’une démarche.")),
        ],
    )
    daily = BooleanField(_l("Synchroniser chaque jour"))
    review = BooleanField(_l("Revoir les colonnes à la prochaine synchronisation"))
