"""Submission: starting a dossier, writing it, handing it in, taking it back."""

from incubator.submission import autosave  # its route joins the others
from incubator.submission.views import bp

__all__ = ["autosave", "bp"]
