"""The jury: the order of the pitches, the day itself, the jurors' cards, the deliberation, its letters."""

from incubator.pitching.views import bp

__all__ = ["bp"]
