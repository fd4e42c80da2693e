"""Pages of submission, by what people come for."""

# Importing registers the pages.
from incubator.submission.views import autosave, dossier, files, help_wanted, invitations, papers, team  # noqa: F401
from incubator.submission.views.blueprint import bp

__all__ = ["bp"]
