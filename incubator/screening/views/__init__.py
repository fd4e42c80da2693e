"""Pages of screening, by what they are about."""

from incubator.screening.views import (  # noqa: F401  importing registers the pages
    call_backs,
    checklist,
    dossier,
    notes,
    saved_views,
    tags,
    together,
    worklist,
)
from incubator.screening.views.blueprint import bp

__all__ = ["bp"]
