"""Pages of settings, by what they are about."""

from incubator.admin.views import (  # noqa: F401  importing registers the pages
    calls,
    form_versions,
    organisation,
    questions,
    roles,
    timing,
)
from incubator.admin.views.blueprint import bp

__all__ = ["bp"]
