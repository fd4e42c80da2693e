"""Pages of imports."""

from incubator.imports.views import files, runs
from incubator.imports.views.blueprint import bp

__all__ = ["bp", "files", "runs"]
