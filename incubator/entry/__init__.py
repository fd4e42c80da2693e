"""Coming in otherwise: an access code for late or invited candidates, a deposit in the name of somebody else."""

from incubator.entry.views import bp

__all__ = ["bp"]
