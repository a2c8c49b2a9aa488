"""Where a cited article went in a new wording: a renumbered law keeps most of its words. Proposals; a person compares both.

An article is taken for the successor of the cited one when the pairs of neighbouring characters of both texts overlap enough
(Dice). Nothing is proposed where a text is not loaded.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from .alike import pairs
from .citations import check
from .models import Article, Citation, LawChange
from .status import ArticleLevel, ChangeKind
from .statute_text import read_label
from .statute_text.difference import marked

#: From this overlap on, and so far ahead of the next candidate, a citation is moved by itself; else both texts are only shown.
KNOWN = 0.7
AHEAD = 0.1
#: Below this nothing is shown as the successor.
LIKELY = 0.35
_TOP = (ArticleLevel.ARTICLE, ArticleLevel.SECTION)


@dataclass(frozen=True)
class Rewording:
    """A citation with its old text and, where both texts are loaded, the likeliest new place: ``label``, ``new``, ``score`` 0–1.

    ``known``: whether the new place is sure enough for a draft.
    """

    citation: Citation
    old: str
    label: str = ""
    new: str = ""
    score: float = 0.0
    known: bool = False

    @property
    def percent(self) -> int:
        """The overlap as people read it."""
        return round(self.score * 100)

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """(same | gone | come, words): what turns the old text into the new one."""
        return marked(self.old, self.new)


def rewordings(citations: Iterable[Citation], change: LawChange) -> dict[int, Rewording]:
    """Citation id → what became of its article by ``change``. ``citations`` are those of the changed statute; few queries,
    however many there are."""
    rows = list(citations)
    before = {each.citation.pk: each for each in check(rows, change.effective_on - timedelta(days=1))}
    old_tops = _tops({each.wording.pk for each in before.values() if each.wording})
    new_tops, parts = defaultdict(list), defaultdict(list)
    if change.kind == ChangeKind.NEW_TEXT:
        for row in Article.objects.filter(version=change.version_id).order_by("sort", "pk"):
            parts[row.number].append(row)
            if row.level in _TOP:
                new_tops[row.number].append((row, pairs(row.text)))
    tops = [found for number in sorted(new_tops) for found in new_tops[number]]
    return {row.pk: _rewording(row, before[row.pk], old_tops, tops, parts) for row in rows}


def _tops(wordings: set[int]) -> dict[tuple[int, str], Article]:
    rows = Article.objects.filter(version__in=wordings, level__in=_TOP)
    return {(row.version_id, row.key): row for row in rows}


def _rewording(row: Citation, before, old_tops, tops, parts) -> Rewording:
    address = read_label(row.article_label)
    source = old_tops.get((before.wording.pk, address.top.key)) if address and before.wording else None
    if source is None or not before.articles or not tops:
        return Rewording(row, before.text)
    home, score, known = _closest(pairs(source.text), tops)
    if score < LIKELY:
        return Rewording(row, before.text)
    if address == address.top:
        return Rewording(row, before.text, home.label, home.text, score, known)
    cited = before.articles[0]
    same_level = [(part, pairs(part.text)) for part in parts[home.number] if part.level == cited.level]
    if not same_level:
        return Rewording(row, before.text, home.label, home.text, score)
    part, likeness, sure = _closest(pairs(cited.text), same_level)
    return Rewording(row, cited.text, part.label, part.text, likeness, known and sure)


def _closest(words: frozenset[str], rows) -> tuple[Article, float, bool]:
    """The row whose text shares most with ``words`` (the first of equals), how much, and whether that is beyond doubt."""
    scored = [(2 * len(words & other) / (len(words) + len(other)), -place) for place, (_, other) in enumerate(rows)]
    (score, place), *others = sorted(scored, reverse=True)
    return rows[-place][0], score, score >= KNOWN and (not others or score - others[0][0] >= AHEAD)
