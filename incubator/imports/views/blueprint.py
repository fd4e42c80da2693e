"""The blueprint of imports: the files it takes are larger than other posts."""

from typing import Any

from flask import Blueprint, request

FILE_LIMIT = 40 * 1024 * 1024

bp = Blueprint("imports", __name__)


@bp.url_value_preprocessor
def _take_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:  # Any: the values of an address
    """Let a file in before anything reads the form: the limit of all other posts is lower."""
    if endpoint == "imports.history":
        request.max_content_length = FILE_LIMIT
