"""The application factory: it binds the parts and decides nothing."""

from importlib import import_module
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from config import settings
from incubator.extensions import babel, bootstrap, csrf, limiter, login_manager, mail

STAGES = (
    "public", "accounts", "home", "entry", "submission", "exchanges", "agreement", "screening", "selection",
    "pitching", "mentoring", "again", "similar", "admin", "mailing", "imports",
)  # fmt: skip


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Build the application from the environment; `overrides` replace settings (tests)."""
    from incubator.core import files, i18n, kept_files, pages, presentation, terminal
    from incubator.core.db import db

    app = Flask(__name__, template_folder="../templates", static_folder="static")
    app.config.from_mapping(settings() | (overrides or {}))
    app.cli = terminal.OnDemand(app, ("incubator.cli", "incubator.transfer.commands"))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    i18n.compile_catalogues()
    babel.init_app(app, locale_selector=pages.choose_language)
    i18n.init_app(app)
    import_module("incubator.core.rate_limits")  # declares the storage that the limiter asks for
    for extension in (bootstrap, csrf, limiter, mail):
        extension.init_app(app)
    login_manager.init_app(app, add_context_processor=False)  # pages have `actor`
    for part in (presentation, pages, kept_files, files):
        part.init_app(app)
    for stage in (*STAGES, "gallery") if app.config["DEVELOPMENT"] or app.testing else STAGES:
        package = import_module(f"incubator.{stage}")
        if hasattr(package, "init_app"):
            package.init_app(app)
        app.register_blueprint(package.bp)
    return app
