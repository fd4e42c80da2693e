"""Small images that people give: told by what they hold, not by their names.

SVG is not taken: it is a document that may carry scripts, and is served from our own address.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import IO

SIGNATURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


class TooLarge(ValueError):
    """More bytes than allowed."""


class NotAnImage(ValueError):
    """Neither PNG, nor JPEG, nor WebP."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image: its media type and its bytes; both empty stand for no image."""

    type: str
    content: bytes

    @property
    def digest(self) -> str:
        """The sum of the bytes, by which an address changes with the image; empty without image."""
        return hashlib.sha256(self.content).hexdigest() if self.content else ""

    @property
    def in_base_64(self) -> str:
        """The bytes as a database of texts keeps them."""
        return base64.b64encode(self.content).decode()


NO_IMAGE = Image("", b"")


def read(stream: IO[bytes], limit: int) -> Image:
    """Return the image held by `stream`, of `limit` bytes at most; raises TooLarge or NotAnImage."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise TooLarge
    kind = next((kind for signature, kind in SIGNATURES if content.startswith(signature)), None)
    if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "image/webp"
    if kind is None:
        raise NotAnImage
    return Image(kind, content)
