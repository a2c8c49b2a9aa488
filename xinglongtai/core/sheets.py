"""Spreadsheets: one iterator of rows becomes one .xlsx file. Text stays text, whatever it begins with."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_CELL = 32_767


def _cell(sheet, value) -> WriteOnlyCell:
    """A cell of ``value``: numbers and dates as such, everything else as text that no program takes for a formula."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, bool):
        value = "是" if value else "否"
    if value is not None and not isinstance(value, int | float | datetime) and not hasattr(value, "isoformat"):
        value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif hasattr(value, "isoformat"):
        cell.number_format = "yyyy-mm-dd"
    return cell


def workbook_bytes(header: Sequence[str], rows: Iterable[Sequence], *, title: str = "数据", note: str = "") -> bytes:
    """The file as bytes. ``note`` (the sentence of the active filters) stands in a row of its own above the header."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for number, name in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, min(40, 2 * len(name) + 6))
    sheet.freeze_panes = f"A{3 if note else 2}"
    if note:
        sheet.append([_cell(sheet, note)])
    bold = []
    for name in header:
        cell = _cell(sheet, name)
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx_response(filename: str, header: Sequence[str], rows: Iterable[Sequence], *, note: str = "") -> HttpResponse:
    """A download of ``rows`` under ``header``; ``filename`` ends in .xlsx and may be Chinese."""
    response = HttpResponse(workbook_bytes(header, rows, note=note), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(filename)}"
    response["Cache-Control"] = "private, no-store"
    return response
