"""A party on its phone: scan → digits → materials → more time → photo with the word; the officer sees them side by side and decides."""

import io
import re

import pytest
from django.utils import timezone
from PIL import Image

from pledges.models import Pledge, RemoteProof
from pledges.partypage import keys
from pledges.status import PledgeStatus
from tests.factories import Office
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
