"""The morning page: what it lists, how it words days off, and that it stays quiet."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from cases.models import Case
from tests.factories import DAY, Office
from xinglongtai.core.models import Officer
from xinglongtai.core.workdays import WorkCalendar
from xinglongtai.oversight import brief

pytestmark = pytest.mark.django_db
ON = DAY + timedelta(days=7)  # a Monday


@pytest.fixture
def office():
    call_command("load_calendar", years="2025-2026", verbosity=0)
    return Office()


def sections(office, on=ON, actor=None):
    return {s.key: s for s in brief.build(actor or office.supervisor, on).sections}


def test_quiet_when_there_is_nothing(office):
    page = brief.build(office.supervisor, ON)
    assert page.quiet
    assert page.sections == []


def test_after_a_weekend_what_fell_due_since_friday_is_new(office):
    friday = office.signed(due_on=ON - timedelta(days=3))
    older = office.signed(due_on=ON - timedelta(days=4))
    today = office.signed(due_on=ON)
    found = sections(office)
    assert [row.pk for row in found["new"].rows] == [friday.pk]
    assert "上一工作日 6月5日（星期五）以来" in found["new"].note
    assert [row.pk for row in found["today"].rows] == [today.pk]
    assert brief.build(office.supervisor, ON).overdue == 2
    assert older.pk not in {row.pk for s in found.values() if s.kind == "pledge" for row in s.rows}


def test_on_an_ordinary_day_the_words_are_plain():
    calendar = WorkCalendar({})
    tuesday = date(2026, 6, 9)
    last = brief.previous_working_day(tuesday, calendar)
    assert brief.since_words(last, tuesday) == "昨天以来"


def test_every_topic_has_its_section(office):
    office.signed(due_on=ON + timedelta(days=3))
    office.signed(due_on=ON + timedelta(days=4))
    office.issued(on=ON - timedelta(days=2), due_on=ON + timedelta(days=9))
    office.issued(on=ON - timedelta(days=1), due_on=ON + timedelta(days=9))
    office.submitted()
    clash = office.signed(due_on=ON + timedelta(days=5))
    Case.objects.filter(pk=clash.case_id).update(clock_due_on=ON + timedelta(days=3))
    far = office.signed(due_on=ON + timedelta(days=9))
    Case.objects.filter(pk=far.case_id).update(clock_due_on=ON + timedelta(days=8), filed_on=ON, status="filed")
    Officer.objects.filter(pk=office.stranger.pk).update(certificate_to=ON + timedelta(days=30))
    found = sections(office)
    assert {key: section.count for key, section in found.items()} == {
        "soon": 1,
        "recheck": 1,
        "unsigned": 1,
        "clash": 1,
        "clock": 1,
        "certificate": 1,
    }
    assert [row.pk for row in found["clash"].rows] == [clash.pk]


def test_a_long_section_is_cut_and_says_so(office):
    pledge = office.signed(due_on=ON + timedelta(days=1))
    for _ in range(brief.MOST_LINES):
        office.signed(due_on=pledge.due_on)
    section = sections(office)["soon"]
    assert (len(section.rows), section.count, section.hidden) == (brief.MOST_LINES, brief.MOST_LINES + 1, 1)


def test_next_years_calendar_is_asked_for_from_november(office):
    page = brief.build(office.supervisor, date(2026, 11, 23))
    assert [w[:15] for w in page.warnings] == ["2027年放假安排未录入，暂按周"[:15]]
    assert not page.quiet


def test_another_bureau_is_never_seen(office):
    office.signed(due_on=ON - timedelta(days=3))
    other = Office("other")
    assert brief.build(other.supervisor, ON).quiet


def test_the_number_of_queries_does_not_grow(office, django_assert_max_num_queries):
    for _ in range(2):
        office.signed(due_on=ON - timedelta(days=3))
    office.signed(due_on=ON + timedelta(days=1))
    with django_assert_max_num_queries(30) as few:
        brief.build(Officer.objects.get(pk=office.supervisor.pk), ON)
    for _ in range(8):
        office.signed(due_on=ON - timedelta(days=3))
    with django_assert_max_num_queries(len(few.captured_queries)):
        brief.build(Officer.objects.get(pk=office.supervisor.pk), ON)
