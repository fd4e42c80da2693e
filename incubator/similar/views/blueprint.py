"""The blueprint, and what its views share."""

import uuid

from flask import Blueprint

bp = Blueprint("similar", __name__)
ONE_PROJECT = "/projects/<uuid:project_id>"


def key_of(text: str | None) -> uuid.UUID | None:
    """Return the key written in a form or an address; None when it is not one."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
