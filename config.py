"""Settings, read once from the environment; a missing production value stops the start by its name."""

import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def settings() -> dict[str, Any]:  # Any: Flask's settings are of every type
    """Return the application's settings.

    DATABASE_URL and INSTANCE_PATH say where it works; PRODUCTION=1 asks for SECRET_KEY, BASE_URL and MAIL_SERVER;
    DEMO=1 opens the demonstration (refused in production); DEVELOPMENT=1 shows the component gallery.
    """
    instance = Path(os.environ.get("INSTANCE_PATH", ROOT / "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    production = _flag("PRODUCTION")
    return {
        "INSTANCE_PATH": str(instance),
        "DATABASE_URL": _database_url(instance),
        "PRODUCTION": production,
        "DEMO": _flag("DEMO"),
        "DEVELOPMENT": _flag("DEVELOPMENT"),
        "BASE_URL": os.environ.get("BASE_URL", "") if not production else _required("BASE_URL"),
        "SECRET_KEY": _required("SECRET_KEY") if production else _local_secret(instance),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
        "PERMANENT_SESSION_LIFETIME": 12 * 3600,
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "fr",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Paris",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "incubator" / "translations"),
        "BOOTSTRAP_SERVE_LOCAL": True,
        "RATELIMIT_STORAGE_URI": "sql://",
        "MAIL_SERVER": os.environ.get("MAIL_SERVER", "") if not production else _required("MAIL_SERVER"),
        "MAIL_PORT": int(os.environ.get("MAIL_PORT", "25")),
        "MAIL_USERNAME": os.environ.get("MAIL_USERNAME"),
        "MAIL_PASSWORD": os.environ.get("MAIL_PASSWORD"),
        "MAIL_USE_TLS": _flag("MAIL_USE_TLS"),
        "MAIL_DEFAULT_SENDER": os.environ.get("MAIL_SENDER", "incubateur@localhost"),
    }


def _database_url(instance: Path) -> str:
    url = os.environ.get("DATABASE_URL", "") or f"sqlite:///{instance / 'incubator.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise SystemExit(f"In production the environment variable {name} must be set.")
    return value


def _local_secret(instance: Path) -> str:
    """Keep one secret per instance, so that sessions survive a restart without asking anything of the person."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = instance / "secret_key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()
