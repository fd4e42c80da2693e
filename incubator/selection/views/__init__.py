"""Pages of the selection, by what people come for."""

from incubator.selection.views import committee, readers, readings, waiting  # noqa: F401  importing registers the pages
from incubator.selection.views.blueprint import bp

__all__ = ["bp"]
