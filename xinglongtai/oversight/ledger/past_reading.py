"""A run's file as it is understood: read again at every step, so what is written is what was sent."""

from dataclasses import dataclass

from xinglongtai.core.grids import Book, Grid, Limits
from xinglongtai.core.grids.book import MEGABYTE
from xinglongtai.core.grids.headings import find_heading, heading_at
from xinglongtai.core.grids.sent import SentSheet, sent_book

from ..models import PastMapping, PastRun
from .past_lines import MIXED, PENALTIES
from .past_targets import BY_KEY, guess, known_key

#: Ledgers are longer than lists of items; a year of a big bureau fits into one file.
LIMITS = Limits(upload=15 * MEGABYTE, unpacked=160 * MEGABYTE, member=128 * MEGABYTE, rows=30_100, filled=1_500_000)


@dataclass(frozen=True)
class Reading(SentSheet):
    """A sheet as the page of columns shows it. ``remembered``: the source whose mapping was found again, "" for a guess."""

    kind: str
    remembered: str = ""


def book_of(run: PastRun) -> Book:
    """The run's file. Raises DomainError where it is gone or is not what was sent."""
    return sent_book(run, gone="导入的原件已过保留期并已删除，请重新上传。", limits=LIMITS)


def reading_of(run: PastRun, *, sheet: int | None = None, first: int | None = None, rows: int = 1) -> Reading:
    """How the run's file is understood: as kept, as remembered for these headings, else as guessed.

    ``sheet``, ``first`` (heading row, from 0) and ``rows`` (of headings) are a person's own choice. Raises DomainError.
    """
    book, kept = book_of(run), run.columns
    chosen = sheet if sheet is not None else kept.get("sheet", _likeliest(book))
    if not (0 <= chosen < len(book.grids)) or book.grids[chosen].fault:
        chosen = _likeliest(book)
    grid, same = book.grids[chosen], bool(kept) and sheet in (None, kept["sheet"])
    if first is not None and first < len(grid.rows):
        heading = heading_at(grid, first, rows)
    else:
        heading = heading_at(grid, kept["first"], kept["rows"]) if same else find_heading(grid, known_key)
    if same and first is None:
        return Reading(book, chosen, heading, _columns(kept["columns"]), kept["kind"])
    known = PastMapping.objects.filter(bureau_id=run.bureau_id, signature=heading.signature).first()
    if known:
        return Reading(book, chosen, heading, _columns(known.columns["columns"]), known.columns["kind"], known.source)
    columns = guess(grid, heading)
    return Reading(book, chosen, heading, columns, MIXED if "pledge_number" in columns.values() else PENALTIES)


def _columns(stored: dict) -> dict[int, str]:
    return {int(column): key if key in BY_KEY else "" for column, key in stored.items()}


def _likeliest(book: Book) -> int:
    usable = [number for number, grid in enumerate(book.grids) if not grid.fault]
    return max(usable, key=lambda number: (_known_words(book.grids[number]), -number))


def _known_words(grid: Grid) -> int:
    return sum(bool(key) for key in guess(grid, find_heading(grid, known_key)).values())
