"""What was typed when the session had ended: kept, and given back to the same person after they sign in again.

Every form carries a signed mark of its author. A form posted without a session is stored if its mark is genuine, and
shown again, filled in, to that author alone.
"""

import uuid
from collections.abc import Callable
from typing import Any

from flask import current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from incubator.core.db import Base, Identified, db

FIELD = "_author"
LIMIT = 200_000
_NEVER_KEPT = frozenset({FIELD, "csrf_token", "version"})


class HeldForm(Identified, Base):
    """The fields of one interrupted form."""

    __tablename__ = "held_forms"

    author: Mapped[str] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[dict[str, Any]]


def mark(author: uuid.UUID) -> str:
    """Return the signed mark to put in a form written by `author`."""
    return str(_signer().dumps(author.hex))


def hold() -> bool:
    """Keep the form just posted without a session; tell whether it was kept (False when its mark is not ours)."""
    try:
        author = _signer().loads(request.form.get(FIELD, ""))
    except BadSignature:
        return False
    fields = {key: request.form.getlist(key) for key in request.form if key not in _NEVER_KEPT}
    if sum(len(text) for texts in fields.values() for text in texts) > LIMIT:
        return False
    held = HeldForm(author=author, path=request.path, fields=fields)
    db.session.add(held)
    db.session.commit()
    session["held_form"] = str(held.id)
    return True


def restore(author: uuid.UUID) -> MultiDict[str, str] | None:
    """Return what `author` had typed on this page before their session ended, if anything; it stays until saved."""
    key = session.get("held_form")
    if key is None:
        return None
    held = db.session.get(HeldForm, uuid.UUID(key))
    if held is None or held.author != author.hex or held.path != request.path:
        return None
    return MultiDict([(name, text) for name, texts in held.fields.items() for text in texts])


def forget() -> None:
    """Drop the form that was given back, once its own page, this one, has been saved."""
    _forget(lambda path: path == request.path)


def forget_under(address: str) -> None:
    """Drop the form that was given back, when its page is `address` or a part of it."""
    _forget(lambda path: path == address or path.startswith(f"{address}/"))


def _forget(is_saved: Callable[[str], bool]) -> None:
    key = session.get("held_form")
    held = db.session.get(HeldForm, uuid.UUID(key)) if key else None
    if held is not None and is_saved(held.path):
        db.session.delete(held)
        session.pop("held_form")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form-author")
