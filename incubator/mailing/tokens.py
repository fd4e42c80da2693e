"""Signed addresses by which somebody who is not signed in has no more of a kind of e-mail."""

import uuid

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from incubator.core.urls import absolute
from incubator.domain.mail_kinds import OPTIONAL, MailCategory
from incubator.domain.models import Person


def unsubscribe_address(person: Person, category: MailCategory) -> str:
    """Return the address that switches `category` off for `person`; it serves as long as the message is kept."""
    return absolute("mailing.unsubscribe", token=_signer().dumps([str(person.id), category.value]))


def read(token: str) -> tuple[uuid.UUID, MailCategory] | None:
    """Return for whom and for what a token was signed; None when it was not, or not by us."""
    try:
        person_id, category = _signer().loads(token)
    except BadSignature:
        return None
    kind = MailCategory(category)
    return (uuid.UUID(person_id), kind) if kind in OPTIONAL else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
