"""A supervisor's morning: brief, overdue review, 督办 of several rows, 改派, the file."""

import sys
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases import services as case_services
from cases.models import Case
from pledges import services as pledge_services
from pledges.models import Urge
from tests.factories import Office
from xinglongtai.core.models import Officer
from xinglongtai.oversight.morning.models import FileCheck
from xinglongtai.oversight.morning.services_files import file_store

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
    assert page.locator("#urge-form tbody tr").count() == 3
    assert third.case.party.name in page.locator("#urge-form tbody tr").first.inner_text()
    assert axe_violations(page) == []
    for box in page.locator("#urge-form tbody .row-check input").all()[:2]:
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
        page.click("#urge-form tbody >> text=改派")
    assert axe_violations(page) == []
    page.select_option("[name=to]", str(office.stranger.pk))
    page.fill("[name=note]", "原主办人请假，请接手")
    page.click("main button[type=submit]")
    page.wait_for_url("**/overdue/?urged=none")
    first.case.refresh_from_db()
    assert first.case.handler == office.stranger
    assert page.evaluate("document.documentElement.scrollWidth") <= width


class Hands:
    """Counts what a person does: clicks (a choice in a list is one more) and fields typed into."""

    def __init__(self, page):
        self.page, self.clicks, self.typed = page, 0, 0

    def click(self, place):
        place.click()
        self.clicks += 1

    def choose(self, selector, value):
        self.page.select_option(selector, value)
        self.clicks += 2

    def type(self, selector, words):
        self.page.fill(selector, words)
        self.typed += 1


def a_normal_morning(office):
    """One line of every kind; what is changed past the verbs is only when something happened."""
    on = timezone.localdate()

    def day(n):
        return on + timedelta(days=n)

    late(office, 1)
    office.signed(on=day(-1), due_on=on)
    office.signed(on=day(-1), due_on=day(2))
    office.issued(on=day(-2), due_on=day(6))
    office.submitted(on=day(-1), due_on=day(7))
    asked = office.signed(on=day(-12), due_on=day(6))
    pledge_services.pledge_urge(pledge=asked, actor=office.supervisor, on=day(-12), note="请核实")
    clash = office.signed(on=day(-1), due_on=day(12))
    Case.objects.filter(pk=clash.case_id).update(clock_due_on=day(10))
    waiting = {"case": office.draft(on=on), "actor": office.officer, "reason": "检测需时"}
    case_services.clock_extension_request(on=day(-16), **waiting)
    draft = office.draft(on=on)
    words = {"recusal": f"{office.second.name}自行回避"}
    draft = case_services.case_update(case=draft, actor=office.officer, on=on, data=words)
    file_store(case=draft, on=on)
    case_services.case_update(case=draft, actor=office.officer, on=on, data={"recusal": ""})  # mended meanwhile
    FileCheck.objects.update(checked_at=timezone.now())  # … which the page has not noticed yet
    Officer.objects.filter(pk=office.stranger.pk).update(certificate_to=day(10))
    return asked.case


def test_a_normal_morning_is_cleared(office, page_factory, sign_in, axe_violations, fits, capsys):
    moved, page = a_normal_morning(office), page_factory(1440, 900)
    sign_in(page, office.supervisor.user)
    began = time.monotonic()
    page.goto("/oversight/")
    ids = [line.get_attribute("id") for line in page.locator("[data-line]").all()]
    kinds = [name.split("-")[1] for name in ids]
    assert [kind for kind in kinds if kind not in {"clock", "calendar"}] == (
        "new today soon unsigned recheck approval urge clash file certificate".split()
    )
    assert 8 <= len(ids) <= 14
    assert axe_violations(page) == [] and fits(page)
    hands = Hands(page)
    for name, kind, following in zip(ids, kinds, [*ids[1:], ""], strict=True):
        line = page.locator(f"#{name}")
        if kind == "urge":
            with page.expect_navigation():
                hands.click(line.locator("text=改派"))
            hands.choose("[name=to]", str(office.stranger.pk))
            hands.type("[name=note]", "原主办人请假，请接手答复督办")
            with page.expect_navigation():
                hands.click(page.locator("main button[type=submit]"))
            assert page.url.endswith(f"/oversight/#{following}")
            assert not line.count()
            continue
        if kind in {"new", "soon", "unsigned", "recheck", "clash"}:
            hands.click(line.locator("summary"))
            hands.click(line.locator("text=发出督办"))
        else:
            hands.click(line.locator("text=重新核对" if kind == "file" else "text=已阅"))
        line.locator("[data-line-done]").wait_for()
        if following:  # the next line has the focus: its first button, without a movement of the hand
            assert page.evaluate("document.activeElement.closest('[data-line]')?.id") == following
    assert page.inner_text("[data-lines-left]") == "0"
    page.goto("/oversight/")
    assert "今天的晨报看完了" in page.inner_text("main")
    seconds = time.monotonic() - began
    estimate = 8 * len(ids) + 1.5 * hands.clicks + 15 * hands.typed  # reading, pointing and clicking, typing
    told = f"{len(ids)} lines, {hands.clicks} clicks, {hands.typed} typed, {seconds:.0f} s by machine, {estimate:.0f} s by hand"
    with capsys.disabled():
        sys.stdout.write(f"\nmorning cleared: {told}\n")
    assert Urge.objects.count() == 6
    moved.refresh_from_db()
    assert moved.handler == office.stranger
    assert hands.clicks <= 24 and hands.typed == 1
    assert estimate <= 300


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
