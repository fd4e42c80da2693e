"""Submission: starting a dossier, writing it, handing it in, taking it back; its team."""

from incubator.submission.views import bp

__all__ = ["bp"]
