"""Choosing the deadline: what may be promised, and what to say about the day that is being chosen."""

from dataclasses import dataclass
from datetime import date

from cases.clock import is_extended, verification_clock
from cases.models import Assessment, Case
from cases.selectors import current_sheets
from cases.status import CaseStatus
from xinglongtai.core import parameters
from xinglongtai.core.calendar import load
from xinglongtai.core.workdays import DayKind, add_working_days, check_agreed_date, chinese_date

from .deadlines import T0Clock, clock_clash
from .status import PledgeMode


@dataclass(frozen=True)
class PromiseWindow:
    """The day offered first, the last day allowed (both inclusive), and who limits it."""

    default_on: date
    latest_on: date
    limit_text: str


def promise_window(case: Case, on: date, sheets: list[Assessment] | None = None) -> PromiseWindow:
    """Which days may be promised on ``on``: the bureau's maximum, or the shorter one of a catalog item (working days).

    ``sheets``: the current ones, where they were read already.
    """
    maximum, usual = parameters.values(case.bureau, "pledge.maximum_days", "pledge.default_days")
    text = f"本机关最长{maximum}个工作日"
    for sheet in current_sheets(case) if sheets is None else sheets:
        version = sheet.violation.item_version
        days = version.correction_days_max if version else None
        if days and days < maximum:
            maximum, text = days, f"清单事项 {version.item.number} 最长{days}个工作日"
    default = min(usual, maximum)
    calendar = load([on.year, on.year + 1])
    return PromiseWindow(
        default_on=add_working_days(on, default, calendar).due_on,
        latest_on=add_working_days(on, maximum, calendar).due_on,
        limit_text=text,
    )


def promise_errors(
    case: Case, *, on: date, mode: str, due_on: date | None, sheets: list[Assessment] | None = None
) -> list[str]:
    """Why the promise may not be made so (Chinese, for the date field); empty where it may."""
    if mode == PledgeMode.IMMEDIATE:
        return []
    if due_on is None:
        return ["请选择改正期限。"]
    if due_on < on:
        return [f"改正期限不能早于今天（{chinese_date(on)}）。"]
    if due_on < case.inspected_on:
        return [f"改正期限不能早于检查日期（{chinese_date(case.inspected_on)}）。"]
    window = promise_window(case, on, sheets)
    if due_on > window.latest_on:
        return [f"改正期限最迟到{chinese_date(window.latest_on)}（{window.limit_text}）。请选择更早的日期。"]
    return []


def case_clock(case: Case) -> T0Clock:
    """The verification clock of the case as the pledge rules see it."""
    extended = is_extended(case)
    plain = verification_clock(bureau=case.bureau, discovered_on=case.discovered_on, extended=False)
    longer = verification_clock(bureau=case.bureau, discovered_on=case.discovered_on, extended=True)
    current = longer if extended else plain
    return T0Clock(current.due_on, longer.due_on, extended, current)


def promise_warnings(case: Case, *, due_on: date) -> list[str]:
    """What to say about ``due_on`` while it is being chosen: clock clash, holiday, a year without calendar."""
    found = []
    clash = clock_clash(due_on, case_clock(case), case_filed=case.status == CaseStatus.FILED)
    if clash:
        found.append(clash)
    found += check_agreed_date(due_on, load([due_on.year]))
    return list(found)


def workday_marks(case: Case, start: date, end: date) -> dict:
    """What the date picker shows between ``start`` and ``end``: holidays, make-up days, known years, the case's clock."""
    calendar = load(range(start.year, end.year + 1))
    days = {day.isoformat(): (kind, name) for day, (kind, name) in calendar.exceptions.items()}
    marks = {case.clock_due_on.isoformat(): "核查期限在这一天届满"} if case.clock_due_on else {}
    return {
        "holidays": {day: name for day, (kind, name) in days.items() if kind in {DayKind.HOLIDAY, DayKind.WEEKEND}},
        "workdays": {day: name for day, (kind, name) in days.items() if kind not in {DayKind.HOLIDAY, DayKind.WEEKEND}},
        "years": [year for year in range(start.year, end.year + 1) if calendar.knows(year)],
        "marks": marks,
    }
