"""The blueprint of imports: the files it takes are larger than other posts."""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from incubator.core.i18n import _
from incubator.core.pages import refuse

FILE_LIMIT = 40 * 1024 * 1024

MEGABYTES = FILE_LIMIT // 1024 // 1024

bp = Blueprint("imports", __name__)


@bp.url_value_preprocessor
def _take_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:  # Any: the values of an address
    """Let a file in before anything reads the form: the limit of all other posts is lower."""
    if endpoint == "imports.history":
        request.max_content_length = FILE_LIMIT


@bp.errorhandler(RequestEntityTooLarge)
def _too_heavy(_error: RequestEntityTooLarge) -> Response:
    return refuse(
        413,
        _("Un fichier à importer pèse %(limit)s Mo au plus.", limit=MEGABYTES),
        advice=_(
            "Coupez-le en plusieurs fichiers, ou retirez les colonnes qui ne servent pas, puis revenez en arrière."
        ),
    )
