"""Some rows of somebody's table, back in their own layout: their titles, headings and order, and one column more."""

import codecs
import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .book import Book, Grid, as_text

REASON = "拒绝原因"
_LONGEST = 32_767
_WIDEST, _NARROWEST = 48, 8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def returned(book: Book, grid: Grid, begins: int, reasons: Mapping[int, str]) -> tuple[str, bytes]:
    """(ending, file): everything above row ``begins``, then the rows of ``reasons`` with their reason at the end.

    Rows count from 0. A CSV file comes back as CSV, everything else as a workbook.
    """
    rows = [*range(begins), *sorted(reasons)]
    if book.kind == "csv":
        return "csv", _text(grid, begins, rows, reasons)
    return "xlsx", _workbook(grid, begins, rows, reasons)


def _extra(row: int, begins: int, reasons: Mapping[int, str]) -> str:
    return REASON if row == begins - 1 else reasons.get(row, "")


def _text(grid: Grid, begins: int, rows: list[int], reasons: Mapping[int, str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        cells = [as_text(grid.cell(row, column)) for column in range(grid.width)]
        safe = [f"'{text}" if text.startswith(_FORMULA) else text for text in cells]
        writer.writerow([*safe, _extra(row, begins, reasons)])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _workbook(grid: Grid, begins: int, rows: list[int], reasons: Mapping[int, str]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = _sheet_name(grid.name)
    mark = PatternFill("solid", start_color="FDECEA")
    wrap = Alignment(wrap_text=True, vertical="top")
    for place, row in enumerate(rows, start=1):
        for column in range(grid.width):
            _put(sheet.cell(place, column + 1), grid.cell(row, column))
            sheet.cell(place, column + 1).alignment = wrap
            sheet.cell(place, column + 1).font = Font(bold=row < begins)
        last = sheet.cell(place, grid.width + 1)
        _put(last, _extra(row, begins, reasons) or None)
        last.alignment, last.font, last.fill = wrap, Font(bold=row < begins), mark
    for merge in grid.merges:
        if merge.bottom < begins:
            right = min(merge.right, grid.width - 1)
            sheet.merge_cells(
                start_row=merge.top + 1, start_column=merge.left + 1, end_row=merge.bottom + 1, end_column=right + 1
            )
    for column in range(grid.width + 1):
        longest = max(
            (len(as_text(sheet.cell(place, column + 1).value)) for place in range(begins, len(rows) + 1) if place),
            default=0,
        )
        sheet.column_dimensions[get_column_letter(column + 1)].width = max(_NARROWEST, min(_WIDEST, 2 * longest + 2))
    sheet.freeze_panes = f"A{begins + 1}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    return "".join(sign for sign in name if sign not in r"[]:*?/\'")[:31] or "表格"


def _put(cell, value) -> None:
    """Numbers and days as such, everything else as text that no program takes for a formula."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.data_type = "s"
    elif isinstance(value, bool | int | float | date | datetime | time):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    elif value is not None:
        cell.value = as_text(value)
