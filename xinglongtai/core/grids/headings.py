"""Where a table begins: title rows above, one to three rows of headings, then lines; and what a heading says its column is.

What words are headings, a room says itself (:class:`Vocabulary`): the list of items and the ledger of the past have words of their own.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .book import Grid, as_text, blank
from .cells import plain, tidy

#: How far down headings are looked for, and how many rows they take at most.
LOOK, DEEPEST = 30, 3
#: What a heading says: a key, "" for a column to leave out, None when it says nothing.
KnownKey = Callable[[str], str | None]


@dataclass(frozen=True)
class Heading:
    """The rows ``first`` … ``first + rows - 1`` (from 0) are headings; ``texts`` holds one a column, "" where there is none."""

    first: int
    rows: int
    texts: tuple[str, ...]

    @property
    def begins(self) -> int:
        """The first row below the headings."""
        return self.first + self.rows

    @property
    def signature(self) -> str:
        """The same for every sheet with these headings in this order: how a mapping is found again."""
        words = "\x1f".join(plain(text).lower() for text in self.texts).rstrip("\x1f")
        return hashlib.sha256(words.encode()).hexdigest()


class Vocabulary:
    """The words of headings and what they mean. ``nothing``: headings of columns to leave out."""

    def __init__(self, words: Mapping[str, str], nothing: Iterable[str]):
        self._words = {plain(word).lower(): key for word, key in words.items()}
        self._long = sorted(self._words, key=len, reverse=True)
        self._nothing = frozenset(nothing)

    def key(self, text: str) -> str | None:
        """A target's key, "" for a column to leave out, None when the heading says nothing; the longest word in it wins."""
        full = plain(tidy(text)).lower()
        word = re.sub(r"[（(].*?[）)]", "", full) or full
        for candidate in (full, word):
            if candidate in self._nothing:
                return ""
            if candidate in self._words:
                return self._words[candidate]
        if len(word) > 20:
            return None
        fits = (known for known in self._long if known in word and (len(known) > 2 or word.endswith(known)))
        return next((self._words[known] for known in fits), None)


def find_heading(grid: Grid, known_key: KnownKey) -> Heading:
    """The likeliest headings: the row among the first thirty with the most words known as headings; else the first full row."""
    scores = {row: _score(grid, row, known_key) for row in range(min(LOOK, len(grid.rows)))}
    best = max(scores, key=lambda row: (scores[row], -row), default=0)
    if scores.get(best, 0) < 2:
        wide = [row for row in scores if any(not blank(v) for v in grid.rows[row]) and not is_title(grid, row)]
        return heading_at(grid, wide[0] if wide else best, 1)
    if best and _is_upper(grid, best - 1, best, known_key):
        return heading_at(grid, best - 1, 2)
    return heading_at(grid, best, 2 if _is_lower(grid, best, best + 1, known_key) else 1)


def heading_at(grid: Grid, first: int, rows: int) -> Heading:
    """The headings in the given rows: «upper/lower» where two rows say different things of one column."""
    rows = max(1, min(rows, DEEPEST, len(grid.rows) - first))
    texts = []
    for column in range(grid.width):
        words = []
        for row in range(first, first + rows):
            word = plain(tidy(grid.cell(row, column)))
            if word and word not in words:
                words.append(word)
        texts.append("/".join(words))
    return Heading(first, rows, tuple(texts))


def is_title(grid: Grid, row: int) -> bool:
    """Whether a row says one thing only: one filled cell, or one block merged over several."""
    filled = [as_text(value) for value in grid.rows[row] if not blank(value)]
    return len(set(filled)) == 1 and grid.width > 1


def _score(grid: Grid, row: int, known_key: KnownKey) -> int:
    if is_title(grid, row):
        return 0
    keys = [known_key(as_text(value)) for value in grid.rows[row] if not blank(value)]
    said = [key for key in keys if key is not None]
    return len({key for key in said if key}) + min(1, said.count(""))


def _differing(grid: Grid, upper: int, lower: int) -> list[tuple[str, str]]:
    return [
        (grid.text(upper, column), grid.text(lower, column))
        for column in range(grid.width)
        if grid.text(lower, column) != grid.text(upper, column)
    ]


def _is_lower(grid: Grid, upper: int, lower: int, known_key: KnownKey) -> bool:
    """Whether ``lower`` is a second row of headings: it only says more where it differs, in words known as headings or under a block."""
    if lower >= len(grid.rows) or is_title(grid, lower):
        return False
    said = [below for _, below in _differing(grid, upper, lower) if below]
    blocks = [m for m in grid.merges if m.top == upper and m.bottom == upper and m.right > m.left]
    upright = [m for m in grid.merges if m.top == upper and m.bottom == lower and m.left == m.right]
    if blocks and upright:
        return True
    return bool(said) and all(known_key(word) is not None for word in said)


def _is_upper(grid: Grid, upper: int, lower: int, known_key: KnownKey) -> bool:
    """Whether ``upper`` is the first of two rows of headings: blocks over some columns, the same words or nothing over the others."""
    if is_title(grid, upper):
        return False
    filled = [value for value in grid.rows[upper] if not blank(value)]
    if not filled or any(len(as_text(value)) > 20 for value in filled):
        return False
    blocks = [m for m in grid.merges if m.top == upper and m.bottom == upper and m.right > m.left]
    upright = [m for m in grid.merges if m.top == upper and m.bottom == lower and m.left == m.right]
    known = [known_key(as_text(value)) is not None for value in filled]
    return bool(blocks and upright) or all(known)


def samples(grid: Grid, heading: Heading, column: int, count: int) -> list[str]:
    """The first texts below a heading, without blanks and without the heading itself."""
    found = []
    for row in range(heading.begins, len(grid.rows)):
        text = tidy(grid.cell(row, column))
        if text and text != heading.texts[column]:
            found.append(text)
            if len(found) == count:
                break
    return found


def heading_words(grid: Grid, heading: Heading) -> list[list[str]]:
    """The rows of headings as compared words, for :func:`repeats_heading`."""
    return [[plain(tidy(value)) for value in grid.rows[row]] for row in range(heading.first, heading.begins)]


def repeats_heading(filled: Mapping[int, str], headings: list[list[str]]) -> bool:
    """Whether a row (column → text) says the headings once more, as on the next page of a printed table."""
    words = {column: plain(text) for column, text in filled.items()}
    for texts in headings:
        same = sum(column < len(texts) and texts[column] == word for column, word in words.items())
        if same * 10 >= len(words) * 6 and (same > 1 or len(words) == 1):
            return True
    return False
