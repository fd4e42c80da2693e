"""The e-mails by which people sign in."""

from datetime import datetime

from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain import queries
from incubator.domain.models import AccessCode, Call


def sign_in_link(*, to: str, language: str, url: str, expires_at: datetime) -> Email:
    """To whoever asked: the single-use link."""
    return Email("sign_in_link", to, language, {"url": url, "expires_at": expires_at})


def access_code(session: Session, code: AccessCode, call: Call, *, language: str, url: str) -> Email:
    """To whoever is invited to a call by a code: what it opens, until when, the link."""
    context = {"code": code.code, "until": code.valid_until, "call": queries.call_in_letters(session, call.id)}
    return Email("access_code", code.email, language, {**context, "url": url})


def sign_in_unknown(*, to: str, language: str) -> Email:
    """To an address that has no account and belongs to no organisation here."""
    return Email("sign_in_unknown", to, language, {})
