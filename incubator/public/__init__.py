"""What anyone may read: the programme, its calls, the projects followed, the legal pages, the colours."""

from incubator.public.views import bp

__all__ = ["bp"]
