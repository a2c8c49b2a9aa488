"""A table of facts beside a folder of texts (INDEX.csv): one row per file."""

import csv
import io
from datetime import date

from .errors import NotReadable
from .facts import TextFacts

NAMES = {
    "file": ("file", "文件", "文件名"),
    "title": ("law_title", "title", "名称", "法规名称"),
    "short_title": ("short_title", "简称"),
    "kind": ("kind", "效力级别", "类别"),
    "version_date": ("version_date", "公布日期", "修改日期", "公布（修改）日期"),
    "effective_from": ("effective_from", "施行日期"),
    "effective_to": ("effective_to", "失效日期"),
    "note": ("note", "说明", "备注"),
}
_DAYS = ("version_date", "effective_from", "effective_to")


def read_index(data: bytes) -> dict[str, TextFacts]:
    """File name → facts. Raises :class:`NotReadable` for a table without the columns for file and dates, or with bad dates."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    try:
        reader = csv.DictReader(io.StringIO(text))
        names, rows = reader.fieldnames or (), list(reader)
    except csv.Error:
        raise NotReadable("对照表不是可以读取的 CSV 文件。") from None
    columns = {name: column for name, words in NAMES.items() for column in names if column in words}
    if missing := {"file", "version_date"} - set(columns):
        words = "、".join(NAMES[name][0] for name in sorted(missing))
        raise NotReadable(
            f"对照表（CSV）缺少列：{words}。需要 file、law_title、kind、version_date、effective_from、effective_to。"
        )
    found = {}
    for number, row in enumerate(rows, 2):
        cells = {name: (row[column] or "").strip() for name, column in columns.items()}
        facts = TextFacts()
        for name, cell in cells.items():
            if name != "file":
                setattr(facts, name, _day(cell, number) if name in _DAYS else cell)
        if cells["file"]:
            found[cells["file"]] = facts
    return found


def _day(cell: str, number: int) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise NotReadable(f"对照表第 {number} 行的日期“{cell}”应写成 2026-11-22。") from None
