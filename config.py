"""Settings, read once from the environment; one that is missing or senseless stops the start with one sentence."""

import contextlib
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
REQUIRED_IN_PRODUCTION = ("SECRET_KEY", "BASE_URL", "MAIL_SERVER")
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


def settings() -> dict[str, Any]:  # Any: Flask's settings are of every type
    """Return the application's settings.

    DATABASE_URL and INSTANCE_PATH say where it works; PRODUCTION=1 asks for SECRET_KEY, BASE_URL and MAIL_SERVER;
    DEMO=1 opens the demonstration (refused in production); DEVELOPMENT=1 shows the component gallery. PROXIES says
    how many proxies stand in front: they are believed about who comes, by which the number of demands is limited.

    FILES_URL says where the files that people attach are kept: file:///folder (the folder `files` of the instance) or
    s3://bucket/prefix, with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL for any store
    that speaks as S3; FILES_MEGABYTES is the weight above which none is taken, whatever a question allows (20).
    VIRUS_SCAN_COMMAND looks at each file before it is kept (clamdscan --fdpass --no-summary). See docs/files.md.
    """
    production = _flag("PRODUCTION")
    if production:
        _require_what_production_needs()
    instance = _instance()
    return {
        "INSTANCE_PATH": str(instance),
        "DATABASE_URL": _database_url(instance),
        "PRODUCTION": production,
        "DEMO": _flag("DEMO"),
        "DEVELOPMENT": _flag("DEVELOPMENT"),
        "BASE_URL": _base_url(),
        "PROXIES": _proxies(),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or _local_secret(instance),
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
        **_files(instance),
        **_mail(),
    }


def _files(instance: Path) -> dict[str, Any]:  # Any: as above
    return {
        "FILES_URL": _files_url(instance),
        "FILES_S3": _files_s3(),
        "FILES_MEGABYTES": _whole("FILES_MEGABYTES", 20, 200),
        "VIRUS_SCAN_COMMAND": os.environ.get("VIRUS_SCAN_COMMAND", ""),
    }


def _mail() -> dict[str, Any]:  # Any: as above
    return {
        "MAIL_SERVER": os.environ.get("MAIL_SERVER", ""),
        "MAIL_PORT": port("MAIL_PORT", 25),
        "MAIL_USERNAME": os.environ.get("MAIL_USERNAME"),
        "MAIL_PASSWORD": os.environ.get("MAIL_PASSWORD"),
        "MAIL_USE_TLS": _flag("MAIL_USE_TLS"),
        "MAIL_DEFAULT_SENDER": os.environ.get("MAIL_SENDER")
        or f"incubateur@{urlsplit(_base_url()).hostname or 'localhost'}",
    }


def port(name: str, default: int) -> int:
    """Return the port number in the environment variable `name`."""
    given = os.environ.get(name, "") or str(default)
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        raise refusal(f"{name} vaut « {given} » : un port est un nombre de 1 à 65535.")
    return int(given)


def refusal(sentence: str) -> SystemExit:
    """Return the error that stops a start with `sentence`, whatever the program that starts."""
    return SystemExit(f"Erreur : {sentence}")


def _flag(name: str) -> bool:
    given = os.environ.get(name, "").lower()
    if given not in YES | NO:
        raise refusal(f"{name} vaut « {given} » : écrivez 1 pour oui, 0 pour non.")
    return given in YES


def _require_what_production_needs() -> None:
    if _flag("DEMO"):
        raise refusal("DEMO=1 ne va pas avec PRODUCTION=1 : dans la démonstration, chacun devient qui il veut.")
    missing = [name for name in REQUIRED_IN_PRODUCTION if not os.environ.get(name)]
    if missing:
        raise refusal(f"avec PRODUCTION=1, il faut aussi donner {', '.join(missing)} (voir config.py).")


def _instance() -> Path:
    instance = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(f"INSTANCE_PATH : le dossier {instance} ne peut pas être créé ({error.strerror}).") from None
    return instance


def _database_url(instance: Path) -> str:
    url = os.environ.get("DATABASE_URL", "") or f"sqlite:///{instance / 'incubator.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("postgresql+psycopg://", "sqlite:///")):  # the rest of it may hold a password
        kind = url.partition(":")[0] or url
        raise refusal(f"DATABASE_URL commence par « {kind} » : elle s’écrit sqlite:///… ou postgresql://…")
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise refusal("DATABASE_URL est mal écrite : postgresql://personne:motdepasse@machine:5432/base") from None
    return url


def _files_url(instance: Path) -> str:
    url = os.environ.get("FILES_URL", "") or (instance / "files").as_uri()
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return url
    if (parts.scheme == "s3" and parts.netloc) or url == "memory://":
        return url
    raise refusal(f"FILES_URL vaut « {url} » : elle s’écrit file:///dossier ou s3://compartiment/préfixe.")


def _files_s3() -> dict[str, str]:
    names = {
        "access_key_id": "AWS_ACCESS_KEY_ID",
        "secret_access_key": "AWS_SECRET_ACCESS_KEY",
        "region": "AWS_REGION",
        "endpoint": "AWS_ENDPOINT_URL",
    }
    found = {option: os.environ.get(name, "") for option, name in names.items()}
    return {"region": "us-east-1"} | {option: value for option, value in found.items() if value}


def _whole(name: str, default: int, limit: int) -> int:
    given = os.environ.get(name, "") or str(default)
    if not given.isascii() or not given.isdigit() or not 0 < int(given) <= limit:
        raise refusal(f"{name} vaut « {given} » : c’est un nombre entier de 1 à {limit}.")
    return int(given)


def _proxies() -> int:
    given = os.environ.get("PROXIES", "") or "0"
    if given not in {*"012345"}:
        raise refusal(f"PROXIES vaut « {given} » : c’est le nombre de serveurs mandataires, 0 ou 1 le plus souvent.")
    return int(given)


def _base_url() -> str:
    url = os.environ.get("BASE_URL", "")
    if url and not re.fullmatch(r"https?://[^/\s]+(/\S*)?", url):
        raise refusal(
            f"BASE_URL vaut « {url} » : c’est l’adresse complète du site, comme https://incubateur.exemple.fr"
        )
    return url


def _local_secret(instance: Path) -> str:
    """Keep one secret per instance, so that sessions survive a restart without asking anything of the person."""
    path = instance / "secret_key"
    try:
        if not path.exists():
            _write_once(path, secrets.token_hex(32))
        return path.read_text()
    except OSError as error:
        raise refusal(f"INSTANCE_PATH : {path} ne peut être ni lu ni écrit ({error.strerror}).") from None


def _write_once(path: Path, text: str) -> None:
    """Write `path` whole, unless another process, started at the same time, has just done so."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
    with open(descriptor, "w") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(name, path)
    os.unlink(name)
