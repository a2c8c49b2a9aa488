"""A file of somebody else's that was sent, kept, and is read again: unchanged, and as a sheet whose columns are understood."""

import hashlib
from dataclasses import dataclass

from django.core.files.storage import storages

from ..errors import DomainError
from .book import LIMITS, Book, Grid, Limits
from .headings import Heading
from .reading import read


@dataclass(frozen=True)
class SentSheet:
    """A sheet as the page of columns shows it: where its headings are, and what each column is."""

    book: Book
    sheet: int
    heading: Heading
    columns: dict[int, str]

    @property
    def grid(self) -> Grid:
        """The chosen sheet."""
        return self.book.grids[self.sheet]

    @property
    def data_rows(self) -> int:
        """Rows below the headings, blank ones too: how long the work will take."""
        return len(self.grid.rows) - self.heading.begins


def sent_book(run, *, gone: str, limits: Limits = LIMITS) -> Book:
    """The file of ``run`` (``file_path``, ``file_name``, ``sha256``). DomainError where it is not what was sent, or ``gone``."""
    try:
        with storages["imports"].open(run.file_path) as stream:
            data = stream.read()
    except (OSError, ValueError):
        raise DomainError(gone) from None
    if hashlib.sha256(data).hexdigest() != run.sha256:
        raise DomainError("导入的文件与上传时不一致，请重新上传。")
    return read(data, run.file_name, limits)
