"""The jury: the order of the pitches, the jury day, each juror's card, the deliberation, the letters that tell of it."""

from incubator.pitching.views import bp

__all__ = ["bp"]
