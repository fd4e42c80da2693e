"""The thread of a dossier: questions and answers between its team and those who run the call."""

from incubator.exchanges.views import bp

__all__ = ["bp"]
