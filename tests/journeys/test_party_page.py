"""A party on its phone: scan → digits → materials → more time → photo with the word; the officer sees them side by side and decides."""

import io
import re

import pytest
from django.utils import timezone
from PIL import Image

from pledges.models import Pledge, RemoteProof, Signature
from pledges.partypage import keys
from pledges.status import PledgeStatus
from tests.factories import Office
from tests.journeys.test_signature_pad import DARK, draw
from tests.partypage_stage import remote_pledge, secret_of

pytestmark = pytest.mark.django_db(transaction=True)


def picture(name: str, colour: tuple) -> dict:
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), colour).save(buffer, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def test_from_the_code_on_the_letter_to_the_officers_decision(page_factory, sign_in, axe_violations, fits, faults):
    faults.expect(r"status of 422")
    office = Office()
    pledge = remote_pledge(office, on=timezone.localdate())
    phone = page_factory(390, 844)

    def clean():
        assert fits(phone)
        assert axe_violations(phone) == []

    phone.goto(f"/p/{secret_of(pledge)}/")
    assert pledge.letter.document.number_text in phone.content()
    assert pledge.case.party.name not in phone.content()
    clean()
    phone.get_by_label("后四位").fill(keys.last_four(pledge.case.party.phone))
    with phone.expect_navigation():
        phone.get_by_role("button", name="进入").click()
    assert "还有 7 天" in phone.content()
    clean()

    phone.get_by_role("link", name=re.compile("申请延期")).click()
    phone.wait_for_url("**/time/")
    clean()
    phone.evaluate("document.getElementById('id_until').removeAttribute('min')")
    phone.get_by_label("希望延期").fill(pledge.due_on.isoformat())
    phone.get_by_label("为什么").fill("牌子还在做")
    with phone.expect_navigation():
        phone.get_by_role("button", name="提交申请").click()
    assert "晚于" in phone.content() and phone.get_by_label("为什么").input_value() == "牌子还在做"
    clean()

    phone.goto(f"/p/{secret_of(pledge)}/materials/")
    phone.get_by_label("怎么改").fill("执照已经挂好")
    phone.reload()  # the network failed, say: what was typed is still there
    assert phone.get_by_label("怎么改").input_value() == "执照已经挂好"
    phone.set_input_files("#id_files", [picture("一.jpg", (1, 90, 9)), picture("二.jpg", (90, 1, 9))])
    clean()
    with phone.expect_navigation():
        phone.get_by_role("button", name="提交").click()
    assert "已收到您的整改材料" in phone.content()

    phone.get_by_role("link", name=re.compile("免到场复查")).click()
    phone.wait_for_url("**/photo/")
    with phone.expect_navigation():
        phone.get_by_role("button", name=re.compile("验证字")).click()
    proof = RemoteProof.objects.get()
    assert proof.word in phone.content()
    clean()
    phone.set_input_files("#id_files", picture("照片.jpg", (9, 9, 200)))
    with phone.expect_navigation():
        phone.get_by_role("button", name="提交照片").click()
    assert "已收到您的照片" in phone.content()
    clean()

    desk = page_factory(1440, 900)
    sign_in(desk, office.officer.user)
    desk.goto(f"/cases/{pledge.case_id}/#partypage")
    assert axe_violations(desk) == []
    desk.get_by_role("link", name="对照照片复查").click()
    desk.wait_for_url(f"**/proofs/{proof.pk}/")
    assert proof.word in desk.content()
    assert axe_violations(desk) == []
    desk.get_by_label("整改到位").check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="保存复查").click()
    assert "免到场" in desk.content()
    assert Pledge.objects.get(pk=pledge.pk).status == PledgeStatus.FULFILLED

    desk.goto(f"/pledges/{pledge.pk}/party-link/")
    assert axe_violations(desk) == []
    desk.get_by_label("原因").fill("手机丢了")
    with desk.expect_navigation():
        desk.get_by_role("button", name="换发").click()
    assert "只在这里显示一次" in desk.content()
    phone.goto(f"/p/{secret_of(pledge)}/")
    assert "已停用" in phone.content()
    clean()


def test_the_party_signs_on_its_own_phone(page_factory, sign_in, axe_violations, fits, faults):
    faults.expect(r"status of 422")
    office = Office()
    pledge = office.issued(on=timezone.localdate())
    phone = page_factory(390, 844)

    def clean():
        assert fits(phone)
        assert axe_violations(phone) == []

    phone.goto(f"/p/{secret_of(pledge)}/")
    phone.get_by_label("后四位").fill(keys.last_four(pledge.case.party.phone))
    with phone.expect_navigation():
        phone.get_by_role("button", name="进入").click()
    clean()
    with phone.expect_navigation():
        phone.get_by_role("link", name=re.compile("签署承诺书")).click()
    clean()
    send = phone.get_by_role("button", name="签好了，提交")
    phone.get_by_label("您的姓名").fill("演示经营者")
    send.click()  # an empty pad sends nothing, and the button can be used again
    assert "还没有签名" in phone.locator("[data-pad-status]").inner_text()
    assert send.is_visible()

    draw(phone, [(0.1, 0.3), (0.35, 0.32)], [(0.22, 0.15), (0.2, 0.8)], [(0.5, 0.2), (0.45, 0.8)])
    before = phone.evaluate(DARK)
    assert before > 0.001
    phone.get_by_label("您的姓名").evaluate("field => { field.required = false; field.value = ' '; }")
    with phone.expect_navigation():
        send.click()
    assert phone.locator(".error").count() == 1  # the name; the strokes are drawn again
    assert phone.evaluate(DARK) == pytest.approx(before, rel=0.3)
    clean()
    phone.get_by_label("您的姓名").fill("演示经营者")
    with phone.expect_navigation():
        send.click()
    assert "已收到您的签名，执法人员核对后会记录签署" in phone.content()
    assert not phone.get_by_role("link", name=re.compile("签署承诺书")).count()
    clean()
    assert Signature.objects.get().recorded_by is None

    desk = page_factory(1440, 900)
    sign_in(desk, office.officer.user)
    desk.goto(f"/cases/{pledge.case_id}/")
    assert "待核对" in desk.locator("#service").inner_text()
    desk.goto(f"/pledges/{pledge.pk}/sign/")
    assert "演示经营者" in desk.content()
    with desk.expect_navigation():
        desk.get_by_role("button", name="保存").click()
    assert Pledge.objects.get().status == PledgeStatus.SIGNED
    assert Signature.objects.get().recorded_by == office.officer

    plain = page_factory(390, 844, java_script_enabled=False)
    other = office.issued(on=timezone.localdate())
    plain.goto(f"/p/{secret_of(other)}/")
    plain.get_by_label("后四位").fill(keys.last_four(other.case.party.phone))
    with plain.expect_navigation():
        plain.get_by_role("button", name="进入").click()
    plain.goto(f"/p/{secret_of(other)}/sign/")
    assert plain.get_by_text("请在纸质承诺书上签名").is_visible()
