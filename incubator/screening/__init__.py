"""Admissibility: the list of dossiers received, the examination of each, its outcome."""

from incubator.screening.views import bp

__all__ = ["bp"]
