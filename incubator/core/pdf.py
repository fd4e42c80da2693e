"""PDFs that assistive technology can read (PDF/UA-1), made by typst with the fonts it carries: the same everywhere."""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parents[2] / "templates" / "pdf"
MANY_SIGNS = 60
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# Invisible signs that fonts do not have: joiners of emoji, their variants, tags.
_INVISIBLE = {*range(0x200B, 0x2010), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080), 0xFEFF}


def render(template: str, data: Mapping[str, Any]) -> bytes:  # Any: what JSON holds
    """Return the PDF of the template `templates/pdf/<template>.typ` filled with `data`.

    The data is given as JSON alone: what people typed is never read as the language of the template. A sign that the
    fonts lack (an emoji, a script) is written as its name between brackets, as nothing may be left out in silence.
    """
    text = json.dumps(_cleaned(data), ensure_ascii=False)
    for _attempt in range(MANY_SIGNS):
        try:
            return _compiled(template, text, accessible=True)
        except ValueError as error:
            signs = _unshown(str(error))
            if not signs:
                raise
            for sign in signs:
                text = text.replace(sign, _name(sign))
    return _compiled(template, text, accessible=False)  # readable in part rather than not at all


def _compiled(template: str, text: str, *, accessible: bool) -> bytes:
    import typst  # 34 MB that most processes never need

    try:
        made = typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            ignore_system_fonts=True,
            sys_inputs={"data": text},
            pdf_standards="ua-1" if accessible else None,
        )
    except typst.TypstError as error:
        raise ValueError(str(error)) from error
    assert isinstance(made, bytes)
    return made


def _cleaned(data: Any) -> Any:  # Any: what JSON holds
    """Leave out what no page shows: control signs and invisible ones."""
    if isinstance(data, str):
        return "".join(one for one in data if one == "\n" or not _is_invisible(one))
    if isinstance(data, Mapping):
        return {key: _cleaned(value) for key, value in data.items()}
    return [_cleaned(value) for value in data] if isinstance(data, (list, tuple)) else data


def _is_invisible(sign: str) -> bool:
    return ord(sign) in _INVISIBLE or unicodedata.category(sign) in ("Cc", "Cn", "Cs")


def _unshown(error: str) -> set[str]:
    found = _UNSHOWN.search(error)
    if found is None:
        return set()
    return set(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])) - {"\\", '"'}


def _name(sign: str) -> str:
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"
