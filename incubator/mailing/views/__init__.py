"""Pages of e-mails, by what they are about."""

from incubator.mailing.views import announcement, messages, preferences, texts  # noqa: F401  importing registers the pages
from incubator.mailing.views.blueprint import bp

__all__ = ["bp"]
