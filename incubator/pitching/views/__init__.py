"""Pages of the jury, by what people come for."""

from incubator.pitching.views import (  # noqa: F401  importing registers the pages
    cards,
    day,
    deliberation,
    order,
    reserve,
)
from incubator.pitching.views.blueprint import bp

__all__ = ["bp"]
