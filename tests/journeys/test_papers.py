"""Papers from one entry: an officer on the phone, then the legal section at its desk."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from pledges.models import Paper, PaperWording
from pledges.papers import due
from tests.factories import Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    call_command("load_calendar", verbosity=0)
    return Office()


def test_an_officer_makes_the_papers_of_the_moment(office, page_factory, sign_in, axe_violations, fits):
    case = office.issued(on=timezone.localdate()).case
    page = page_factory(390, 844)
    sign_in(page, office.officer.user)
    page.goto(f"/cases/{case.pk}/")
    assert fits(page) and axe_violations(page) == []
    with page.expect_navigation():
        page.click("#papers >> text=现场笔录")
    assert fits(page) and axe_violations(page) == []
    page.fill("[name=time_from]", "09:30")
    page.fill("[name=present]", "王某，经营者")
    with page.expect_navigation():
        page.click("text=保存并预览")
    assert page.input_value("[name=time_from]") == "09:30"
    page.goto(f"/cases/{case.pk}/")
    with page.expect_navigation():
        page.click("text=生成本阶段文书")
    assert "已生成 4 份" in page.inner_text("main")
    assert fits(page) and axe_violations(page) == []
    assert "王某" in str(Paper.objects.get(kind=due.SCENE).document.snapshot)
    assert {paper.document.state for paper in Paper.objects.select_related("document")} == {"ready"}
    with page.expect_navigation():
        page.click(f"a[href='/papers/{Paper.objects.get(kind=due.ADDRESS).pk}/void/']")
    page.fill("[name=reason]", "地址写错")
    with page.expect_navigation():
        page.click("main button[type=submit]")
    assert "作废原因：地址写错" in page.inner_text("main")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_legal_staff_change_a_wording(office, page_factory, sign_in, axe_violations, fits, width, height):
    for person in (office.legal, office.legal_2):
        person.user.is_staff = True
        person.user.save()
    page = page_factory(width, height)
    sign_in(page, office.legal.user)
    page.goto("/admin/pledges/paperwording/")
    assert fits(page) and axe_violations(page) == []
    page.goto(f"/admin/pledges/paperwording/kind/{due.ORDER}/edit/")
    assert fits(page) and axe_violations(page) == []
    typed = page.input_value("[name=paragraphs]")
    page.fill("[name=paragraphs]", f"{typed}\n{{不认识}}")
    with page.expect_navigation():
        page.click("[name=save]")
    assert "不认识的占位“{不认识}”" in page.inner_text(".wording-form")
    assert axe_violations(page) == []
    page.fill("[name=paragraphs]", f"{typed}\n请保管好本通知书。")
    with page.expect_navigation():
        page.click("[name=save]")
    sign_in(page, office.legal_2.user)
    page.goto(f"/admin/pledges/paperwording/kind/{due.ORDER}/")
    assert fits(page) and axe_violations(page) == []
    with page.expect_navigation():
        page.click("text=启用这一版")
    assert axe_violations(page) == []
    with page.expect_navigation():
        page.click("text=核对无误，启用")
    assert PaperWording.objects.get().approved_by == office.legal_2
