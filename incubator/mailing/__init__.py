"""E-mails as people choose them: texts of an organisation, pace, what one does without, an announcement, messages."""

from flask import Flask

from incubator.domain.mails.letterhead import Letterhead
from incubator.mailing.tokens import unsubscribe_address
from incubator.mailing.views import bp

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    """Give the outbox what every message carries."""
    app.extensions["letterhead"] = Letterhead(unsubscribe_address)
