"""Submission: starting a dossier, writing it, handing it in, taking it back."""

from incubator.submission.views import bp

__all__ = ["bp"]
