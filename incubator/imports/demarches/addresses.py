"""Where the dossiers of a procedure are asked for, and with which token."""

import os
import re
from urllib.parse import urlsplit

from flask import current_app

from incubator.core.i18n import _

PREFIX = "DEMARCHES_TOKEN_"
DEFAULT = "https://demarche.numerique.gouv.fr"


def token_name(code: str) -> str:
    """Return the environment variable that holds the token of a call: nobody can name that of another call."""
    return PREFIX + code.upper().replace("-", "_")


def token_of(code: str) -> str:
    """Return the token of a call; "" when there is none."""
    return os.environ.get(token_name(code), "").strip()


def may_be_local() -> bool:
    """Tell whether addresses of this machine and its network may be asked: while developing and in tests alone."""
    return bool(current_app.config["DEVELOPMENT"] or current_app.testing)


def refusal_of(address: str) -> str:
    """Return why an address cannot be that of an instance; "" when it can."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not re.fullmatch(r"[A-Za-z0-9.:-]+", host) or parts.username or parts.query or parts.fragment:
        return _("Cette adresse n’est pas complète : elle ressemble à %(default)s.", default=DEFAULT)
    if may_be_local():
        return ""
    if parts.scheme != "https" or port not in (None, 443):
        return _("L’adresse commence par https:// et n’a pas de numéro de port : le jeton y passe.")
    if "." not in host or re.fullmatch(r"[0-9.:]+", host):
        return _("Écrivez le nom de l’instance, pas l’adresse d’une machine.")
    return ""
