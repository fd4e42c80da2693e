"""Demonstration mode: one click to become somebody, a mailbox for all; never on a public address."""

from urllib.parse import urlsplit

from flask import Flask

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", ""})


def refuse_public_demonstration(app: Flask) -> None:
    """Stop the start when the demonstration would be reachable by others; SystemExit says why."""
    if not app.config["DEMO"]:
        return
    host = urlsplit(app.config["BASE_URL"]).hostname or ""
    if app.config["PRODUCTION"] or host not in LOOPBACK:
        raise SystemExit("The demonstration lets anyone sign in as anyone: it does not start on a public address.")
