"""System administrator: a colleague on the staff list, a day of the calendar, an account. Its role is the 安全管理员's to give."""

from datetime import date

import pytest
from django.core.management import call_command

from tests.factories import Office
from xinglongtai.core.models import CalendarDay, Officer, User

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


def test_an_account_and_then_its_role(office, page_factory, sign_in, faults):
    faults.expect(r"status of 422")
    page = page_factory(1440, 900)
    sign_in(page, office.sysadmin.user)
    page.goto("/admin/core/user/add/")
    assert page.locator("[name=groups]").count() == 0
    for name, text in (("username", "xinren"), ("password1", "Lantian-7-qiao"), ("password2", "Lantian-7-qiao")):
        page.fill(f"[name={name}]", text)
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("角色由安全管理员").wait_for()
    account = User.objects.get(username="xinren")
    assert (account.must_change, account.groups.count()) == ("given", 0)

    keeper = page_factory(390, 844)
    sign_in(keeper, office.security.user)
    keeper.goto("/accounts/?state=no_roles")
    keeper.get_by_role("link", name="xinren").click()
    keeper.get_by_label("执法人员").check()
    keeper.get_by_label("审计管理员").check()
    keeper.get_by_label("原因").first.fill("新录用")
    keeper.get_by_role("button", name="保存角色").click()
    keeper.get_by_text("不接触案件").first.wait_for()
    keeper.get_by_label("审计管理员").uncheck()
    keeper.get_by_role("button", name="保存角色").click()
    keeper.get_by_text("已调整 xinren 的角色").wait_for()
    assert list(account.groups.values_list("name", flat=True)) == ["officer"]
