"""The demonstration, where one click makes anybody of anyone, is for the machine it runs on and for nobody else."""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from incubator.core.i18n import _
from incubator.core.pages import refuse

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", ""})
# What the page of refusal wears.
DRESS = frozenset({"static", "bootstrap.static", "public.theme"})


def refuse_public_demonstration(app: Flask) -> None:
    """Stop the start of a demonstration given a public address, and answer nobody else whatever the server is."""
    host = urlsplit(app.config["BASE_URL"]).hostname or ""
    if app.config["DEMO"] and (app.config["PRODUCTION"] or host not in LOOPBACK):
        raise SystemExit("Erreur : la démonstration, où chacun devient qui il veut, n’a pas d’adresse publique.")
    app.before_request(refuse_other_machines)


def refuse_other_machines() -> Response | None:
    """Refuse, in the demonstration, a request that comes from another machine, straight or through a proxy."""
    if not current_app.config["DEMO"] or request.endpoint in DRESS or _came_from_here():
        return None
    return refuse(
        403,
        _("La démonstration ne s’ouvre que sur la machine où elle tourne : chacun y devient qui il veut."),
        advice=_("Ouvrez-la sur cette machine, ou installez l’outil pour votre collectivité."),
    )


def _came_from_here() -> bool:
    """Tell whether the socket, and every address that proxies say they speak for, are this machine's own."""
    told = [*request.headers.getlist("X-Forwarded-For"), *request.headers.getlist("X-Real-IP")]
    hops = [hop.strip() for line in told for hop in line.split(",")]
    unreadable = "Forwarded" in request.headers  # no proxy of this machine alone writes it
    return not unreadable and all(_is_loopback(hop) for hop in (request.remote_addr or "", *hops))


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)
