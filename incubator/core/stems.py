"""Words brought to what they have in common: « Les écoles » and « l’école » both hold `ecol`.

The one normaliser of the full-text search: what it gives is what is indexed and what is looked for, the same on both
databases, which are then asked for nothing but exact words. Capitals and accents are folded, apostrophes and hyphens
separate words, numbers are kept, the small words of French are left out, and the others are cut by the French Snowball
stemmer.
"""

import functools
import re
import threading
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from incubator.core.search import fold

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH = 40
_WORD = re.compile(r"[^\W_]+")
_LOCK = threading.Lock()  # the stemmer holds the word it works on
_SMALL_WORDS = """
a afin ai ainsi alors apres as assez au aucun aucune aujourd aussi autre autres aux avaient avant avec avez avoir
avons beaucoup bien c car ce ceci cela celle celles celui cependant certain certaines certains ces cet cette ceux
chacun chacune chaque chez ci comme comment contre d dans de dehors deja depuis des desormais deux devant doit
doivent donc dont du elle elles en encore enfin ensuite entre est et etaient etait etant ete etre eu eux faire fait
faut font hors hui ici il ils j je jusqu jusque l la le les leur leurs lors lorsque lui m ma mais me meme memes mes
mieux moi moins mon n ne ni nos notre nous nouveau nouveaux nouvelle nouvelles on ont ou outre par parce parmi pas
pendant peu peut peuvent plus plusieurs plutot pour pourquoi pourrait puis puisque qu quand que quel quelle quelles
quelque quelques quels qui quoi rien s sa sans se sera seront ses seulement si sinon soit son sont sous souvent sur
t ta tandis te tel telle telles tels tes toi ton toujours tous tout toute toutes tres trop tu un une vers via voici
voila vos votre vous y
"""
SMALL_WORDS = frozenset(_SMALL_WORDS.split())
# Plurals that the stemmer leaves apart from their singular.
_PLURALS = {
    "materiaux": "materiau",
    "tuyaux": "tuyau",
    "noyaux": "noyau",
    "travaux": "travail",
    "baux": "bail",
    "vitraux": "vitrail",
    "coraux": "corail",
    "yeux": "oeil",
}


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, stem) for each word of `text` that says something."""
    for found in _WORD.finditer(text):
        stem = stem_of(found[0])
        if stem:
            yield found.start(), found.end(), stem


def stems(text: str) -> list[str]:
    """Return the stems of `text`, in order, each as often as it is said."""
    return [stem for _start, _end, stem in tokens(text)]


def typed_stems(text: str) -> list[tuple[str, str]]:
    """Return, for each word of `text` that says something, its stem and the word as typed, folded."""
    found = (_plain(one[0]) for one in _WORD.finditer(text))
    return [(stem, word) for word in found if (stem := stem_of(word))]


@functools.lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Return the stem of one word; "" for a small word or a lone letter."""
    plain = _plain(word)
    if plain.isdecimal():
        return plain[:LENGTH]
    if len(plain) < 2 or plain in SMALL_WORDS:
        return ""
    with _LOCK:
        return str(_stemmer()(_PLURALS.get(plain, plain)))[:LENGTH]


def _plain(word: str) -> str:
    folded = fold(word) or ""
    if folded.isascii():
        return folded
    return "".join(letter for letter in unicodedata.normalize("NFKD", folded) if letter.isalnum()).lower()


@functools.cache
def _stemmer() -> "Callable[[str], Any]":  # Any: the library has no types
    import snowballstemmer  # type: ignore[import-untyped]  # 3 MB, which a worker needs once somebody searches

    stem: Callable[[str], Any] = snowballstemmer.stemmer("french").stemWord
    return stem
