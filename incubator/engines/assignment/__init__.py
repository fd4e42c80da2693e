"""Who reads what: the best assignment of readers to dossiers, exactly, and why there is none when there is none."""

from incubator.engines.assignment.problem import NO_GROUP, Assignment, Problem, Reason, ReasonKind, Rules, TooLarge
from incubator.engines.assignment.solving import solve

__all__ = ["NO_GROUP", "Assignment", "Problem", "Reason", "ReasonKind", "Rules", "TooLarge", "solve"]
