"""The rows of a sheet of the past read with the mapping a person confirmed. Pure: no database, no pages."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from xinglongtai.core.grids import Grid
from xinglongtai.core.grids.book import blank
from xinglongtai.core.grids.cells import nothing, one_line, plain, tidy, yes_no
from xinglongtai.core.grids.headings import Heading, heading_words, is_title, repeats_heading

from .past_cells import read_day, read_identity, read_kept
from .past_targets import BY_KEY

_SUMS = re.compile(
    r"^(合计|总计|小计|共计|备注|注|说明|填表说明|填表人|审核人|制表|制表人|填报单位|数据来源)([:：\s\d（(.、]|$)"
)
_OF_A_PROMISE = re.compile(r"履行|承诺|失诺|违约")
_BROKEN_OUTCOME = re.compile(r"未履行承诺|承诺未履行|失诺")
_LONGEST = {"party_name": 200, "violation": 200, "address": 200, "pledge_number": 80, "document_number": 80}
_OUTCOME, _NOTE = 60, 300
#: Kinds of sheet a person may say it is.
PLEDGES, PENALTIES, MIXED = "pledges", "penalties", "mixed"


@dataclass
class Told:
    """One row. ``number``: as the person's program counts it; ``values`` by field of a record; ``item``: what names the item."""

    number: int
    values: dict = field(default_factory=dict)
    item: str = ""
    misread: bool = False  #: an identity number is there but cannot be right
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_past(
    grid: Grid, heading: Heading, columns: dict[int, str], kind: str, on: date, progress: Callable | None = None
) -> tuple[list[Told], list[list]]:
    """(rows, skipped rows as [number, why, first words])."""
    found, skipped, headings = [], [], heading_words(grid, heading)
    for row in range(heading.begins, len(grid.rows)):
        filled = {column: tidy(value) for column, value in enumerate(grid.rows[row]) if not blank(value)}
        if not filled:
            continue
        if why := _no_line(grid, row, filled, headings):
            skipped.append([row + 1, why, next(iter(filled.values()))[:60]])
            continue
        found.append(_told(grid, row, columns, kind, on))
        if progress and len(found) % 500 == 0:
            progress(row, 2 * len(grid.rows))
    return found, skipped


def _no_line(grid: Grid, row: int, filled: dict[int, str], headings: list[list[str]]) -> str:
    if repeats_heading(filled, headings):
        return "重复的表头"
    if _SUMS.match(next(iter(filled.values()))):
        return "合计或备注行"
    return "标题或分节行，不是记录" if is_title(grid, row) else ""


def _told(grid: Grid, row: int, columns: dict[int, str], kind: str, on: date) -> Told:
    told, cells = Told(row + 1), {}
    for column, key in columns.items():
        if not key:
            continue
        if why := grid.unusable.get((row, column)):
            told.reasons.append(why)
        elif key == "identity":
            said = read_identity(grid.cell(row, column))
            told.reasons += said.reasons
            told.notes += said.notes
            told.misread |= bool(said.reasons)
            _merge_numbers(told, said.values)
        elif key in ("act_on", "decided_on"):
            found, reasons, notes = read_day(grid.cell(row, column), on, BY_KEY[key].label.partition("，")[0])
            cells[key] = found
            told.reasons += reasons
            told.notes += notes
        else:
            text = one_line(tidy(grid.cell(row, column)))
            if not nothing(text):
                cells[key] = "；".join(filter(None, (cells.get(key, ""), text)))
    _fill(told, cells)
    _judge(told, cells, kind)
    return told


def _merge_numbers(told: Told, values: dict) -> None:
    for name, number in values.items():
        if told.values.setdefault(name, number) != number:
            told.reasons.append("一行里有两个不同的证件号，请只留当事人的")


def _fill(told: Told, cells: dict) -> None:
    for key, longest in _LONGEST.items():
        text = cells.get(key, "")
        if len(text) > longest:
            told.reasons.append(f"“{BY_KEY[key].label}”超过 {longest} 个字")
        told.values[key] = plain(text) if key.endswith("_number") else text
    for key in ("party_name", "violation"):
        if not told.values[key]:
            told.reasons.append(f"“{BY_KEY[key].label}”没有填")
    told.item = cells.get("item", "")
    outcome, note = cells.get("outcome", ""), cells.get("note", "")
    if len(outcome) > _OUTCOME:
        note = "；".join(filter(None, (f"处理结果：{outcome}", note)))
    told.values["outcome"], told.values["note"] = outcome[:_OUTCOME], note[:_NOTE]
    day = cells.get("act_on") or cells.get("decided_on")
    if day and not cells.get("act_on"):
        told.notes.append("没有违法日期，按决定（签订）日期记：只会晚记，不会漏查")
    if day is None and not any("日期" in reason for reason in told.reasons):
        told.reasons.append("没有日期，无法判断是否在窗口期内")
    told.values["act_on"] = day
    if not told.misread and not {"uscc", "registration_no", "id_number"} & set(told.values):
        told.notes.append("没有证件号：首违核查时只按名称提示，由人判断")


def _judge(told: Told, cells: dict, kind: str) -> None:
    """Whether it was put right, or a promise broken. Only a promise can be broken: what was merely ordered is no 失诺."""
    text = cells.get("kept", "")
    kept, note = read_kept(text)
    told.notes += [note] if note else []
    a_promise = kind == PLEDGES or (kind == MIXED and bool(told.values["pledge_number"]))
    broken = yes_no(cells.get("broken", ""))
    if broken not in ("", "是", "否"):
        told.reasons.append("“是否失诺”请填“是”或“否”")
    breached = broken == "是" or bool(_BROKEN_OUTCOME.search(cells.get("outcome", "")))
    if kept is False:
        if a_promise or _OF_A_PROMISE.search(text):
            breached = True
        else:
            told.notes.append("没有承诺书编号，“未整改”不按失诺记")
    if breached and kept:
        told.reasons.append("既写了失诺，又写了已整改到位，请核对")
    told.values["breached"], told.values["corrected"] = breached, bool(kept) and not breached
