"""The same period of the year before, beside the period before. Pure."""

import calendar
from datetime import date

from ..evaluation.periods import Period, before
from ..evaluation.services import FIRST_YEAR


def _year_earlier(day: date) -> date:
    """The same day a year before; 29 February becomes the 28th."""
    return date(day.year - 1, day.month, min(day.day, calendar.monthrange(day.year - 1, day.month)[1]))


def year_before(period: Period, on: date) -> Period:
    """去年同期. A period that still runs on ``on`` is compared with as much of it a year before."""
    passed = period.until(on)
    start, end = _year_earlier(passed.start), _year_earlier(passed.end)
    if passed.end == period.end and period.kind != "free":
        end = date(end.year, end.month, calendar.monthrange(end.year, end.month)[1])
    return Period(period.kind, start, end, "去年同期")


def compared_periods(period: Period, on: date) -> list[tuple[str, Period]]:
    """What a period is compared with: 上期, and 去年同期 where that is another one. Nothing before the first year."""
    earlier, last_year = before(period, on), year_before(period, on)
    found = [("上期" if on >= period.end else "上期同期", earlier)]
    if (earlier.start, earlier.end) != (last_year.start, last_year.end):
        found.append(("去年同期", last_year))
    return [(name, span) for name, span in found if span.start.year >= FIRST_YEAR]
