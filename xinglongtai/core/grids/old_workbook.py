"""Workbooks of the old kind (.xls). What a formula gave when the file was saved is read as its value: the format keeps no more apart."""

import io

import xlrd

from .book import FileRefused, Grid, GridMaker, Limits, Merge
from .workbook import address


def read_old_workbook(data: bytes, limits: Limits) -> list[Grid]:
    """The visible sheets. Raises :class:`FileRefused`; any other error means a damaged file."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise FileRefused("文件设有密码。请取消密码保护，另存后重新上传。") from None
        raise
    if book.nsheets > limits.sheets:
        raise FileRefused(f"工作簿有 {book.nsheets} 张表，最多 {limits.sheets} 张。请只保留要导入的表。")
    sheets = [book.sheet_by_index(number) for number in range(book.nsheets)]
    return [_grid(book, sheet, limits) for sheet in sheets if sheet.visibility == 0]


def _grid(book, sheet, limits: Limits) -> Grid:
    maker = GridMaker(sheet.name, limits)
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if not maker.put(row, column, _value(book, cell)):
                return maker.grid
            if cell.ctype == xlrd.XL_CELL_ERROR:
                maker.grid.unusable[row, column] = f"{address(row, column)} 是错误值 {_value(book, cell)}"
    return maker.carry([Merge(top, left, below - 1, past - 1) for top, below, left, past in sheet.merged_cells])


def _value(book, cell):
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
    return None if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else cell.value
