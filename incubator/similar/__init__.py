"""Dossiers side by side: search, look-alikes, links, two dossiers made one with the agreement of both teams."""

from incubator.similar.views import bp

__all__ = ["bp"]
