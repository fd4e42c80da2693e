"""From marks to a ranking: what readers' severity changes, and how certain the line is."""

from incubator.engines.ranking.rank import Group, Ranked, Ranking, rank
from incubator.engines.ranking.readings import Readings, weighted

__all__ = ["Group", "Ranked", "Ranking", "Readings", "rank", "weighted"]
