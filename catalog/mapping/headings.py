"""Where a table begins: title rows above, one to three rows of headings, then lines."""

import hashlib
import re
from dataclasses import dataclass

from xinglongtai.core.grids import Grid
from xinglongtai.core.grids.book import as_text, blank

from .cleaning import plain, tidy
from .targets import NOTHING, TARGETS

#: How far down headings are looked for, and how many rows they take at most.
LOOK, DEEPEST = 30, 3
_WORDS = {plain(word).lower(): target.key for target in TARGETS for word in (target.label, *target.words)}
_LONG_WORDS = sorted(_WORDS, key=len, reverse=True)


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


def known_key(text: str) -> str | None:
    """What a heading says the column is: a target's key, "" for a column to leave out, None when it says nothing."""
    word = re.sub(r"[（(].*?[）)]", "", plain(tidy(text)).lower()) or plain(tidy(text)).lower()
    full = plain(tidy(text)).lower()
    for candidate in (full, word):
        if candidate in NOTHING:
            return ""
        if candidate in _WORDS:
            return _WORDS[candidate]
    if len(word) > 20:
        return None
    fits = (known for known in _LONG_WORDS if known in word and (len(known) > 2 or word.endswith(known)))
    return next((_WORDS[known] for known in fits), None)


def find_heading(grid: Grid) -> Heading:
    """The likeliest headings: the row among the first thirty with the most words known as headings; else the first full row."""
    scores = {row: _score(grid, row) for row in range(min(LOOK, len(grid.rows)))}
    best = max(scores, key=lambda row: (scores[row], -row), default=0)
    if scores.get(best, 0) < 2:
        wide = [row for row in scores if any(not blank(v) for v in grid.rows[row]) and not is_title(grid, row)]
        return heading_at(grid, wide[0] if wide else best, 1)
    if best and _is_upper(grid, best - 1, best):
        return heading_at(grid, best - 1, 2)
    return heading_at(grid, best, 2 if _is_lower(grid, best, best + 1) else 1)


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


def _score(grid: Grid, row: int) -> int:
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


def _is_lower(grid: Grid, upper: int, lower: int) -> bool:
    """Whether ``lower`` is a second row of headings: it only says more where it differs, in words known as headings or under a block."""
    if lower >= len(grid.rows) or is_title(grid, lower):
        return False
    said = [below for _, below in _differing(grid, upper, lower) if below]
    blocks = [m for m in grid.merges if m.top == upper and m.bottom == upper and m.right > m.left]
    upright = [m for m in grid.merges if m.top == upper and m.bottom == lower and m.left == m.right]
    if blocks and upright:
        return True
    return bool(said) and all(known_key(word) is not None for word in said)


def _is_upper(grid: Grid, upper: int, lower: int) -> bool:
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
