"""What an operation says when it refuses; `core.pages` turns each into the page a person reads."""


class DomainError(Exception):
    """A refusal a person can understand; `status` is the HTTP status of the page it becomes."""

    status = 409


class NotAllowed(DomainError):
    """Not for this person (403)."""

    status = 403


class NotFound(DomainError):
    """Does not exist, or may not be known to exist, for this person (404)."""

    status = 404


class WrongState(DomainError):
    """Not now: the thing has moved on (409)."""


class StaleVersion(DomainError):
    """Somebody else saved first (409)."""


class NotReady(DomainError):
    """Not yet: `reasons` are the sentences that say what is missing (409)."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
