"""The demonstration: two invented authorities, a hundred and twenty dossiers, at the moment one wants to look at."""

from incubator.demo.loader import AlreadyLoaded, clear, holds_something_else, load
from incubator.demo.moments import Stage

__all__ = ["AlreadyLoaded", "Stage", "clear", "holds_something_else", "load"]
