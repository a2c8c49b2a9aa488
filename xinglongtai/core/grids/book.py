"""What a file becomes: a book of grids. Rows and columns are counted from 0 here; people are told the numbers of their program."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from ..errors import DomainError

MEGABYTE = 1024 * 1024


class FileRefused(DomainError):
    """A file that cannot be taken; the message says what to do with it. It belongs to the form's file field."""

    def __init__(self, message: str):
        super().__init__(message, field="file")


@dataclass(frozen=True)
class Limits:
    """How much of a file is taken. Sizes in bytes; ``rows`` counts down to the last row with content."""

    upload: int = 10 * MEGABYTE
    unpacked: int = 48 * MEGABYTE
    member: int = 24 * MEGABYTE
    ratio: int = 250
    members: int = 2_000
    rows: int = 5_100
    columns: int = 100
    sheets: int = 30
    filled: int = 600_000


LIMITS = Limits()


@dataclass(frozen=True)
class Merge:
    """A merged block of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """One table. ``rows`` are ragged; a merged block carries its value in every cell.

    ``unusable``: (row, column) → why the cell cannot be read as a value (a formula, an error). ``fault``: why the whole
    table cannot be taken; then there are no rows.
    """

    name: str
    rows: list[list] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    unusable: dict[tuple[int, int], str] = field(default_factory=dict)
    fault: str = ""

    @property
    def width(self) -> int:
        """Number of columns up to the last one that holds anything."""
        return max((len(row) for row in self.rows), default=0)

    def cell(self, row: int, column: int):
        """The value as the file has it; ``None`` where there is nothing."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """The value as text without blanks around it."""
        return as_text(self.cell(row, column))


@dataclass
class Book:
    """A file that was read. ``kind`` is xlsx, xls, docx or csv; ``encoding`` is set for csv."""

    kind: str
    grids: list[Grid]
    encoding: str = ""


def as_text(value) -> str:
    """A value as people read it: whole numbers without «.0», days as 2026-03-01, nothing as the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, timedelta | time):
        return str(value)
    return str(value).strip()


def blank(value) -> bool:
    """Whether there is nothing to see in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


class GridMaker:
    """Puts cells into a grid as a reader meets them, and stops at the limits."""

    def __init__(self, name: str, limits: Limits):
        self.grid = Grid(name)
        self.limits = limits

    def put(self, row: int, column: int, value) -> bool:
        """Whether the grid still takes more. Blank cells are left out, so formatting far below counts for nothing."""
        if blank(value):
            return True
        if row >= self.limits.rows:
            return self.stop(
                f"超过 {self.limits.rows} 行。请分成几个文件，每个不超过 {self.limits.rows} 行（含标题）。"
            )
        if column >= self.limits.columns:
            return self.stop(f"超过 {self.limits.columns} 列。请删去无关的列。")
        rows = self.grid.rows
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value
        return True

    def stop(self, fault: str) -> bool:
        """Give the table up with a sentence for the person."""
        self.grid = Grid(self.grid.name, fault=f"“{self.grid.name}”{fault}")
        return False

    def carry(self, merges: list[Merge]) -> Grid:
        """The finished grid: every merged block filled with the value of its first cell."""
        grid, room = self.grid, self.limits.filled
        if grid.fault:
            return grid
        height, width = len(grid.rows), grid.width
        for merge in merges:
            bottom, right = min(merge.bottom, height - 1), min(merge.right, width - 1)
            room -= max(0, bottom - merge.top + 1) * max(0, right - merge.left + 1)
            if room < 0:
                self.stop("合并单元格太多。请取消合并后重新上传。")
                return self.grid
            self._fill(merge, bottom, right)
        grid.merges = merges
        return grid

    def _fill(self, merge: Merge, bottom: int, right: int) -> None:
        grid = self.grid
        value = grid.cell(merge.top, merge.left)
        why = grid.unusable.get((merge.top, merge.left))
        if value is None:
            return
        for row in range(merge.top, bottom + 1):
            for column in range(merge.left, right + 1):
                self.put(row, column, value)
                if why:
                    grid.unusable[row, column] = why
