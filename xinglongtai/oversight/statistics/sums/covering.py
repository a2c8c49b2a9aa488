"""Which sums make up a range of days: whole years, whole months, days; what is left over has to be looked up day by day. Pure."""

import calendar
from datetime import date, timedelta

YEAR, MONTH, DAY = "year", "month", "day"
#: What is summed of a unit with all below it, by its level: 0 nothing, 1 years, 2 months too, 3 days too.
SPANS = ((), (YEAR,), (YEAR, MONTH), (YEAR, MONTH, DAY))
Piece = tuple[str, date]
Range = tuple[date, date]


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    """The last day of the month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def months(start: date, end: date) -> list[Range]:
    """The range by months."""
    firsts = [date(n // 12, n % 12 + 1, 1) for n in range(_number(start), _number(end) + 1)]
    return [(max(first, start), min(last_of(first), end)) for first in firsts]


def _number(day: date) -> int:
    """The number of a month since the year nought."""
    return 12 * day.year + day.month - 1


def years(start: date, end: date) -> list[Range]:
    """The range by years."""
    return [(max(date(year, 1, 1), start), min(date(year, 12, 31), end)) for year in range(start.year, end.year + 1)]


def days(start: date, end: date) -> list[Range]:
    """The range day by day."""
    return [(day, day) for day in map(date.fromordinal, range(start.toordinal(), end.toordinal() + 1))]


def cover(start: date, end: date, level: int) -> tuple[list[Piece], list[Range]]:
    """The fewest sums for the range, and the ranges within one month that none covers."""
    pieces, loose, day = [], [], start
    while day <= end:
        span, last = _widest(day, end, SPANS[level])
        if span:
            pieces.append((span, day))
        else:
            last = min(last, end)
            loose.append((day, last))
        day = last + timedelta(days=1)
    return pieces, loose


def _widest(day: date, end: date, spans: tuple[str, ...]) -> tuple[str, date]:
    year_end, month_end = date(day.year, 12, 31), last_of(day)
    if YEAR in spans and (day.month, day.day) == (1, 1) and year_end <= end:
        return YEAR, year_end
    if MONTH in spans and day.day == 1 and month_end <= end:
        return MONTH, month_end
    return (DAY, day) if DAY in spans else ("", month_end)
