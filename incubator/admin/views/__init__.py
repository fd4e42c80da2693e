"""Pages of settings, by what they are about."""

from incubator.admin.views import calls, organisation, questions, roles, timing  # noqa: F401  importing registers the pages
from incubator.admin.views.blueprint import bp

__all__ = ["bp"]
