"""Follow-up: the launch, phases, check-ins, coaches, the end of an accompaniment."""

from incubator.mentoring.views import bp

__all__ = ["bp"]
