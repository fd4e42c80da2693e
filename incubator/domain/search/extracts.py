"""Where the words looked for are said: a few words of a dossier around them, those words marked."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from incubator.core.stems import tokens
from incubator.domain.search.documents import readable_answers
from incubator.domain.search.index import Wanted

BEFORE, AFTER = 60, 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an extract; `marked` when it is a word looked for."""

    text: str
    marked: bool = False


def extracts(session: Session, keys: Collection[uuid.UUID], words: Sequence[Wanted]) -> dict[uuid.UUID, list[Piece]]:
    """Return, for each of these dossiers, the part of an answer that says most of `words`, if one does."""
    if not words or not keys:
        return {}
    found: dict[uuid.UUID, tuple[int, list[Piece]]] = defaultdict(lambda: (0, []))
    for project_id, texts in readable_answers(session, keys).items():
        for text in texts:
            count, pieces = extract(text, words)
            if count > found[project_id][0]:
                found[project_id] = count, pieces
    return {key: pieces for key, (_count, pieces) in found.items() if pieces}


def extract(text: str, words: Sequence[Wanted]) -> tuple[int, list[Piece]]:
    """Return the part of `text` that says most of `words`, and how many of them it says."""
    hits = [(start, end, stem) for start, end, stem in tokens(text) if any(word.fits(stem) for word in words)]
    if not hits:
        return 0, []
    within = [[hit for hit in hits if start <= hit[0] and hit[1] <= start + AFTER] for start, _end, _stem in hits]
    best = max(within, key=lambda some: len({stem for _start, _end, stem in some}), default=hits[:1]) or hits[:1]
    first, last = best[0][0], max(best[-1][1], best[0][0] + AFTER)
    start = 0 if first <= BEFORE else text.rfind(" ", 0, first - BEFORE) + 1
    stop = len(text) if last >= len(text) else max(text.rfind(" ", 0, last + 1), best[-1][1])
    return len({stem for _start, _end, stem in best}), list(_cut(text, start, stop, hits))


def marked(text: str, words: Collection[str]) -> list[Piece]:
    """Return a whole text, the words of these stems marked."""
    return list(_cut(text, 0, len(text), [hit for hit in tokens(text) if hit[2] in words]))


def _cut(text: str, start: int, stop: int, hits: Sequence[tuple[int, int, str]]) -> list[Piece]:
    pieces, at = [Piece("… ")] if start else [], start
    for begin, end, _stem in hits:
        if begin >= start and end <= stop:
            pieces += [Piece(text[at:begin]), Piece(text[begin:end], True)]
            at = end
    pieces.append(Piece(text[at:stop] + (" …" if stop < len(text) else "")))
    return [piece for piece in pieces if piece.text]
