"""The manager's agreement: asked when the agent chooses, answered from a link without an account."""

from incubator.agreement.views import bp

__all__ = ["bp"]
