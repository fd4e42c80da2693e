"""Sign-in, profile, language; in demonstration mode, the personas and the mailbox."""

from flask import Flask

from incubator.accounts import signed_in
from incubator.accounts.demonstration import refuse_public_demonstration
from incubator.accounts.views import bp

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    """Say who is signed in, and refuse a demonstration that others could reach."""
    refuse_public_demonstration(app)
    signed_in.init_app(app)
