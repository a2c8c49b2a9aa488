"""An officer on a phone: sign → materials → recheck → education → proposal; a leader approves at a desk."""

import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cases.models import Case
from cases.status import CaseStatus
from tests.factories import Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), (40, 120, 70)).save(buffer, "JPEG")
    return {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def test_from_signature_to_closing(page_factory, sign_in, axe_violations, fits, picture):
    office = Office()
    day = timezone.localdate()
    pledge = office.issued(on=day)
    case_path = reverse("cases:detail", args=[pledge.case_id])

    phone = page_factory(390, 844)
    sign_in(phone, office.officer.user)
    phone.goto("/")
    assert fits(phone)
    assert axe_violations(phone) == []
    phone.get_by_role("link", name=re.compile("^记录签署")).click()
    assert phone.get_by_label("签署人").input_value() == "演示经营者"
    phone.set_input_files("input[type=file]", picture)
    phone.get_by_role("button", name="保存").click()
    phone.wait_for_url(f"**{case_path}")
    assert "已记录签署" in phone.content()
    assert fits(phone)
    assert axe_violations(phone) == []

    phone.locator(".next-step").get_by_role("link", name="登记整改材料").click()
    phone.get_by_label("整改情况说明").fill("营业执照已悬挂在门口。")
    assert axe_violations(phone) == []
    phone.get_by_role("button", name="保存").click()
    phone.wait_for_url(f"**{case_path}")

    # 复查: one tap to open, one for the result, the photo, one to save.
    phone.locator(".next-step").get_by_role("link", name="复查").click()
    phone.get_by_label("整改到位").check()
    phone.set_input_files("input[type=file]", {**picture, "name": "recheck.jpg", "buffer": picture["buffer"] + b"\0"})
    assert axe_violations(phone) == []
    phone.get_by_role("button", name="保存复查").click()
    phone.wait_for_url(f"**{case_path}")
    assert "复查已记录：整改到位" in phone.content()

    phone.locator(".next-step").get_by_role("link", name="记录教育").click()
    phone.get_by_role("button", name="保存").click()
    phone.wait_for_url(f"**{case_path}")
    phone.locator(".next-step").get_by_role("link", name="提出处理意见").click()
    assert phone.get_by_label("不予立案", exact=True).is_checked()
    assert "复查，当事人已经改正到位" in phone.get_by_label("理由").input_value()
    assert fits(phone)
    assert axe_violations(phone) == []
    phone.get_by_role("button", name="提交审批").click()
    phone.wait_for_url(f"**{case_path}")
    assert "等待局负责人审批" in phone.content()

    desk = page_factory(1440, 900)
    sign_in(desk, office.leader.user)
    desk.goto("/")
    with desk.expect_navigation():
        desk.get_by_role("link", name=re.compile("^审批")).last.click()
    assert axe_violations(desk) == []
    desk.get_by_label("批准", exact=True).check()
    desk.get_by_role("button", name="提交审批意见").click()
    desk.wait_for_url("**/approvals/")
    assert "没有待审批的事项" in desk.content()
    assert Case.objects.get(pk=pledge.case_id).status == CaseStatus.CLOSED
    desk.goto(case_path)
    assert "案件已办结：不予立案" in desk.content()
    assert axe_violations(desk) == []

    for path in ("cases:list", "pledges:list", "cases:party_list", "core:me", "core:notices", "pledges:search"):
        phone.goto(reverse(path))
        assert fits(phone), path
        assert axe_violations(phone) == [], path
    phone.goto(reverse("cases:party", args=[pledge.case.party_id]))
    assert fits(phone)
    assert axe_violations(phone) == []
