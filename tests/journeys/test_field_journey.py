"""离线登记 in a real browser: a shop without network, a closed page, a line that breaks in the middle of a photo."""

import hashlib
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from cases.models import Case, Evidence, FieldEntry
from tests import factories as f
from tests.field_stage import CODE

pytestmark = pytest.mark.django_db(transaction=True)
#: What the browser says of a line that is not there.
NO_LINE = r"ERR_(INTERNET_DISCONNECTED|CONNECTION_RESET|FAILED)"

#: From now on the phone has no room for originals. (The browser's own quota is looked at now and then only, so it is no help here.)
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  window.full = true;
  IDBObjectStore.prototype.put = function (row) {
    if (window.full && row.blob) throw new DOMException("no room", "QuotaExceededError");
    return put.call(this, row);
  };
}"""


#: A finger that touches «继续填» in the very moment in which it stands there.
EAGER = """() => new MutationObserver((_, watch) => {
  const button = [...document.querySelectorAll("button")].find((one) => one.textContent.startsWith("继续填"));
  if (button) { watch.disconnect(); button.click(); }
}).observe(document, { childList: true, subtree: true })"""


@pytest.fixture
def office():
    return f.Office()


@pytest.fixture
def phone(office, page_factory, sign_in, faults):
    """An officer's phone on which 离线登记 was opened once with network."""
    faults.expect(NO_LINE)
    page = page_factory(390, 844)
    sign_in(page, office.officer.user)
    page.goto("/field/")
    page.get_by_text("可离线使用").wait_for()
    return page


def noise(name: str, width: int = 2000) -> dict:
    """A photo of more than two pieces, each another."""
    buffer = io.BytesIO()
    Image.effect_noise((width, 1400), 80).convert("RGB").save(buffer, "JPEG", quality=95)
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def write(page, name: str = "兴隆台区演示离线小店", seen: str = "没挂执照") -> None:
    page.get_by_role("button", name="登记一家").click()
    page.get_by_label("名称（姓名）").fill(name)
    page.get_by_label("看到了什么").fill(seen)


def add_photos(page, *photos) -> None:
    page.set_input_files("[data-album]", list(photos))


def send(page) -> None:
    page.get_by_role("button", name="填好了，发送").click()


def heading(page, words: str):
    return page.get_by_role("heading", name=words)


def test_from_the_shop_to_the_case(office, phone, axe_violations, fits):
    context, photo = phone.context, noise("IMG_1.jpg")
    context.set_offline(True)
    write(phone)
    phone.get_by_label("统一社会信用代码").fill(CODE[:-1] + ("0" if CODE[-1] != "0" else "1"))
    send(phone)
    phone.locator("#e-uscc", has_text="校验位不对").wait_for()
    phone.get_by_label("统一社会信用代码").fill(CODE)
    add_photos(phone, photo)
    phone.locator("[data-photos] li", has_text="本机已存").wait_for()
    assert axe_violations(phone) == [] and fits(phone)
    phone.close()

    again = context.new_page()  # the browser was closed; still no network
    again.goto("/field/")
    again.get_by_role("button", name="继续填").click()
    assert again.get_by_label("看到了什么").input_value() == "没挂执照"
    again.locator("[data-photos] li", has_text="本机已存").wait_for()
    send(again)
    heading(again, "等发送（1）").wait_for()
    assert axe_violations(again) == [] and fits(again)
    assert not FieldEntry.objects.exists()

    pieces = []

    def cut(route):
        """The line breaks in the middle of the photo, once."""
        if route.request.method == "PATCH":
            pieces.append(route.request.headers["upload-offset"])
            if len(pieces) == 2:
                return route.abort("connectionreset")
        return route.fallback()

    context.route(re.compile(r"/uploads/"), cut)
    context.set_offline(False)
    again.get_by_text(re.compile("网络断了")).wait_for()
    again.get_by_role("button", name="现在发送").click()
    confirmed = again.locator("li.box li", has_text="照片1")
    confirmed.get_by_text("已确认").wait_for()
    digest = hashlib.sha256(photo["buffer"]).hexdigest()
    assert digest[:12] in confirmed.inner_text()
    assert pieces[1] == pieces[2] != "0"  # it went on where it broke off
    row, entry = Evidence.objects.get(), FieldEntry.objects.get()
    assert (row.sha256, row.origin, row.case_id) == (digest, "offline", entry.case_id)
    assert entry.sha256[:12] in again.locator("li.box").inner_text()
    assert axe_violations(again) == [] and fits(again)
    with again.expect_navigation():
        again.get_by_role("link", name="打开案件").click()
    assert again.get_by_text("离线采集").first.is_visible() and axe_violations(again) == []
    again.goto(f"/cases/{entry.case_id}/violations/")
    again.get_by_text(office.item.violation).first.wait_for()
    again.goto("/field/")
    again.get_by_role("button", name="清理").click()
    again.get_by_text("手机上没有登记").wait_for()


