"""Keys as forms and addresses write them."""

import uuid


def key_in(text: str | None) -> uuid.UUID | None:
    """Return the key written in a form or an address; None when it is not one."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
