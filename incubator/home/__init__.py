"""« À faire »: what is asked of a person across all their roles, the menu, the call in hand."""

from incubator.home.context import init_app
from incubator.home.views import bp

__all__ = ["bp", "init_app"]
