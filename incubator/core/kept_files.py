"""Files that browsers keep: their address changes with their content, and no cookie goes with what is shared."""

import functools
import hashlib
import os
from typing import Any

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

YEAR = 365 * 86_400


class PrivateSession(SecureCookieSessionInterface):
    """The session's cookie, renewed at each answer except those any cache may keep and give to others."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Put a mark of its content in each static file's address, and let browsers keep what has it."""
    app.session_interface = PrivateSession()
    app.url_defaults(_add_mark)
    app.after_request(_keep)


def _add_mark(endpoint: str, values: dict[str, Any]) -> None:  # Any: the values of an address
    if mark := _mark(endpoint, str(values.get("filename", ""))):
        values["v"] = mark


def _keep(response: Response) -> Response:
    filename, seen = str((request.view_args or {}).get("filename", "")), request.args.get("v")
    if seen and response.status_code in (200, 304) and seen == _mark(request.endpoint or "", filename):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def _mark(endpoint: str, filename: str) -> str:
    """Return the mark of a static file; "" for any other address."""
    owner, _dot, name = endpoint.rpartition(".")
    if name != "static" or not filename:
        return ""
    folder = current_app.blueprints[owner].static_folder if owner else current_app.static_folder
    path = os.path.join(folder or "", filename)
    try:
        return _digest(path, os.stat(path).st_mtime_ns)
    except OSError:
        return ""


@functools.lru_cache(maxsize=256)
def _digest(path: str, _changed: int) -> str:
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:12]
