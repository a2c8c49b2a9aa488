"""The pad on a phone: an empty one and a dot are refused, the ink survives turning the phone, and the drawing signs the pledge."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pledges.models import Pledge, Service, Signature
from pledges.service.ink import MAXIMUM_BYTES
from pledges.status import PledgeStatus
from tests.factories import Office

pytestmark = pytest.mark.django_db(transaction=True)
DARK = """() => { const c = document.querySelector('canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
  let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 120) n++; return n / (c.width * c.height); }"""


def draw(page, *strokes):
    """Strokes as shares of the box, by the mouse."""
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=6)
        page.mouse.up()


def touch(page, *points):
    """One stroke by a finger."""
    client = page.context.new_cdp_session(page)
    box = page.locator("canvas").bounding_box()
    at = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points]
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at[:1]})
    for point in at[1:]:
        client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_name_drawn_on_the_phone_signs_the_pledge(page_factory, sign_in, axe_violations, fits, faults):
    faults.expect("status of 422")
    office = Office()
    pledge = office.issued(on=timezone.localdate())
    address = reverse("pledges:sign_pad", args=[pledge.pk])
    phone = page_factory(390, 844)
    sign_in(phone, office.officer.user)
    phone.goto(reverse("cases:detail", args=[pledge.case_id]))
    with phone.expect_navigation():
        phone.locator("#service").get_by_role("link", name="手写签名").click()
    assert fits(phone)
    assert axe_violations(phone) == []
    save = phone.get_by_role("button", name="签好了，保存")

    save.click()
    assert "还没有签名" in phone.locator("[data-pad-status]").inner_text()
    draw(phone, [(0.4, 0.4), (0.405, 0.41)])
    save.click()
    assert "只有一个点" in phone.locator("[data-pad-status]").inner_text()
    assert phone.url.endswith(address)
    phone.get_by_role("button", name="清除").click()
    assert phone.get_by_role("button", name="清除").is_disabled()

    draw(phone, [(0.1, 0.3), (0.35, 0.32)], [(0.22, 0.15), (0.2, 0.8)])
    phone.locator("canvas").scroll_into_view_if_needed()
    touch(phone, (0.5, 0.2), (0.45, 0.5), (0.42, 0.8))
    before = phone.evaluate(DARK)
    assert before > 0.001
    draw(phone, [(0.6, 0.2), (0.8, 0.8)])
    phone.get_by_role("button", name="撤销一笔").click()
    assert phone.evaluate(DARK) == pytest.approx(before, rel=0.05)
    phone.set_viewport_size({"width": 844, "height": 390})
    phone.wait_for_function("document.querySelector('canvas').clientWidth > 360")
    assert phone.evaluate(DARK) == pytest.approx(before, rel=0.3)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.wait_for_function("document.querySelector('canvas').clientWidth < 370")
    assert axe_violations(phone) == []

    # A refusal by the server brings the strokes back.
    phone.get_by_label("见证签名过程的人").evaluate("field => { field.required = false; field.value = ' '; }")
    with phone.expect_navigation():
        save.click()
    assert "必填" in phone.content() or "请填写" in phone.content()
    assert phone.evaluate(DARK) == pytest.approx(before, rel=0.3)
    phone.get_by_label("见证签名过程的人").fill("演示员乙")
    save.click()
    phone.wait_for_url(f"**{reverse('cases:detail', args=[pledge.case_id])}")
    assert "已保存手写签名图像并记录签署" in phone.content()
    assert fits(phone)
    assert axe_violations(phone) == []
    assert Pledge.objects.get().status == PledgeStatus.SIGNED
    row = Signature.objects.select_related("evidence").get()
    assert row.evidence.content_type == "image/png" and row.evidence.size < MAXIMUM_BYTES
    assert "Chrome" in row.device
    assert Service.objects.get().method == "hand"


def test_the_pages_of_service_fit_a_phone(page_factory, sign_in, axe_violations, fits):
    office = Office()
    pledge = office.issued(on=timezone.localdate())
    phone = page_factory(390, 844)
    sign_in(phone, office.officer.user)
    document = pledge.letter.document_id
    for path in (
        *(f"{reverse('pledges:service_add', args=[pledge.case_id, document])}?method={m}" for m in ("hand", "notice")),
        reverse("pledges:service_address", args=[pledge.case_id]),
        reverse("pledges:agent_add", args=[pledge.case_id]),
        reverse("pledges:refuse", args=[pledge.pk]),
    ):
        phone.goto(path)
        assert fits(phone), path
        assert axe_violations(phone) == [], path
    plain = page_factory(390, 844, java_script_enabled=False)
    sign_in(plain, office.officer.user)
    plain.goto(reverse("pledges:sign_pad", args=[pledge.pk]))
    assert plain.get_by_text("请打印文书，在纸上签名后拍照或者扫描上传").is_visible()
    assert not plain.locator("canvas").is_visible()
