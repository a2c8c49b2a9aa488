"""Waiting time of a review in working days."""

from datetime import date

from cases.review_clock import asked_by, waited
from xinglongtai.core.workdays import DayKind, WorkCalendar

#: 1 October 2026 is a Thursday; the holiday runs to the 7th, the 10th is worked instead.
HOLIDAYS = {date(2026, 10, n): (DayKind.HOLIDAY, "国庆节") for n in range(1, 8)}
CALENDAR = WorkCalendar({**HOLIDAYS, date(2026, 10, 10): (DayKind.MAKE_UP, "国庆节")})


def test_the_day_of_the_request_does_not_count():
    found = waited(date(2026, 6, 1), date(2026, 6, 1), 10, CALENDAR)
    assert (found.days, found.due_on, found.overdue, found.late_words) == (0, date(2026, 6, 15), False, "")
    assert found.words == "刚送审"


def test_due_today_is_in_time_and_the_next_working_day_is_late():
    on_the_day = waited(date(2026, 6, 1), date(2026, 6, 15), 10, CALENDAR)
    assert (on_the_day.days, on_the_day.overdue, on_the_day.words) == (10, False, "已等 10 个工作日")
    late = waited(date(2026, 6, 1), date(2026, 6, 16), 10, CALENDAR)
    assert (late.overdue, late.late_words) == (True, "超期 1 个工作日")


def test_holidays_do_not_count_and_make_up_days_do():
    assert waited(date(2026, 9, 30), date(2026, 10, 11), 10, CALENDAR).days == 3  # the 8th, 9th and 10th


def test_the_last_day_that_has_waited_so_long():
    assert asked_by(0, date(2026, 6, 10), CALENDAR) == date(2026, 6, 10)
    for days in (1, 3, 11):
        last = asked_by(days, date(2026, 6, 10), CALENDAR)
        assert waited(last, date(2026, 6, 10), 10, CALENDAR).days == days
        after = date.fromordinal(last.toordinal() + 1)
        assert waited(after, date(2026, 6, 10), 10, CALENDAR).days < days
