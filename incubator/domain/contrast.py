"""Contrast of two colours as the web accessibility guidelines (WCAG 2, 1.4.3) measure it. Pure."""

import re

PAPER = "#f8f6f0"  # the token --paper of the light pages; dark pages derive a lighter tint of each colour
READABLE = 4.5
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def normalised(colour: str) -> str | None:
    """Return a colour as « #0f5c63 » from « 0F5C63 », « #0f5c63 » or « #abc »; None when it is not one."""
    found = _HEX.fullmatch(colour.strip())
    if found is None:
        return None
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def luminance(colour: str) -> float:
    """Return the relative luminance of « #rrggbb », from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (the same) to 21 (black and white); their order does not matter."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str, background: str = PAPER) -> bool:
    """Tell whether a text of `colour` can be read on `background`: 4.5 to 1 at least."""
    return ratio(colour, background) >= READABLE


def floored(value: float) -> float:
    """Return a ratio to one decimal, never rounded up: 4.49 is shown as 4.4, since it is refused."""
    return int(value * 10 + 1e-9) / 10


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
