"""What a question that asks for files takes: their kinds, their weight, their number."""

from typing import Any

from wtforms import Form, IntegerField, SelectMultipleField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.core import files
from incubator.core.forms import SelectChoice
from incubator.core.i18n import lazy as _
from incubator.domain.attachments import MOST
from incubator.domain.file_kinds import FileKind, kinds_of

_BETWEEN = _("Écrivez un nombre entier de %(min)s à %(max)s.")


class Boxes(SelectMultipleField):
    """Several of these, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class FileSettings(Form):
    """The part of a question's form that is about files."""

    file_kinds = Boxes(
        _("Fichiers acceptés"),
        choices=[SelectChoice(kind.value, kind.label) for kind in FileKind],
        validators=[Optional()],
    )
    file_megabytes = IntegerField(_("Mo au plus par fichier"), validators=[Optional(), NumberRange(1, 200, _BETWEEN)])
    file_count = IntegerField(_("Fichiers au plus"), validators=[Optional(), NumberRange(1, MOST, _BETWEEN)])

    def of_files(self) -> dict[str, Any]:  # Any: lists and numbers, by name of column
        """Return what was chosen; every kind is the same as none of them in particular."""
        chosen = kinds_of(self.file_kinds.data or [])
        return {
            "file_kinds": [kind.value for kind in chosen] if len(chosen) < len(FileKind) else [],
            "file_megabytes": self.file_megabytes.data,
            "file_count": self.file_count.data,
        }

    @property
    def megabytes(self) -> int:
        """The weight above which the installation takes no file, whatever the question says."""
        return files.ceiling()
