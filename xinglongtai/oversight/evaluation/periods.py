"""Periods of an evaluation: a year, quarter, month or free range of days; the period before; the parts shown one by one. Pure."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
#: A free range is shown by months up to this many, by years beyond.
MOST_MONTHS = 24


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included. ``kind``: year, quarter, month or free."""

    kind: str
    start: date
    end: date
    label: str

    def shifted(self, days: int) -> tuple[date, date]:
        """The range so many days earlier."""
        return self.start - timedelta(days=days), self.end - timedelta(days=days)

    def until(self, on: date) -> "Period":
        """The part of it that has passed on ``on`` (at least its first day)."""
        return self if self.end <= on else Period(self.kind, self.start, max(self.start, on), self.label)


def days_text(start: date, end: date) -> str:
    """«2026年1月1日至11月22日»; the year is named again where it changes."""
    last = f"{end.month}月{end.day}日" if end.year == start.year else f"{end.year}年{end.month}月{end.day}日"
    return f"{start.year}年{start.month}月{start.day}日至{last}"


def year_of(year: int) -> Period:
    """The calendar year."""
    return Period("year", date(year, 1, 1), date(year, 12, 31), f"{year}年")


def quarter_of(year: int, quarter: int) -> Period:
    """A quarter, 1 to 4."""
    first = 3 * quarter - 2
    end = date(year, first + 2, calendar.monthrange(year, first + 2)[1])
    return Period("quarter", date(year, first, 1), end, f"{year}年第{'一二三四'[quarter - 1]}季度")


def month_of(year: int, month: int) -> Period:
    """A month, 1 to 12."""
    end = date(year, month, calendar.monthrange(year, month)[1])
    return Period("month", date(year, month, 1), end, f"{year}年{month}月")


def free(start: date, end: date) -> Period:
    """Any range of days."""
    return Period("free", start, end, days_text(start, end))


def span_of(year: int, span: str) -> Period:
    """``span``: "" the year, «q1»…«q4» a quarter, «m1»…«m12» a month."""
    if span.startswith("q"):
        return quarter_of(year, int(span[1:]))
    if span.startswith("m"):
        return month_of(year, int(span[1:]))
    return year_of(year)


def before(period: Period, on: date) -> Period:
    """The period before, for comparison. A period that still runs on ``on`` is compared with as many days of the one before."""
    first = period.start
    if period.kind == "year":
        whole = year_of(first.year - 1)
    elif period.kind == "quarter":
        whole = quarter_of(first.year - (first.month == 1), (first.month - 4) // 3 % 4 + 1)
    elif period.kind == "month":
        whole = month_of(first.year - (first.month == 1), (first.month - 2) % 12 + 1)
    else:
        length = period.end - first
        return free(first - ONE_DAY - length, first - ONE_DAY)
    if on >= period.end:
        return whole
    return _cut(whole, period, on)


def _cut(whole: Period, running: Period, on: date) -> Period:
    """The beginning of ``whole`` that is as long as what has passed of ``running``."""
    if whole.kind == "year":
        last = calendar.monthrange(whole.start.year, on.month)[1]
        end = date(whole.start.year, on.month, min(on.day, last)) if on >= running.start else whole.start
    else:
        end = min(whole.end, max(whole.start, whole.start + (on - running.start)))
    return Period(whole.kind, whole.start, end, f"{whole.label}同期")


def parts(period: Period) -> list[Period]:
    """What a period is shown by: a year or quarter by months, a range by months or, where long, by years."""
    found, start = [], period.start
    months = 12 * (period.end.year - start.year) + period.end.month - start.month + 1
    while start <= period.end:
        whole = month_of(start.year, start.month) if months <= MOST_MONTHS else year_of(start.year)
        found.append(Period(whole.kind, start, min(whole.end, period.end), whole.label))
        start = whole.end + ONE_DAY
    return found