def test_an_answer_that_got_lost_makes_no_second_case(office, phone):
    lost = []

    def swallow(route):
        """The server takes the draft; its answer does not come back, once."""
        if lost:
            return route.fallback()
        lost.append(route.fetch().status)
        return route.abort("connectionreset")

    phone.context.route("**/field/entries/", swallow)
    write(phone)
    send(phone)
    phone.get_by_text(re.compile("网络断了")).wait_for()
    phone.get_by_role("button", name="现在发送").click()
    heading(phone, "服务器已确认（1）").wait_for()
    assert lost == [200] and Case.objects.count() == FieldEntry.objects.count() == 1


def test_a_touch_while_the_page_still_starts(office, phone):
    write(phone)
    phone.get_by_role("link", name="返回列表").click()
    phone.get_by_role("button", name="继续填").wait_for()
    phone.add_init_script(f"({EAGER})()")
    phone.reload()
    assert phone.get_by_label("看到了什么").input_value() == "没挂执照"


def test_two_officers_on_one_phone(office, phone, sign_in):
    phone.context.set_offline(True)
    write(phone, "演示甲店")
    send(phone)
    heading(phone, "等发送（1）").wait_for()
    phone.close()
    page = phone.context.new_page()
    sign_in(page, office.second.user)
    page.context.set_offline(False)
    page.goto("/")  # whoever opens any page with network is the one this phone now belongs to
    page.get_by_role("heading", name="工作台").wait_for()
    page.wait_for_function(
        "person => import('/static/js/field/store.js').then(s => s.setting('current')).then(p => p === person)",
        arg=office.second.user_id,
    )
    page.goto("/field/")
    page.get_by_text(f"{office.officer.name}的 1 件").wait_for()
    assert "演示甲店" not in page.content() and not FieldEntry.objects.exists()
    sign_in(page, office.officer.user)
    page.goto("/field/")
    heading(page, "服务器已确认（1）").wait_for()
    assert FieldEntry.objects.get().officer == office.officer


def test_a_session_that_ended(office, phone, sign_in):
    write(phone)
    phone.context.clear_cookies()
    send(phone)
    phone.get_by_text("请重新登录，本机内容都在").first.wait_for()
    assert phone.get_by_role("link", name="重新登录").get_attribute("href") == "/login/?next=/field/"
    sign_in(phone, office.officer.user)
    phone.reload()
    heading(phone, "服务器已确认（1）").wait_for()


def test_what_the_server_asks_stands_on_the_phone(office, phone, faults):
    faults.expect(r"status of (409|422)")
    shop = f.party(office.bureau, office.officer, name="兴隆台区演示老店")
    write(phone, "兴隆台区演示老店")
    send(phone)
    phone.get_by_role("button", name="去处理").click()
    phone.get_by_label(re.compile("^兴隆台区演示老店")).click()
    heading(phone, "服务器已确认（1）").wait_for()
    assert Case.objects.get().party == shop
    office.second.certificate_to = timezone.localdate() - timedelta(days=1)
    office.second.save()
    write(phone, "兴隆台区演示新店")
    phone.get_by_label("协办人").select_option(str(office.second.pk))
    send(phone)
    phone.get_by_role("button", name="去处理").click()
    phone.locator("#e-co_handler", has_text="执法证").wait_for()
    phone.get_by_label("协办人").select_option("")
    send(phone)
    heading(phone, "服务器已确认（2）").wait_for()


