"""Every component in every state, on one page: in development only."""

from incubator.gallery.views import bp

__all__ = ["bp"]
