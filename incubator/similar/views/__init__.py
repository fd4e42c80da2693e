"""Pages of search, look-alikes, links, mergers."""

from incubator.similar.views import merging, pages
from incubator.similar.views.blueprint import bp

__all__ = ["bp", "merging", "pages"]
