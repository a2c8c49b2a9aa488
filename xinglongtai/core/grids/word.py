"""Tables in Word documents (.docx). Every table is a grid; one that goes on after a page or a paragraph is put together again."""

import io

import docx
from docx.oxml.ns import qn

from .book import FileRefused, Grid, GridMaker, Limits, Merge, as_text

_TEXT, _PARAGRAPH, _BREAKS = qn("w:t"), qn("w:p"), {qn("w:br"), qn("w:cr")}
_TAB = qn("w:tab")


def read_document(data: bytes, limits: Limits) -> list[Grid]:
    """The document's tables. Raises :class:`FileRefused` when there is none; other errors mean a damaged file."""
    body = docx.Document(io.BytesIO(data)).element.body
    tables = body.xpath(".//w:tbl[not(ancestor::w:tbl)]")
    if not tables:
        raise FileRefused("文档里没有表格。请把内容放进表格，或用 Excel 另存为 .xlsx 后上传。")
    if len(tables) > limits.sheets * 10:
        raise FileRefused(f"文档里有 {len(tables)} 个表格，太多了。请只保留要导入的表。")
    makers: list[tuple[GridMaker, list[Merge], int]] = []
    for table in tables:
        columns = len(table.xpath("./w:tblGrid/w:gridCol"))
        if makers and columns == makers[-1][2] and _same_start(table, makers[-1][0].grid):
            maker, merges, _ = makers[-1]
        else:
            maker, merges = GridMaker(f"表格{len(makers) + 1}", limits), []
            makers.append((maker, merges, columns))
        _take(table, maker, merges)
    return [maker.carry(merges) for maker, merges, _ in makers]


def _rows(table) -> list:
    return table.xpath("./w:tr | ./w:sdt/w:sdtContent/w:tr")


def _cells(row) -> list:
    return row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc")


def _same_start(table, grid: Grid) -> bool:
    """Whether the table begins with the same words as the grid: then it is its next page."""
    rows = _rows(table)
    start = [_text(cell) for cell in _cells(rows[0])] if rows else []
    return bool(start) and not grid.fault and start == [as_text(cell) for cell in (grid.rows or [[]])[0] if cell]


def _take(table, maker: GridMaker, merges: list[Merge]) -> None:
    first = len(maker.grid.rows)
    open_blocks: dict[int, tuple[int, int]] = {}  # left edge → (top, right) of a block that may go on below
    closed: list[Merge] = []
    row = first - 1
    for row, line in enumerate(_rows(table), start=first):
        column = sum(int(n) for n in line.xpath("./w:trPr/w:gridBefore/@w:val"))
        going_on: dict[int, tuple[int, int]] = {}
        for cell in _cells(line):
            right = column + max(1, cell.grid_span) - 1
            if cell.vMerge == "continue" and column in open_blocks:
                going_on[column] = open_blocks.pop(column)
            else:
                if not maker.put(row, column, _text(cell)):
                    return
                going_on[column] = (row, right)
            column = right + 1
        closed += [Merge(top, left, row - 1, right) for left, (top, right) in open_blocks.items()]
        open_blocks = going_on
        while len(maker.grid.rows) <= row:
            maker.grid.rows.append([])
    closed += [Merge(top, left, row, right) for left, (top, right) in open_blocks.items()]
    merges += [m for m in closed if m.bottom > m.top or m.right > m.left]


def _text(cell) -> str:
    """All words of a cell, also inserted and linked ones; paragraphs and breaks become line ends."""
    pieces = []
    for node in cell.iter():
        if node.tag == _TEXT:
            pieces.append(node.text or "")
        elif node.tag == _TAB and node.getparent().tag == qn("w:r"):
            pieces.append(" ")
        elif node.tag == _PARAGRAPH or node.tag in _BREAKS:
            pieces.append("\n")
    return "".join(pieces).strip()
