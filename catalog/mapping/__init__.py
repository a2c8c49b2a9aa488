"""Other people's headings to our columns, other people's cells to ours. Pure: no database, no pages.

``find_heading`` finds where a table begins, ``guess`` proposes what each column is, ``read_lines`` reads the table with the
mapping a person confirmed. What cannot be read is a reason on the line, what was understood with doubt is a note.
"""

from .guesses import guess
from .headings import Heading, find_heading, heading_at
from .lines import Mapping, SheetLine, SkippedRow, read_lines
from .targets import BY_KEY, TARGETS, Target

__all__ = [
    "BY_KEY",
    "TARGETS",
    "Heading",
    "Mapping",
    "SheetLine",
    "SkippedRow",
    "Target",
    "find_heading",
    "guess",
    "heading_at",
    "read_lines",
]
