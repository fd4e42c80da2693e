"""Secrets that travel in links: long enough not to be guessed; only their sum is kept."""

import hashlib
import secrets


def make_secret() -> str:
    """Return the secret of a new link."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Return what is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
