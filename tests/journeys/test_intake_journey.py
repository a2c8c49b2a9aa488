"""登记检查 in a real browser: from the desk to the letter within the measures of the design, with a thumb and by keyboard."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from cases.models import Case
from catalog.models import ConditionToken
from pledges.models import Pledge
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)
SCREENS, TAPS, FIELDS = 4, 12, 6
#: The browser's own viewer of the letter on a wide screen; it is kept from loading its parts here.
VIEWER = r"chrome(-extension)?://|net::ERR_FAILED"


class Thumb:
    """Counts what a person does: taps, typed fields, screens that ask for something."""

    def __init__(self, page):
        self.page, self.taps, self.fields, self.screens = page, 0, 0, set()
        page.on("framenavigated", lambda frame: frame == page.main_frame and self.seen(frame.url))

    def seen(self, url: str) -> None:
        path = urlsplit(url).path
        if path.startswith("/cases/"):
            self.screens.add(path)

    def tap(self, target) -> None:
        self.taps += 1
        target.click()

    def write(self, label: str, words: str) -> None:
        self.fields += 1
        self.page.get_by_label(label).fill(words)


def day() -> date:
    return timezone.localdate()


@pytest.fixture
def office():
    """An officer who was out with a colleague last week, a known shop, and an item with conditions as in the list."""
    office = f.Office()
    office.draft(on=day() - timedelta(days=7))
    ConditionToken.objects.create(
        token="licence_forged", label="伪造、涂改营业执照", role="exclusion", value_type="bool", judged_by="officer"
    )
    office.licence = f.item(
        office.bureau, "R31", office.legal, violation="营业执照没有挂在醒目位置", keywords="没挂营业执照;执照没上墙",
        tokens={"licence_valid": "持有有效营业执照", "licence_forged": "伪造、涂改营业执照"},
    )  # fmt: skip
    office.shop = f.party(office.bureau, office.officer, name="红星（演示）超市")
    return office


def answer(page, label: str, words: str):
    """The large row ``words`` under the question ``label``."""
    return page.get_by_role("group", name=label).locator("label", has_text=re.compile(rf"^\s*{words}")).first


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_known_party_to_printed_letter(office, page_factory, sign_in, axe_violations, faults, width, height):
    faults.expect(VIEWER)
    page = page_factory(width, height)
    sign_in(page, office.officer.user)
    page.goto("/")
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name="登记检查" if width > 1000 else "登记", exact=width < 1000).first)
    thumb.write("名称的任意几个字、信用代码或电话", "红星")
    thumb.tap(page.get_by_role("button", name="检查这家"))
    thumb.write("用平常的话说，或打拼音首字母", "执照没上墙")
    thumb.tap(page.get_by_role("button", name="选这一项").first)
    assert axe_violations(page) == []
    thumb.tap(page.get_by_role("link", name="下一步：适用核查"))
    thumb.tap(page.get_by_role("button", name="以上情形均不存在"))
    for label, words in (
        ("具备整改条件", "是"),
        ("无主观故意", "是"),
        ("持有有效营业执照", "是"),
        ("改正情况", "尚未改正"),
    ):
        thumb.tap(answer(page, label, words))
    confirm = page.get_by_role("button", name="确认并进入承诺")
    confirm.wait_for()
    assert axe_violations(page) == []
    thumb.tap(confirm)
    page.wait_for_url("**/promise/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    thumb.tap(page.get_by_role("button", name="签发承诺书"))
    page.wait_for_url("**/issued/")
    pledge = Pledge.objects.get()
    assert page.get_by_role("heading", name=pledge.letter.document.number_text).is_visible()
    assert page.request.get(f"/pledges/{pledge.pk}/letter.pdf").body().startswith(b"%PDF-")
    screens = len(thumb.screens)
    assert (screens <= SCREENS, thumb.taps <= TAPS, thumb.fields <= FIELDS) == (True, True, True), vars(thumb)


def test_live_verdict_names_every_failing_line_and_takes_it_back(office, page_factory, sign_in):
    page = page_factory(390, 844)
    sign_in(page, office.officer.user)
    case = office.with_violation(on=day(), party_=office.shop)
    page.goto(f"/cases/{case.pk}/assess/")
    page.get_by_role("button", name="以上情形均不存在").click()
    answer(page, "具备整改条件", "否").click()
    answer(page, "涉嫌犯罪", "有").click()
    page.locator("#assess-actions", has_text="移送公安机关").wait_for()
    answer(page, "涉嫌犯罪", "没有").click()
    page.locator("#assess-actions", has_text="不能适用承诺").wait_for()
    page.reload()
    assert answer(page, "具备整改条件", "否").locator("input").is_checked()


def test_the_path_works_without_javascript(office, page_factory, sign_in, faults):
    faults.expect(VIEWER)
    page = page_factory(390, 844, java_script_enabled=False)
    sign_in(page, office.officer.user)
    page.goto("/cases/new/")
    page.fill("#party-search", "红星")
    page.click("main button:has-text('查找')")
    page.click("button:has-text('检查这家')")
    page.fill("#item-words", "执照没上墙")
    page.click("main button:has-text('查找')")
    page.click("button:has-text('选这一项') >> nth=0")
    page.click("text=下一步：适用核查")
    page.click("button:has-text('以上情形均不存在')")
    for label, words in (
        ("具备整改条件", "是"),
        ("无主观故意", "是"),
        ("持有有效营业执照", "是"),
        ("改正情况", "尚未改正"),
    ):
        answer(page, label, words).click()
    page.click("button.btn:has-text('更新核查结论')")
    page.click("button:has-text('确认并进入承诺')")
    page.click("button:has-text('签发承诺书')")
    assert Pledge.objects.count() == 1


def test_a_double_click_issues_once(office, page_factory, sign_in, faults):
    faults.expect(VIEWER)
    page = page_factory(1440, 900)
    sign_in(page, office.officer.user)
    case = office.ready(on=day(), party_=office.shop)
    page.goto(f"/cases/{case.pk}/promise/")
    page.get_by_role("button", name="签发承诺书").dblclick()
    page.wait_for_url("**/issued/")
    assert Pledge.objects.count() == 1


def test_photos_go_up_as_soon_as_they_are_chosen(office, page_factory, sign_in, faults):
    faults.expect(r"status of 422")
    page = page_factory(390, 844)
    sign_in(page, office.officer.user)
    case = office.with_violation(on=day(), party_=office.shop)
    page.goto(f"/cases/{case.pk}/violations/")
    one, broken = f.photo("一.jpg"), {"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": b"nothing"}
    sent = [{"name": "一.jpg", "mimeType": "image/jpeg", "buffer": one.read()}, broken]
    page.set_input_files("input[type=file]", sent)
    broken_line = page.locator("[data-upload-list] li", has_text="坏.jpg")
    broken_line.get_by_text("没有保存：").wait_for()
    assert page.get_by_text("已保存 校验值").is_visible()
    page.reload()
    assert page.locator(".photos img").count() == 1 and Case.objects.get(pk=case.pk).evidence.count() == 1
