"""Pages of submission, by what people come for."""

# Importing registers the pages.
from incubator.submission.views import (  # noqa: F401
    acts,
    autosave,
    dossier,
    files,
    help_wanted,
    invitations,
    new_form,
    papers,
    preview,
    team,
    versions,
    writing,
)
from incubator.submission.views.blueprint import bp

__all__ = ["bp"]
