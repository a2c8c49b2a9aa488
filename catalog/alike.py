"""Which candidates tell of the same thing: the same articles, or nearly the same words. Pure, no Django."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

#: Share of common pairs of characters (Dice) from which two descriptions count as the same.
SAME_WORDS = 0.6
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条")
_NOISE = re.compile(r"[^\w]|_")


@dataclass(frozen=True)
class Described:
    """A violation in words with the articles named for it; ``key`` is handed back."""

    key: Hashable
    violation: str
    articles: str = ""


def plain(text: str) -> str:
    """``text`` as it is compared: NFKC, lower case, letters and digits only.

    >>> plain("《价格法》第十三条 ")
    '价格法第十三条'
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())


def names_article(text: str) -> bool:
    """Whether ``text`` names an article of a law: «待核实» does not."""
    return bool(_ARTICLE.search(plain(text)))


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of ``text``."""
    folded = plain(text)
    return frozenset(folded[n : n + 2] for n in range(len(folded) - 1)) or frozenset({folded})


def alike(rows: Iterable[Described]) -> dict[Hashable, tuple]:
    """Key → keys of everything that tells of the same thing, itself included, in the order given.

    Two rows belong together when they name the same article (a text without any article proves nothing), or when their words
    share :data:`SAME_WORDS`; what each of two rows has in common with a third joins all three.
    """
    rows = list(rows)
    leader = list(range(len(rows)))

    def root(place: int) -> int:
        while leader[place] != place:
            place = leader[place]
        return place

    def join(one: int, other: int) -> None:
        first, second = sorted((root(one), root(other)))
        leader[second] = first

    by_article: dict[str, int] = {}
    having: dict[str, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for place, row in enumerate(rows):
        named = plain(row.articles)
        if names_article(row.articles):
            join(by_article.setdefault(named, place), place)
        own = pairs(row.violation)
        common = Counter(other for pair in own for other in having[pair])
        for other, shared in common.items():
            if 2 * shared / (len(own) + sizes[other]) >= SAME_WORDS:
                join(other, place)
        sizes.append(len(own))
        for pair in own:
            having[pair].append(place)
    together: dict[int, list] = defaultdict(list)
    for place, row in enumerate(rows):
        together[root(place)].append(row.key)
    return {row.key: tuple(together[root(place)]) for place, row in enumerate(rows)}