def test_nothing_goes_without_a_question(office, phone):
    phone.context.set_offline(True)
    write(phone, "演示甲店")
    phone.get_by_role("link", name="返回列表").click()
    phone.get_by_role("button", name="删除").click()
    phone.get_by_role("button", name="不删").click()
    assert phone.get_by_text("演示甲店", exact=True).is_visible()
    phone.context.set_offline(False)
    phone.goto("/")
    phone.get_by_text("手机上有 1 件没有发完").wait_for()
    asked = []
    phone.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    phone.locator("details.menu summary").click()
    phone.get_by_role("button", name="退出登录").click()
    phone.wait_for_timeout(100)
    assert "1 件离线登记没有发完" in asked[0] and phone.get_by_role("heading", name="工作台").is_visible()


def test_large_photo_and_full_storage(office, phone, tmp_path, faults):
    faults.expect(r"status of 422")
    large = tmp_path / "大.jpg"
    large.write_bytes(f.photo().read() + bytes(40 * 1024 * 1024))
    phone.context.set_offline(True)
    write(phone)
    phone.set_input_files("[data-album]", large)
    phone.get_by_text("超过服务器单张 20 MB 的上限").wait_for()
    phone.locator("[data-photos] li", has_text="40.0 MB").wait_for()
    phone.evaluate(FULL)
    add_photos(phone, noise("IMG_2.jpg"))
    lost = phone.locator("[data-photos] li", has_text="还没有存下")
    lost.wait_for()
    assert phone.get_by_text("存储空间不足").is_visible() and lost.get_by_role("button", name="另存").is_visible()
    phone.evaluate("window.full = false")
    lost.get_by_role("button", name="再存一次").click()
    phone.locator("[data-photos] li", has_text="IMG_2.jpg").get_by_text("本机已存").wait_for()
    phone.context.set_offline(False)
    send(phone)
    phone.locator("li.box li", has_text="没有收下").wait_for()
    phone.locator("li.box li", has_text="已确认").nth(1).wait_for()
    assert Evidence.objects.count() == 1


def test_what_arrives_damaged_is_said_and_sent_again(office, phone):
    answers = []

    def damage(route):
        """The first whole photo is answered with the check sum of something else."""
        if answers or route.request.method != "PATCH":
            return route.fallback()
        answer = route.fetch()
        told = answer.json()
        if told.get("done"):
            answers.append(told["sha256"])
            return route.fulfill(response=answer, json={**told, "sha256": "0" * 64})
        return route.fulfill(response=answer)

    phone.context.route(re.compile(r"/uploads/"), damage)
    write(phone)
    add_photos(phone, noise("IMG_1.jpg", 600))
    phone.locator("[data-photos] li").wait_for()
    send(phone)
    row = phone.locator("li.box li", has_text="照片1")
    row.get_by_text("校验值不一致").wait_for()
    row.get_by_text("已确认").wait_for()
    assert answers[0][:12] in row.inner_text() and Evidence.objects.get().sha256 == answers[0]


def test_what_is_confirmed_goes_after_some_days(office, phone):
    write(phone)
    send(phone)
    heading(phone, "服务器已确认（1）").wait_for()
    days_ago = (timezone.now() - timedelta(days=8)).isoformat()
    phone.evaluate(
        """async (then) => {
          const store = await import("/static/js/field/store.js");
          const [entry] = await store.everything();
          await store.update("entries", entry.key, (row) => { row.received_at = then; });
        }""",
        days_ago,
    )
    phone.reload()
    phone.get_by_text("手机上没有登记").wait_for()


def test_a_new_release_takes_the_place_of_the_old(office, phone, monkeypatch):
    from cases.field import shell

    names = "caches.keys().then(names => names.filter(name => name.startsWith('field-')))"
    (before,) = phone.evaluate(names)
    monkeypatch.setattr(shell, "version", lambda: "another")
    phone.reload()
    phone.get_by_text("离线登记有新版本").wait_for()
    phone.wait_for_function(f"{names}.then(names => names.join() === 'field-another')")
    assert before != "field-another"
