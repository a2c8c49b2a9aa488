"""The words bureaus write above the columns of their lists; where such a table begins (see :mod:`xinglongtai.core.grids.headings`)."""

from xinglongtai.core.grids import Grid
from xinglongtai.core.grids import headings as tables
from xinglongtai.core.grids.headings import DEEPEST, LOOK, Heading, Vocabulary, heading_at, is_title

from .targets import NOTHING, TARGETS

__all__ = ["DEEPEST", "LOOK", "Heading", "find_heading", "heading_at", "is_title", "known_key"]
_VOCABULARY = Vocabulary({word: target.key for target in TARGETS for word in (target.label, *target.words)}, NOTHING)


def known_key(text: str) -> str | None:
    """What a heading says the column is: a target's key, "" for a column to leave out, None when it says nothing."""
    return _VOCABULARY.key(text)


def find_heading(grid: Grid) -> Heading:
    """The likeliest headings of a list."""
    return tables.find_heading(grid, known_key)
