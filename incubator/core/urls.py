"""Addresses people may be sent back to."""

from urllib.parse import urlsplit


def safe_path(target: str | None, default: str = "/") -> str:
    """Return `target` if it is a path of this site, else `default`: nobody is sent elsewhere by a forged link."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return default
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else default
