"""Other people's tables: a file (Excel, Word, CSV) read into grids of cells, or refused with a Chinese sentence.

Nothing here knows what the cells mean, and nothing here trusts the file: sizes are checked before anything is unpacked, markup is
read without entities, and whatever a library stumbles over becomes a :class:`FileRefused`.
"""

from .book import LIMITS, Book, FileRefused, Grid, Limits, Merge
from .reading import ENDINGS, read, too_large
from .returning import REASON, returned

__all__ = [
    "ENDINGS",
    "LIMITS",
    "REASON",
    "Book",
    "FileRefused",
    "Grid",
    "Limits",
    "Merge",
    "read",
    "returned",
    "too_large",
]
