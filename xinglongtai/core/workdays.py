"""Working days and periods of days: pure arithmetic over a calendar that is handed in. No clock, no database.

Rules (市场监督管理行政处罚程序规定 80, 行政处罚法 85):
the day a period starts is not counted; a period of working days counts working days only; a period of calendar days whose
last day is an official holiday ends on the first day after it; 二日/三日/五日/七日 of 行政处罚法 are working days.
An agreed date is what was agreed: it is warned about and never moved.
"""

import calendar as _months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
MAXIMUM_LENGTH = 3660
WEEKDAY_NAMES = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
PENALTY_LAW_WORKING = frozenset({2, 3, 5, 7})
# The days that every year's State Council notice contains; a year whose rows lack one is not complete.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1))


class DayKind(StrEnum):
    """What a day is. Official holidays and ordinary weekends differ: only the former end a period late by law."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class Unit(StrEnum):
    """How a period is counted."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Day:
    """A day and its kind. ``known`` is false where the year's arrangement is not (fully) entered."""

    on: date
    kind: DayKind
    name: str = ""
    known: bool = True

    @property
    def is_working(self) -> bool:
        return self.kind in (DayKind.WORKING, DayKind.MAKE_UP)

    @property
    def reason(self) -> str:
        """Why the day is or is not worked: «国庆节放假», «星期六», «国庆节调休上班»."""
        if self.kind is DayKind.HOLIDAY:
            return f"{self.name or '法定节假日'}放假"
        if self.kind is DayKind.MAKE_UP:
            return f"{self.name}调休上班"
        return WEEKDAY_NAMES[self.on.weekday()]


@dataclass(frozen=True)
class WorkCalendar:
    """The exceptional days (official holidays, make-up working days) that were entered.

    ``exceptions`` maps a date to ``(kind, name)``. A year is *known* when all of :data:`FIXED_HOLIDAYS` are among its holidays;
    other years are counted Monday to Friday and reported in ``unknown_years`` of every result that touches them.
    """

    exceptions: Mapping[date, tuple[DayKind, str]] = field(default_factory=dict)

    def knows(self, year: int) -> bool:
        return all(self.exceptions.get(date(year, m, d), ("",))[0] == DayKind.HOLIDAY for m, d in FIXED_HOLIDAYS)

    def day(self, on: date) -> Day:
        known = self.knows(on.year)
        if on in self.exceptions:
            kind, name = self.exceptions[on]
            return Day(on, DayKind(kind), name, known)
        return Day(on, DayKind.WORKING if on.weekday() < 5 else DayKind.WEEKEND, "", known)

    def is_working(self, on: date) -> bool:
        return self.day(on).is_working


@dataclass(frozen=True)
class Skipped:
    """A day that did not count, and why."""

    on: date
    reason: str


