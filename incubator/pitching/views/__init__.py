"""Pages of the jury, by what people come for."""

from incubator.pitching.views import cards, day, deliberation, order  # noqa: F401  importing registers the pages
from incubator.pitching.views.blueprint import bp

__all__ = ["bp"]
