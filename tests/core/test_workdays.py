"""Working-day arithmetic against the announced calendar of 2024–2026."""

from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglongtai.core import workdays as w
from xinglongtai.core.management.commands.load_calendar import known_days

KNOWN = w.WorkCalendar(
    {day: (w.DayKind(kind), name) for year in (2024, 2025, 2026) for day, (kind, name) in known_days(year).items()}
)
EMPTY = w.WorkCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))


def test_working_days_pass_over_holidays_and_count_make_up_days():
    result = w.add_working_days(date(2026, 9, 25), 15, KNOWN)
    assert result.due_on == date(2026, 10, 22)
    assert [s.on for s in result.skipped][:3] == [date(2026, 9, 26), date(2026, 9, 27), date(2026, 10, 1)]
    assert date(2026, 10, 10) not in [s.on for s in result.skipped], "调休上班的星期六 counts"
    assert w.Skipped(date(2026, 10, 1), "国庆节放假") in result.skipped
    assert w.Skipped(date(2026, 10, 11), "星期日") in result.skipped
    assert not result.moved and result.unknown_years == () and result.warnings == ()
    assert "次日起算15个工作日" in result.rule_text and "第八十条" in result.rule_text


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday: the next working day is Monday
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 9, 19), 1, date(2026, 9, 20)),  # a make-up Sunday
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # 14 February is a make-up day, then nine days off
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
    ],
)
def test_working_periods(start, length, due):
    assert w.add_working_days(start, length, KNOWN).due_on == due


def test_spans_of_testing_do_not_count():
    span = (date(2026, 11, 24), date(2026, 11, 26))
    result = w.add_working_days(date(2026, 11, 23), 2, KNOWN, not_counted=[span])
    assert result.due_on == date(2026, 11, 30)
    assert w.Skipped(date(2026, 11, 25), "检测、检验、检疫、鉴定期间") in result.skipped


def test_calendar_period_ending_on_a_holiday_ends_after_it():
    result = w.add_calendar_days(date(2026, 9, 25), 10, KNOWN)
    assert (result.nominal_on, result.due_on, result.moved) == (date(2026, 10, 5), date(2026, 10, 8), True)
    assert [s.on.day for s in result.skipped] == [5, 6, 7]


def test_calendar_period_ending_on_a_make_up_saturday_stays():
    result = w.add_calendar_days(date(2026, 9, 25), 15, KNOWN)
    assert result.due_on == date(2026, 10, 10) and not result.moved and result.skipped == ()


def test_ordinary_weekends_follow_the_parameter_and_the_rule_says_so():
    moved = w.add_calendar_days(date(2026, 11, 20), 1, KNOWN)
    kept = w.add_calendar_days(date(2026, 11, 20), 1, KNOWN, move_weekends=False)
    assert (moved.due_on, kept.due_on) == (date(2026, 11, 23), date(2026, 11, 21))
    assert "普通周末同样顺延" in moved.rule_text and "普通周末不顺延" in kept.rule_text


def test_a_holiday_moves_the_end_even_when_weekends_do_not():
    # 19–21 June 2026 are the Dragon Boat holiday, Friday to Sunday.
    assert w.add_calendar_days(date(2026, 6, 10), 9, KNOWN, move_weekends=False).due_on == date(2026, 6, 22)


def test_unknown_years_are_counted_by_weekday_and_reported():
    result = w.add_working_days(date(2026, 12, 25), 10, KNOWN)
    assert result.due_on == date(2027, 1, 8) and result.unknown_years == (2027,)
    assert result.warnings[0].startswith("2027年放假安排未录入")
    assert w.add_calendar_days(date(2026, 12, 25), 4, KNOWN).unknown_years == ()
    assert w.add_calendar_days(date(2026, 12, 25), 7, KNOWN).unknown_years == (2027,)
    assert w.add_working_days(date(2025, 12, 20), 260, EMPTY).unknown_years == (2025, 2026)


