"""The record as a sheet that can be checked without the system: every line holds a digest of itself and of the line before.

Check of a line = SHA-256 over the check of the line before ("" for the first) and the line's cells, all joined by U+001F, UTF-8, in hex.
The last one is kept with the event of the export; ``script/check_record_sheet`` computes them again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.db.models import TextChoices
from django.utils import timezone

from ..long_sheets import csv_lines, write_workbook
from ..models import Event
from . import reach

HEADER = (
    "环号",
    "记录编号",
    "时间",
    "姓名",
    "单位",
    "操作",
    "动作代码",
    "对象",
    "案卷",
    "来源地址",
    "备注",
    "链值",
    "行校验值",
)
JOINT = "\x1f"
#: One file; longer stretches are exported in parts.
MOST = 200_000


class Form(TextChoices):
    """Kinds of files."""

    XLSX = "xlsx", "Excel 表格"
    CSV = "csv", "CSV 文件"


def line_check(before: str, cells: Iterable[str]) -> str:
    """The digest of one line."""
    return hashlib.sha256(JOINT.join((before, *cells)).encode()).hexdigest()


class Lines:
    """The lines of ``rows`` in the order of their numbers; afterwards ``count`` and the ``last`` check."""

    def __init__(self, rows):
        self.rows, self.count, self.last = rows, 0, ""

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        found = self.rows.order_by("pk").select_related("actor__unit", "link")
        for event in found.iterator(chunk_size=2000):
            cells = tuple(_clean(cell) for cell in cells_of(event))
            self.last, self.count = line_check(self.last, cells), self.count + 1
            yield (*cells, self.last)


def cells_of(event: Event) -> tuple[str, ...]:
    """One act as its line, without the check. An act that has no link yet has blanks there."""
    link, actor = getattr(event, "link", None), event.actor
    return (
        str(link.seq) if link else "",
        str(event.pk),
        timezone.localtime(event.at).isoformat(timespec="microseconds"),
        actor.name if actor else "",
        str(actor.unit) if actor else "",
        reach.words(event),
        event.verb,
        reach.thing(event),
        reach.dossier_of(event),
        reach.address_of(event),
        link.get_note_display() if link else "",
        bytes(link.digest).hex() if link else "",
    )


def _clean(cell: str) -> str:
    """What survives every program: printable, and within the length of a cell of a spreadsheet."""
    return "".join(letter if letter.isprintable() else " " for letter in cell)[:32_000]


def write(out: BinaryIO, rows, form: str) -> tuple[int, str]:
    """Write the sheet to ``out``; how many lines, and the check of the last one."""
    lines = Lines(rows)
    if form == Form.CSV:
        for piece in csv_lines(HEADER, lines):
            out.write(piece)
    else:
        write_workbook(out, HEADER, lines, title="操作记录")
    return lines.count, lines.last
