"""The blueprint of settings, and what its pages share."""

from flask import Blueprint

from incubator.admin import settings
from incubator.core.errors import DomainError
from incubator.core.forms import BaseForm

bp = Blueprint("admin", __name__)


def refuse(form: BaseForm, error: DomainError, values: settings.Values) -> None:
    """Say why in the form; what was typed stays, and may be saved again once the page has been read anew."""
    form.form_errors.append(str(error))
    form["version"].data = settings.version_of(values)
