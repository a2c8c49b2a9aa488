"""A supervisor's morning: brief, overdue review, 督办 of several rows, 改派, the file."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from pledges.models import Urge
from tests.factories import Office

pytestmark = pytest.mark.django_db(transaction=True)


def late(office, days):
    """A signed pledge whose deadline passed ``days`` days ago."""
    due = timezone.localdate() - timedelta(days=days)
    return office.signed(on=due - timedelta(days=5), due_on=due)


@pytest.fixture
def office():
    call_command("load_calendar", verbosity=0)
    return Office()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_a_morning(office, page_factory, sign_in, axe_violations, width, height):
    first, second, third = late(office, 1), late(office, 4), late(office, 9)
    page = page_factory(width, height)
    sign_in(page, office.supervisor.user)

    page.goto("/oversight/")
    assert "新逾期" in page.inner_text("main")
    assert axe_violations(page) == []
    page.click("main >> text=逾期审查")

    page.wait_for_url("**/oversight/overdue/**")
    assert page.locator("tbody tr").count() == 3
    assert third.case.party.name in page.locator("tbody tr").first.inner_text()
    assert axe_violations(page) == []
    for box in page.locator("tbody .row-check input").all()[:2]:
        box.check()
    page.fill("#urge-form textarea", "请今天联系当事人并答复")
    page.click("text=督办所选")
    page.wait_for_url("**/urged/")
    assert "已督办 2 件" in page.inner_text("main")
    assert axe_violations(page) == []
    assert set(Urge.objects.values_list("pledge_id", flat=True)) == {second.pk, third.pk}

    page.goto("/oversight/overdue/?urged=none")
    assert "督办情况：未督办，共 1 条" in page.inner_text(".filters-result")
    with page.expect_download() as download:
        page.click("text=导出这 1 条")
    assert download.value.suggested_filename.endswith(".xlsx")
    with page.expect_navigation():
        page.click("tbody >> text=改派")
    assert axe_violations(page) == []
    page.select_option("[name=to]", str(office.stranger.pk))
    page.fill("[name=note]", "原主办人请假，请接手")
    page.click("main button[type=submit]")
    page.wait_for_url("**/overdue/?urged=none")
    first.case.refresh_from_db()
    assert first.case.handler == office.stranger
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_officer_records_a_measure_on_the_phone(office, page_factory, sign_in, axe_violations):
    shop = office.draft(on=timezone.localdate()).party
    page = page_factory(390, 844)
    sign_in(page, office.officer.user)
    page.goto("/measures/new/")
    with page.expect_navigation():
        page.click(f"text={shop.name}")
    assert axe_violations(page) == []
    with page.expect_navigation():
        page.click("text=批评教育")
    assert axe_violations(page) == []
    page.click("main button[type=submit]")
    page.wait_for_url("**/measures/*/")
    assert "已登记" in page.inner_text("main")
    assert axe_violations(page) == []
