"""Pages of imports."""

from incubator.imports.views import demarches, files, runs
from incubator.imports.views.blueprint import bp

__all__ = ["bp", "demarches", "files", "runs"]
