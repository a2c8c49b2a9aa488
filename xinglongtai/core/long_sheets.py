"""Long tables as files: rows written as they come, in memory that does not grow with them. Text stays text.

openpyxl makes the workbook around the table (styles, names, widths); the rows themselves are written here, because its own writer
takes longer for a hundred thousand rows than a person waits (decision 037). Strings stand in the cells (``inlineStr``), days are
numbers with a day's format.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

_LONGEST_CELL = 32_767
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
#: Day 0 of spreadsheets.
_EPOCH = date(1899, 12, 30).toordinal()
_SHEET = "xl/worksheets/sheet1.xml"
_BOLD, _DAY, _MOMENT = 1, 2, 3
_PIECE = 500


def write_workbook(out: BinaryIO, header: Sequence[str], rows: Iterable[Sequence], *, title="台账", note="") -> int:
    """Write an .xlsx of ``rows`` under ``header`` to ``out``; how many rows. ``note`` stands in a row of its own above the header."""
    before, after, rest = _frame(header, title, note)
    count = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in rest.items():
            archive.writestr(name, data)
        with archive.open(_SHEET, "w") as sheet:
            sheet.write(before + b"<sheetData>")
            letters = [get_column_letter(n) for n in range(1, len(header) + 1)]
            first = 1
            if note:
                sheet.write(_row(1, ["A"], [note], 0).encode())
                first = 2
            sheet.write(_row(first, letters, header, _BOLD).encode())
            lines: list[str] = []
            for count, values in enumerate(rows, start=1):
                lines.append(_row(first + count, letters, values, 0))
                if len(lines) == _PIECE:
                    sheet.write("".join(lines).encode())
                    lines.clear()
            sheet.write("".join(lines).encode() + b"</sheetData>" + after)
    return count


def _frame(header: Sequence[str], title: str, note: str) -> tuple[bytes, bytes, dict[str, bytes]]:
    """The workbook around the rows: what stands before and after them in the sheet, and its other parts."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet["A1"].font = Font(bold=True)  # saved in this order they become the cell formats 1, 2 and 3
    sheet["A2"].number_format, sheet["A3"].number_format = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
    for number, name in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, min(40, 2 * len(name) + 6))
    sheet.freeze_panes = f"A{3 if note else 2}"
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts.pop(_SHEET)
    before, _, rest = xml.partition(b"<sheetData>")
    return before, rest.partition(b"</sheetData>")[2], parts


def _row(number: int, letters: Sequence[str], values: Sequence, style: int) -> str:
    cells = []
    mark = f' s="{style}"' if style else ""
    for letter, value in zip(letters, values, strict=False):
        if value is None or value == "":
            continue
        kind = type(value)
        if kind is str:
            cells.append(
                f'<c r="{letter}{number}" t="inlineStr"{mark}><is><t xml:space="preserve">{_text(value)}</t></is></c>'
            )
        elif kind is date:
            cells.append(f'<c r="{letter}{number}" s="{_DAY}"><v>{value.toordinal() - _EPOCH}</v></c>')
        elif kind is int or kind is float:
            cells.append(f'<c r="{letter}{number}"{mark}><v>{value}</v></c>')
        elif isinstance(value, datetime):
            cells.append(f'<c r="{letter}{number}" s="{_MOMENT}"><v>{_moment(value)}</v></c>')
        else:
            cells.append(f'<c r="{letter}{number}" t="inlineStr"{mark}><is><t>{_text(str(value))}</t></is></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text(value: str) -> str:
    if not value.isprintable():
        value = ILLEGAL_CHARACTERS_RE.sub("", value).replace("\r", "")
    if len(value) > _LONGEST_CELL:
        value = value[:_LONGEST_CELL]
    return escape(value)


def _moment(value: datetime) -> float:
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return round(local.toordinal() - _EPOCH + (local.hour * 60 + local.minute) / 1440, 6)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence]) -> Iterator[bytes]:
    """A CSV file in pieces: UTF-8 with the mark Excel and WPS look for, days as 2026-03-01, nothing that begins like a formula."""
    writer = csv.writer(_Echo())
    yield codecs.BOM_UTF8 + writer.writerow(header).encode()
    piece: list[str] = []
    for values in rows:
        piece.append(writer.writerow([_plain(value) for value in values]))
        if len(piece) == _PIECE:
            yield "".join(piece).encode()
            piece.clear()
    if piece:
        yield "".join(piece).encode()


def _plain(value) -> str:
    if value is None:
        return ""
    if type(value) is str:
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
