"""System administrator: a new colleague on the staff list, a day of the calendar put right."""

from datetime import date

import pytest
from django.core.management import call_command

from tests.factories import Office
from xinglongtai.core.models import CalendarDay, Officer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    call_command("load_calendar", verbosity=0)
    place = Office()
    call_command("seed_roles", verbosity=0)
    return place


def test_staff_and_calendar(office, page_factory, sign_in):
    page = page_factory(1440, 900)
    sign_in(page, office.sysadmin.user)
    page.goto("/admin/core/officer/add/")
    page.fill("[name=name]", "欧阳𠮷")
    page.select_option("[name=unit]", str(office.station.pk))
    page.fill("[name=certificate_no]", "YS900001")
    page.fill("[name=certificate_from]", "2026-01-01")
    page.fill("[name=certificate_to]", "2030-12-31")
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("#result_list", has_text="欧阳𠮷").wait_for()
    assert Officer.objects.get(name="欧阳𠮷").certified_on(date(2026, 11, 23))

    day = CalendarDay.objects.filter(kind="holiday").latest("day")
    page.goto(f"/admin/core/calendarday/{day.pk}/change/")
    page.fill("[name=name]", "节日（更正）")
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("#result_list, .messagelist").first.wait_for()
    day.refresh_from_db()
    assert (day.name, day.source) == ("节日（更正）", CalendarDay.Source.MANUAL)
