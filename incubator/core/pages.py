"""What surrounds every page: security headers, the pages of refusal, the language."""

import contextlib
from datetime import UTC, datetime

from flask import (
    Flask,
    Response,
    flash,
    g,
    has_request_context,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from incubator.core import held_forms
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.i18n import DEFAULT_LANGUAGE, LANGUAGES, _
from incubator.extensions import limiter, login_manager

POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "manifest-src 'self'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ERRORS = (400, 403, 404, 405, 409, 413, 429, 500)


def init_app(app: Flask) -> None:
    """Bind headers and refusals to `app`."""
    if proxies := app.config["PROXIES"]:
        trusted = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = trusted  # type: ignore[method-assign]  # as its documentation says
    app.after_request(_secure)
    app.register_error_handler(DomainError, lambda error: refuse(error.status, str(error)))
    app.register_error_handler(NoResultFound, lambda _error: refuse(404))
    app.register_error_handler(
        StaleDataError, lambda _error: refuse(409, _("Quelqu’un d’autre a enregistré cette page entre-temps."))
    )
    app.register_error_handler(CSRFError, _lost_session)
    for status in ERRORS:
        app.register_error_handler(status, _http_error)


def choose_language() -> str:
    """Return the language of the page: the person's choice, then the visitor's, French otherwise (and in commands)."""
    if "language" in g:
        return str(g.language)
    if not has_request_context():
        return DEFAULT_LANGUAGE
    chosen = session.get("language", DEFAULT_LANGUAGE)
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def refuse(status: int, sentence: str = "", *, advice: str = "") -> Response:
    """Answer with the page of a refusal: what happened, what to do; nothing of the request is kept."""
    g.without_database = status >= 500  # it may be what is broken: the page of a fault asks it nothing
    if "db_session" in g:
        with contextlib.suppress(SQLAlchemyError):
            db.session.rollback()
    words = {"sentence": sentence, "advice": advice, "retry_at": _retry_at(status)}
    response = make_response(render_template("layouts/error.html", status=status, **words), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _retry_at(status: int) -> datetime | None:
    """Return when somebody who asked too much may ask again."""
    limit = limiter.current_limit if status == 429 else None
    return None if limit is None else datetime.fromtimestamp(limit.reset_at + 60, UTC)


def _http_error(error: HTTPException) -> Response:
    response = refuse(error.code or 500)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _lost_session(error: CSRFError) -> ResponseReturnValue:
    """A form came without its session: keep what was typed and ask to sign in again."""
    if asked_by_a_script():
        return unknown_person()
    if not current_user.is_authenticated and held_forms.hold():
        kept = _("Votre session est terminée. Ce que vous aviez écrit est gardé : reconnectez-vous pour le retrouver.")
        flash(kept, "info")
        return redirect(url_for(str(login_manager.login_view), next=request.path))
    return refuse(
        400,
        _("La page était ouverte depuis trop longtemps. Revenez en arrière : votre texte y est encore."),
    )


def asked_by_a_script() -> bool:
    """Tell whether a script of ours asks, which reads no page."""
    return request.accept_mimetypes.best == "application/json"


def unknown_person() -> ResponseReturnValue:
    """Tell a script that the session is over: its page says so, in its own words."""
    return jsonify(error="session"), 401


def _secure(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
