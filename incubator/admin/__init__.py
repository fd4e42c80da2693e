"""Settings: the organisation and its programme, who holds which role, the dates and places of a call."""

from incubator.admin.views import bp

__all__ = ["bp"]
