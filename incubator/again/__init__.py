"""A second chance: proposing a dossier again in another call, directing its team to a service or a training."""

from incubator.again.views import bp

__all__ = ["bp"]
