"""The working calendar as the rows say it. One query; the caller keeps the result for as long as it needs it."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from .models import CalendarDay
from .workdays import DayKind, WorkCalendar, unknown_year_warning

#: From this month on, the next year's arrangement is expected (the notice usually comes in November).
NEXT_YEAR_FROM_MONTH = 11


def load(years: Iterable[int] | None = None) -> WorkCalendar:
    """The calendar of ``years``, or of every year entered. A year counts as known only when its rows are complete."""
    rows = CalendarDay.objects.all()
    if years is not None:
        wanted = Q(pk__in=[])
        for year in set(years):  # as days, which an index answers
            wanted |= Q(day__range=(date(year, 1, 1), date(year, 12, 31)))
        rows = rows.filter(wanted)
    return WorkCalendar({day: (DayKind(kind), name) for day, kind, name in rows.values_list("day", "kind", "name")})


def load_around(on: date) -> WorkCalendar:
    """The calendar of the year of ``on`` and the years beside it: enough to judge or show days near ``on``."""
    return load(range(on.year - 1, on.year + 2))


def load_span(start: date, working_days: int) -> WorkCalendar:
    """The calendar for counting ``working_days`` from ``start`` (at most about two calendar days each, and a long holiday)."""
    return load(range(start.year, (start + timedelta(days=2 * working_days + 30)).year + 1))


def missing_years(on: date, calendar: WorkCalendar | None = None) -> list[int]:
    """Years whose arrangement should be entered by ``on`` and is not (or not completely)."""
    expected = [on.year] + ([on.year + 1] if on.month >= NEXT_YEAR_FROM_MONTH else [])
    calendar = calendar or load(expected)
    return [year for year in expected if not calendar.knows(year)]


def missing_year_warnings(on: date) -> list[str]:
    """The same as Chinese sentences, for the head of a page."""
    return [unknown_year_warning(year) for year in missing_years(on)]