def test_a_year_with_only_some_rows_is_not_known_but_its_rows_hold():
    new_year = date(2027, 1, 1)
    calendar = w.WorkCalendar({new_year: (w.DayKind.HOLIDAY, "元旦")})
    assert not calendar.knows(2027)
    day = calendar.day(new_year)
    assert day.kind is w.DayKind.HOLIDAY and not day.known and not calendar.is_working(new_year)
    assert calendar.knows(2026) is False and KNOWN.knows(2026) is True


def test_day_reasons():
    assert KNOWN.day(date(2026, 10, 10)).reason == "国庆节调休上班"
    assert KNOWN.day(date(2026, 10, 1)).reason == "国庆节放假"
    assert KNOWN.day(date(2026, 11, 22)).reason == "星期日"
    assert w.Day(date(2026, 1, 1), w.DayKind.HOLIDAY).reason == "法定节假日放假"


@pytest.mark.parametrize("length", [0, -1, 3661, 1.5, "15", None, True])
def test_lengths_that_are_no_periods(length):
    with pytest.raises(ValueError, match="期限长度"):
        w.add_working_days(date(2026, 1, 1), length, KNOWN)
    with pytest.raises(ValueError, match="期限长度"):
        w.add_calendar_days(date(2026, 1, 1), length, KNOWN)


@pytest.mark.parametrize("start", [date(1948, 12, 31), date(2200, 1, 1), date.max])
def test_starts_out_of_range(start):
    with pytest.raises(ValueError, match="起始日"):
        w.add_working_days(start, 1, KNOWN)


def test_by_unit():
    start = date(2026, 9, 25)
    assert w.deadline(start, 15, "working", KNOWN) == w.add_working_days(start, 15, KNOWN)
    assert w.deadline(start, 15, w.Unit.CALENDAR, KNOWN, move_weekends=False).due_on == date(2026, 10, 10)
    with pytest.raises(ValueError, match="单位须为"):
        w.deadline(start, 15, "hours", KNOWN)


@pytest.mark.parametrize("days", range(1, 31))
def test_short_periods_of_the_penalty_law_are_working_days(days):
    assert (w.penalty_law_unit(days) is w.Unit.WORKING) == (days in (2, 3, 5, 7))


def test_an_agreed_date_is_warned_about_and_stays():
    assert w.check_agreed_date(date(2026, 10, 15), KNOWN) == ()
    (warning,) = w.check_agreed_date(date(2026, 10, 3), KNOWN)
    assert "国庆节放假" in warning and "不自动顺延" in warning
    both = w.check_agreed_date(date(2027, 1, 2), KNOWN)
    assert len(both) == 2 and "星期六" in both[0] and "2027年放假安排未录入" in both[1]


def test_working_days_between():
    assert w.working_days_between(date(2026, 9, 30), date(2026, 10, 10), KNOWN) == 3
    assert w.working_days_between(date(2026, 10, 10), date(2026, 9, 30), KNOWN) == 0


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 22), 2, date(2027, 1, 22)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months(start, months, end):
    assert w.add_months(start, months) == end


def test_years():
    assert w.add_years(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert w.add_years(date(2026, 11, 22), -2) == date(2024, 11, 22)


def test_json():
    data = w.add_calendar_days(date(2026, 9, 25), 12, KNOWN).to_dict()
    assert data["due_on"] == "2026-10-08" and data["moved"] is True and data["unit"] == "calendar"
    assert data["skipped"] == [{"on": "2026-10-07", "reason": "国庆节放假"}] and data["warnings"] == []


@given(DAYS, st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_a_working_period_ends_on_a_working_day_with_every_day_accounted_for(start, length):
    result = w.add_working_days(start, length, KNOWN)
    assert is_workday(result.due_on)
    assert (result.due_on - start).days == length + len(result.skipped)
    assert w.working_days_between(start, result.due_on, KNOWN) == length
    assert not any(is_workday(s.on) for s in result.skipped)


@given(DAYS, st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_a_longer_period_never_ends_earlier(start, length):
    for unit in w.Unit:
        first = w.deadline(start, length, unit, KNOWN).due_on
        assert start < first <= w.deadline(start, length + 1, unit, KNOWN).due_on
        assert first <= start + timedelta(days=length * 8 + 12)
