"""A sheet of records of people: read, judged by playing the verbs and taking everything back, then played for good.

So the preview says exactly what the import will do, row by row, with the verbs' own words where a row is refused.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from .. import audit, guard
from ..errors import DomainError, TransitionRefused
from ..grids import Book, FileRefused, Grid, Limits, read, returned
from ..grids.book import MEGABYTE, as_text, blank
from ..models import Exam, Loan, Officer, StaffImport
from .kinds import KINDS, Column, Kind
from .reach import MANAGE, visible_to
from .services import record_set_aside

LIMITS = Limits(upload=2 * MEGABYTE, rows=1_100)
#: Columns that say whose row it is; the name alone suffices where it is one person's.
WHO = (
    Column("姓名", "person", ("人员", "执法人员", "持证人", "被保险人", "借用人", "领用人")),
    Column("单位", "unit", ("所在单位", "部门", "科室"), required=False),
    Column("登录名", "login", ("账号",), required=False),
)
_ANY_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAYS = {"on", "valid_from", "valid_to", "lent_on", "due_on", "returned_on"}
_WORDS = {
    "result": {**{label: value for value, label in Exam.Result.choices}, "通过": "passed", "未通过": "failed"},
    "kind": {label: value for value, label in Loan.Kind.choices},
    "condition": {label: value for value, label in Loan.Condition.choices},
}


@dataclass(frozen=True)
class Head:
    """Where the table begins: the first row below the headings, and which column holds what."""

    begins: int
    columns: dict[str, int] = field(default_factory=dict)


def _plain(text: str) -> str:
    return re.sub(r"\s|[:：*]|[（(].*", "", text)


def head_of(grid: Grid, kind: Kind) -> Head:
    """Find the headings among the first ten rows. FileRefused with the headings that are missing."""
    known = {name: column.name for column in (*WHO, *kind.columns) for name in (column.heading, *column.also)}
    best = Head(0)
    for row in range(min(10, len(grid.rows))):
        found: dict[str, int] = {}
        for place in range(grid.width):
            name = known.get(_plain(as_text(grid.cell(row, place))))
            if name and name not in found:
                found[name] = place
        if len(found) > len(best.columns):
            best = Head(row + 1, found)
    lacking = [c.heading for c in (*WHO, *kind.columns) if c.required and c.name not in best.columns]
    if lacking:
        raise FileRefused(f"表里找不到这些列：{'、'.join(lacking)}。请下载模板，按模板的列名整理后上传。")
    return best


class _Unfit(Exception):
    """A cell that cannot be read; the words are for the person who sent the sheet."""


def _day(value, heading: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = as_text(value)
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    match = digits or _ANY_DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else _refuse_day(text, heading)
    except ValueError:
        return _refuse_day(text, heading)


def _refuse_day(text: str, heading: str):
    raise _Unfit(f"“{heading}”写的是“{text}”，不是能识别的日期，请写成 2026-11-22")


def _value(value, column: Column):
    if blank(value):
        if column.required:
            raise _Unfit(f"“{column.heading}”没有填写")
        return None if column.name in _DAYS or column.name == "score" else ""
    if column.name in _DAYS:
        return _day(value, column.heading)
    text = as_text(value)
    if column.name in {"hours", "score"}:
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise _Unfit(f"“{column.heading}”应为数字，写的是“{text}”") from None
        if not number.is_finite():
            raise _Unfit(f"“{column.heading}”应为数字，写的是“{text}”")
        return number
    if column.name in _WORDS:
        if text not in _WORDS[column.name]:
            raise _Unfit(f"“{column.heading}”写的是“{text}”，可写：{'、'.join(_WORDS[column.name])}")
        return _WORDS[column.name][text]
    return text


def _person(cells: dict, people: dict[str, list[Officer]]) -> Officer:
    name = as_text(cells["person"])
    if not name:
        raise _Unfit("“姓名”没有填写")
    found = people.get(name, [])
    if unit := as_text(cells.get("unit")):
        found = [row for row in found if unit in {row.unit.name, row.unit.short_name}]
    if login := as_text(cells.get("login")):
        found = [row for row in found if row.user and row.user.username == login]
    if not found:
        raise _Unfit(f"本机关没有找到“{name}”{f'（{unit}）' if unit else ''}，请核对姓名和单位")
    if len(found) > 1:
        raise _Unfit(f"有 {len(found)} 个“{name}”，请增加“单位”或“登录名”列写明是哪一位")
    return found[0]


def opened(run: StaffImport) -> tuple[Book, Grid, Head]:
    """The file of ``run`` with its table and headings. FileRefused where it cannot be used."""
    book = read(bytes(run.data), run.file_name, LIMITS)
    grid = next(grid for grid in book.grids if not grid.fault)
    return book, grid, head_of(grid, KINDS[run.kind])


def _play(run: StaffImport, actor: Officer, on: date) -> list[dict]:
    """Take in every row by its verb, each for itself; what came of them: row (as Excel counts), name, reason."""
    kind, (_, grid, head) = KINDS[run.kind], opened(run)
    people: dict[str, list[Officer]] = {}
    for person in visible_to(actor).filter(is_active=True).select_related("unit", "user"):
        people.setdefault(person.name, []).append(person)
    told = []
    for number in range(head.begins, len(grid.rows)):
        cells = {name: grid.cell(number, place) for name, place in head.columns.items()}
        if all(blank(value) for value in cells.values()):
            continue
        reason = ""
        try:
            officer = _person(cells, people)
            data = {column.name: _value(cells.get(column.name), column) for column in kind.columns}
            kind.verb(officer=officer, actor=actor, on=on, data=data, source=run)
        except (_Unfit, DomainError) as problem:
            reason = str(problem).replace("\n", " ")
        told.append({"row": number + 1, "name": as_text(cells["person"]), "reason": reason})
    if not told:
        raise FileRefused("表里只有列名，没有内容。请填写后重新上传。")
    return told


@transaction.atomic
def import_look(*, actor: Officer, on: date, kind: str, file_name: str, data: bytes) -> StaffImport:
    """Keep the sheet and say for each row whether it can be taken in; nothing is taken in. FileRefused for no usable table."""
    guard.require(actor, MANAGE, "导入人员保障记录")
    run = StaffImport(bureau=actor.bureau, kind=kind, file_name=file_name[-120:], data=data, by=actor)
    run.save()
    with transaction.atomic():
        outcome = _play(run, actor, on)
        transaction.set_rollback(True)
    run.outcome = outcome
    run.save(update_fields=["outcome"])
    return run


@transaction.atomic
def import_run(*, run: StaffImport, actor: Officer, on: date) -> StaffImport:
    """Take in what can be taken in, as of now; the refused rows stay with their reasons."""
    run = _locked(run, actor)
    if run.state != StaffImport.State.LOOKED:
        raise TransitionRefused(f"这份表{run.get_state_display()}，不能再导入。需要的话请重新上传。")
    run.outcome = _play(run, actor, on)
    run.added = sum(not row["reason"] for row in run.outcome)
    run.state = StaffImport.State.DONE
    run.save()
    refused = len(run.outcome) - run.added
    audit.record(
        verb="staff_import", actor=actor, target=run, kind=KINDS[run.kind].label, added=run.added, refused=refused
    )
    return run


@transaction.atomic
def import_undo(*, run: StaffImport, actor: Officer, reason: str) -> int:
    """Set aside every row of the import that still counts; returns how many. Certificates are not taken back in bulk."""
    run = _locked(run, actor)
    kind = KINDS[run.kind]
    if run.state != StaffImport.State.DONE:
        raise TransitionRefused(f"这份表{run.get_state_display()}，不能撤销。")
    if not kind.undo:
        raise TransitionRefused("执法证的导入已经改动现行证件，不能整批撤销。请到有误的人员页面逐人更正。")
    if not reason.strip():
        raise DomainError("请写明撤销的原因。", field="reason")
    rows = list(kind.model.objects.counting().filter(source=run).select_related("officer"))
    for row in rows:
        record_set_aside(row=row, actor=actor, reason=f"撤销导入：{reason.strip()}")
    run.state = StaffImport.State.UNDONE
    run.save(update_fields=["state"])
    audit.record(
        verb="staff_import_undo", actor=actor, target=run, kind=kind.label, count=len(rows), reason=reason.strip()
    )
    return len(rows)


def imports_of(actor: Officer):
    """The imports that ``actor`` may look at: their bureau's."""
    return StaffImport.objects.filter(bureau_id=actor.unit.bureau_id)


def _locked(run: StaffImport, actor: Officer) -> StaffImport:
    guard.require(actor, MANAGE, "导入人员保障记录")
    return guard.visible_row(imports_of(actor), run.pk)


def refused_rows(run: StaffImport) -> tuple[str, bytes]:
    """(ending, file): the refused rows in the sender's own layout, with their reasons in the last column."""
    book, grid, head = opened(run)
    reasons = {row["row"] - 1: row["reason"] for row in run.outcome if row["reason"]}
    return returned(book, grid, head.begins, reasons)
