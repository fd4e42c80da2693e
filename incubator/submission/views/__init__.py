"""Pages of submission, by what people come for."""

# Importing registers the pages.
from incubator.submission.views import autosave, dossier, help_wanted, invitations, papers, team, versions  # noqa: F401
from incubator.submission.views.blueprint import bp

__all__ = ["bp"]