@dataclass(frozen=True)
class Deadline:
    """The end of a period (inclusive: the act is in time on ``due_on`` itself) and how it was reached."""

    start: date
    length: int
    unit: Unit
    due_on: date
    nominal_on: date
    skipped: tuple[Skipped, ...]
    rule_text: str
    unknown_years: tuple[int, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the last day was put off because it is not a working day."""
        return self.due_on != self.nominal_on

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(map(unknown_year_warning, self.unknown_years))

    def to_dict(self) -> dict:
        """JSON-able; dates in ISO form."""
        return {
            "start": self.start.isoformat(),
            "length": self.length,
            "unit": self.unit.value,
            "due_on": self.due_on.isoformat(),
            "moved": self.moved,
            "skipped": [{"on": s.on.isoformat(), "reason": s.reason} for s in self.skipped],
            "rule": self.rule_text,
            "unknown_years": list(self.unknown_years),
            "warnings": list(self.warnings),
        }


def unknown_year_warning(year: int) -> str:
    """The visible warning for a year without (complete) rows."""
    return f"{year}年放假安排未录入，暂按周一至周五为工作日计算，录入后请重新核对。"


def chinese_date(on: date) -> str:
    """«2026年9月25日», without leading zeros."""
    return f"{on.year}年{on.month}月{on.day}日"


def penalty_law_unit(days: int) -> Unit:
    """How 行政处罚法 counts a period of ``days``: 二日/三日/五日/七日 are working days (art. 85), others calendar days."""
    return Unit.WORKING if days in PENALTY_LAW_WORKING else Unit.CALENDAR


def _check(start: date, length: int) -> None:
    if isinstance(length, bool) or not isinstance(length, int) or not 1 <= length <= MAXIMUM_LENGTH:
        raise ValueError(f"期限长度须为 1 至 {MAXIMUM_LENGTH} 的整数。")
    if not 1949 <= start.year <= 2199:
        raise ValueError("起始日须在 1949 年至 2199 年之间。")


def _unknown(calendar: WorkCalendar, first: date, last: date) -> tuple[int, ...]:
    return tuple(y for y in range(first.year, last.year + 1) if not calendar.knows(y))


def _suspended(on: date, not_counted: Iterable[tuple[date, date]]) -> bool:
    return any(first <= on <= last for first, last in not_counted)


def add_working_days(
    start: date, length: int, calendar: WorkCalendar, *, not_counted: Iterable[tuple[date, date]] = ()
) -> Deadline:
    """The ``length``-th working day after ``start`` (not counted itself).

    ``not_counted`` are spans (first, last; both included) of 检测、检验、检疫、鉴定 whose days do not count (程序规定 18 II).
    ``ValueError`` (Chinese) for a length outside 1…3660 or a start outside 1949…2199.
    """
    _check(start, length)
    spans = tuple(not_counted)
    skipped: list[Skipped] = []
    on, left = start, length
    while left:
        on += ONE_DAY
        day = calendar.day(on)
        if not day.is_working:
            skipped.append(Skipped(on, day.reason))
        elif _suspended(on, spans):
            skipped.append(Skipped(on, "检测、检验、检疫、鉴定期间"))
        else:
            left -= 1
    rule = f"自{chinese_date(start)}的次日起算{length}个工作日，开始之日不计入，只计工作日（程序规定第八十条），于{chinese_date(on)}届满。"
    return Deadline(start, length, Unit.WORKING, on, on, tuple(skipped), rule, _unknown(calendar, start + ONE_DAY, on))


def add_calendar_days(start: date, length: int, calendar: WorkCalendar, *, move_weekends: bool = True) -> Deadline:
    """``length`` calendar days after ``start`` (not counted itself).

    A last day on an official holiday moves to the first day after the holiday (程序规定 80). An ordinary weekend moves it too
    unless ``move_weekends`` is false. Errors as :func:`add_working_days`.
    """
    _check(start, length)
    nominal = start + length * ONE_DAY
    on, skipped = nominal, []
    while (day := calendar.day(on)).kind is DayKind.HOLIDAY or (move_weekends and day.kind is DayKind.WEEKEND):
        skipped.append(Skipped(on, day.reason))
        on += ONE_DAY
    weekends = "普通周末同样顺延" if move_weekends else "普通周末不顺延"
    rule = (
        f"自{chinese_date(start)}的次日起算{length}日（自然日），开始之日不计入；最后一日为法定节假日的，"
        f"以节假日后的第一日为届满日（程序规定第八十条），{weekends}；于{chinese_date(on)}届满。"
    )
    # Only the last days decide a calendar period, so only their years must be known.
    return Deadline(start, length, Unit.CALENDAR, on, nominal, tuple(skipped), rule, _unknown(calendar, nominal, on))


def deadline(
    start: date, length: int, unit: Unit | str, calendar: WorkCalendar, *, move_weekends: bool = True
) -> Deadline:
    """Either of the two above, by ``unit`` ("working" or "calendar"); what screens and the command call."""
    try:
        unit = Unit(unit)
    except ValueError:
        raise ValueError("单位须为 working（工作日）或 calendar（自然日）。") from None
    if unit is Unit.WORKING:
        return add_working_days(start, length, calendar)
    return add_calendar_days(start, length, calendar, move_weekends=move_weekends)


def working_days_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after ``first`` up to and including ``last``; 0 when ``last`` is not later."""
    return sum(calendar.is_working(first + n * ONE_DAY) for n in range(1, (last - first).days + 1))


def check_agreed_date(on: date, calendar: WorkCalendar) -> tuple[str, ...]:
    """Chinese warnings about an agreed date. The date itself stays what was agreed."""
    warnings = []
    day = calendar.day(on)
    if not day.is_working:
        warnings.append(
            f"{chinese_date(on)}是非工作日（{day.reason}），约定日期不自动顺延，请确认当事人届时能够送达材料。"
        )
    if not day.known:
        warnings.append(unknown_year_warning(on.year))
    return tuple(warnings)


def add_months(start: date, months: int) -> date:
    """The same day ``months`` months later (or earlier, if negative); the month's last day where there is no such day."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(start.day, _months.monthrange(year, month)[1]))


def add_years(start: date, years: int) -> date:
    """The same day ``years`` years later; 29 February becomes 28 February in a common year."""
    return add_months(start, 12 * years)
