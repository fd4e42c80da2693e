"""What changed between two texts, word by word.

The standard library's difflib is enough: it finds long common runs of words, which is how people see a text they
corrected, and an answer is a few hundred words. Compared by characters, a corrected word would come out in crumbs.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `kind` is same, added or removed."""

    kind: str
    text: str


def compared(before: str, after: str) -> list[Piece]:
    """Return both texts as one: what stayed, what was taken away, then what came in its place."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    # Words are the same whatever space follows: a line break added at the end of a sentence is not a new word.
    matcher = SequenceMatcher(None, [one.strip() for one in old], [one.strip() for one in new], autojunk=False)
    pieces = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(SAME, "".join(new[new_from:new_to])))
            continue
        if old_from < old_to:
            pieces.append(Piece(REMOVED, "".join(old[old_from:old_to])))
        if new_from < new_to:
            pieces.append(Piece(ADDED, "".join(new[new_from:new_to])))
    return pieces
