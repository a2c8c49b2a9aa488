"""Calendar rows: loading, hand edits that stay, years that are missing."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from xinglongtai.core import calendar
from xinglongtai.core.management.commands import load_calendar
from xinglongtai.core.models import CalendarDay
from xinglongtai.core.workdays import DayKind

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    call_command("load_calendar", *args, stdout=out)
    return out.getvalue()


def test_loading_twice_changes_nothing():
    assert "2026年：写入 39 天，删除 0 天" in run("--years", "2026")
    before = list(CalendarDay.objects.values_list())
    assert "2026年：写入 0 天，删除 0 天" in run("--years", "2026")
    assert list(CalendarDay.objects.values_list()) == before
    assert str(CalendarDay.objects.get(day=date(2026, 10, 1))) == "2026-10-01 国庆节 法定节假日放假"


def test_hand_edits_stay_and_stale_package_rows_go():
    run("--years", "2026")
    CalendarDay.objects.filter(day=date(2026, 10, 10)).update(kind="weekend", source="manual")
    CalendarDay.objects.create(day=date(2026, 7, 1), kind="holiday", name="临时放假")
    CalendarDay.objects.create(day=date(2026, 7, 2), kind="holiday", name="旧", source="package")
    CalendarDay.objects.filter(day=date(2026, 1, 1)).update(name="改过")
    assert "2026年：写入 1 天，删除 1 天，保留手工录入 1 天" in run("--years", "2026")
    loaded = calendar.load([2026])
    assert loaded.day(date(2026, 10, 10)).kind is DayKind.WEEKEND and not loaded.is_working(date(2026, 7, 1))
    assert loaded.day(date(2026, 1, 1)).name == "元旦"


def test_default_is_every_known_year_since_2024():
    run()
    assert {day.year for day in CalendarDay.objects.values_list("day", flat=True)} == {2024, 2025, 2026}


def test_years_not_announced_are_said_and_the_others_loaded():
    with pytest.raises(CommandError, match="2027年放假安排尚不可用"):
        run("--years", "2026-2027")
    assert calendar.load().knows(2026)


@pytest.mark.parametrize(
    ("text", "years"), [("2026", [2026]), ("2024-2026", [2024, 2025, 2026]), ("2024, 2026", [2024, 2026])]
)
def test_years(text, years):
    assert load_calendar.parse_years(text) == years


def test_years_that_are_none():
    with pytest.raises(CommandError, match="2024-2026"):
        run("--years", "next")


def test_missing_years(django_assert_num_queries):
    run("--years", "2026")
    assert calendar.missing_years(date(2026, 10, 31)) == []
    with django_assert_num_queries(1):
        assert calendar.missing_years(date(2026, 11, 1)) == [2027]
    assert calendar.missing_years(date(2027, 1, 1)) == [2027]
    assert calendar.missing_year_warnings(date(2026, 11, 22))[0].startswith("2027年放假安排未录入")
    CalendarDay.objects.create(day=date(2027, 1, 1), kind="holiday", name="元旦")
    assert calendar.missing_years(date(2026, 11, 1)) == [2027], "one row is not a year"
    for month in (5, 10):
        CalendarDay.objects.create(day=date(2027, month, 1), kind="holiday")
    assert calendar.missing_years(date(2026, 11, 1)) == []


def test_neighbouring_years_are_loaded():
    run("--years", "2025-2026")
    around = calendar.load_around(date(2026, 1, 4))
    assert around.knows(2025) and around.knows(2026)
    span = calendar.load_span(date(2025, 12, 20), 15)
    assert span.knows(2025) and span.knows(2026) and not calendar.load_span(date(2025, 3, 1), 15).knows(2026)
