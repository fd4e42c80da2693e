"""Pages of submission, by what people come for."""

from incubator.submission.views import dossier, help_wanted, invitations, team  # noqa: F401  importing registers the pages
from incubator.submission.views.blueprint import bp

__all__ = ["bp"]
