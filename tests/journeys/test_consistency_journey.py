"""An officer finds what does not agree, mends it, rewrites the reasons and proposes; the leader sees the same list."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Party, Reasoning
from tests.factories import Office
from tests.gate_stage import whole

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_disagreement_to_proposal(page_factory, sign_in, live_server, axe_violations, fits):
    office, day = Office(), timezone.localdate()
    case = whole(office, on=day)
    right = case.party.uscc
    Party.objects.filter(pk=case.party_id).update(uscc="91211103MA0000118L", address="演示路999号")
    page = page_factory(width=390, height=844)
    sign_in(page, office.officer.user)
    page.goto(live_server.url + reverse("cases:propose", args=[case.pk]))
    assert page.get_by_text("处理之前不能提出和审批处理意见").is_visible()
    assert axe_violations(page) == [] and fits(page)
    with page.expect_navigation():
        page.locator(".disagreement-hard a").first.click()
    page.fill("input[name=uscc]", right)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    page.goto(live_server.url + reverse("pledges:consistency", args=[case.pk]))
    assert page.get_by_text("演示路999号").is_visible() and not page.get_by_text("证件号码").is_visible()
    assert axe_violations(page) == [] and fits(page)
    page.goto(live_server.url + reverse("cases:reasoning", args=[case.pk]))
    assert axe_violations(page) == [] and fits(page)
    page.fill("textarea[name=text]", "当事人已经改正，情节轻微。")
    with page.expect_navigation():
        page.get_by_role("button", name="保存修改").click()
    page.get_by_text("与拟出的文字比").click()
    assert page.locator(".reasons-diff ins").first.is_visible()
    assert axe_violations(page) == [] and fits(page)
    assert Reasoning.objects.get(case=case).text == "当事人已经改正，情节轻微。"
    page.goto(live_server.url + reverse("cases:propose", args=[case.pk]))
    assert page.input_value("textarea[name=reason]").startswith("当事人已经改正，情节轻微。")
    page.select_option("select[name=basis]", index=1)
    with page.expect_navigation():
        page.get_by_role("button", name="提交审批").click()
    leader = page_factory(width=1440, height=900)
    sign_in(leader, office.leader.user)
    leader.goto(live_server.url + reverse("pledges:decide_disposition", args=[case.dispositions.get().pk]))
    assert leader.get_by_text("演示路999号").is_visible()
    assert axe_violations(leader) == [] and fits(leader)
