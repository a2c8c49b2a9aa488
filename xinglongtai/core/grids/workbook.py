"""Workbooks (.xlsx), read cell by cell with openpyxl's own streaming parser: merged blocks and formulas are kept in sight."""

import io
import warnings
from datetime import time, timedelta

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml import DEFUSEDXML

from .book import FileRefused, Grid, GridMaker, Limits, Merge

assert DEFUSEDXML, "defusedxml must be installed: openpyxl reads markup through it"
_VISIBLE = "visible"


def address(row: int, column: int) -> str:
    """«C5» for row 4, column 2."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def read_workbook(data: bytes, limits: Limits) -> list[Grid]:
    """The visible sheets. Raises :class:`FileRefused`; any other error means a damaged file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's remarks on styles and extensions are of no use to anybody here
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == _VISIBLE]
            if len(sheets) > limits.sheets:
                raise FileRefused(f"工作簿有 {len(sheets)} 张表，最多 {limits.sheets} 张。请只保留要导入的表。")
            return [_grid(book, sheet, limits) for sheet in sheets]
        finally:
            book.close()


def _grid(book, sheet, limits: Limits) -> Grid:
    maker = GridMaker(sheet.title, limits)
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, cells in parser.parse():
            if not all(_put(maker, cell) for cell in cells):
                return maker.grid
        found = parser.merged_cells.mergeCell if parser.merged_cells else []
    return maker.carry([Merge(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in found])


def _put(maker: GridMaker, cell: dict) -> bool:
    row, column, value = cell["row"] - 1, cell["column"] - 1, cell["value"]
    if cell["data_type"] == "f":
        place = address(row, column)
        if not maker.put(row, column, str(getattr(value, "text", value))):
            return False
        maker.grid.unusable[row, column] = f"{place} 是公式，请复制后用“选择性粘贴 → 数值”换成数值"
        return True
    if isinstance(value, time | timedelta):
        value = str(value)
    if not maker.put(row, column, value):
        return False
    if cell["data_type"] == "e":
        maker.grid.unusable[row, column] = f"{address(row, column)} 是错误值 {value}"
    return True
