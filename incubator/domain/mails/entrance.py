"""The e-mails by which people sign in."""

from datetime import datetime

from incubator.core.outbox import Email


def sign_in_link(*, to: str, language: str, url: str, expires_at: datetime) -> Email:
    """To whoever asked: the single-use link."""
    return Email("sign_in_link", to, language, {"url": url, "expires_at": expires_at})


def sign_in_unknown(*, to: str, language: str) -> Email:
    """To an address that has no account and belongs to no organisation here."""
    return Email("sign_in_unknown", to, language, {})
