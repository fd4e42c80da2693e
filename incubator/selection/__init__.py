"""Selection on file: readers, readings, ranking, the committee's decisions and their letters."""

from incubator.selection.views import bp

__all__ = ["bp"]
