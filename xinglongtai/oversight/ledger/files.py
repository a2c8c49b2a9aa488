"""The ledger as a file: one iterator of lines for every form."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.db.models import QuerySet

from xinglongtai.core.errors import DomainError
from xinglongtai.core.long_sheets import write_workbook
from xinglongtai.core.models import Officer
from xinglongtai.core.parameters import value

from .columns import HEADER, cells, merge_cells, merge_fields
from .reading import Keys, lines
from .status import FileForm

#: A sheet ends at 1,048,576 rows.
MOST = 1_000_000
#: Up to so many lines a page waits for its workbook; a CSV file is streamed whatever its length.
AT_ONCE = 2_000


def keys_of(rows: QuerySet, form: str) -> Keys:
    """The lines to write; a merge sheet holds those that have a letter. Raises DomainError for more than a sheet takes."""
    keys = Keys((rows.filter(promise_pk__isnull=False) if form == FileForm.MERGE else rows).iterator(chunk_size=5_000))
    if len(keys) > MOST and form != FileForm.CSV:
        raise DomainError(f"共 {len(keys)} 条，一张工作表放不下。请缩小期间或单位，或改用 CSV。", field="form")
    return keys


def table_of(form: str, keys: Keys, actor: Officer, full: bool, progress=None) -> tuple[Sequence[str], Iterator[list]]:
    """(headings, rows) of the lines ``keys`` in ``form``."""
    if form == FileForm.MERGE:
        fields = merge_fields(value(actor.bureau, "ledger.merge_fields"))
        return [name for name, _ in fields], (merge_cells(line, fields, full) for line in lines(keys, progress))
    return HEADER, (cells(line, full) for line in lines(keys, progress))


def write_file(path: Path, form: str, header: Sequence[str], rows: Iterable[Sequence], note: str) -> int:
    """Write the workbook; how many rows. A merge sheet has its headings in the first row, or Word would not find them."""
    with path.open("wb") as out:
        return write_workbook(out, header, rows, note="" if form == FileForm.MERGE else note)
