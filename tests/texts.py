"""Texts as people read them: a test does not care which space stands before a colon."""


def plain(text: object) -> str:
    """Return `text` with ordinary spaces."""
    return str(text).replace("\u00a0", " ")
