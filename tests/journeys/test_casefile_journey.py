"""The day after a broken pledge, and the whole file with one click: on the desk and on the phone."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from pledges.models import CaseFile
from tests.factories import Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    call_command("load_calendar", verbosity=0)
    return Office()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_packet_and_file(office, page_factory, sign_in, axe_violations, width, height):
    case = office.rechecked("failed", on=timezone.localdate())
    page = page_factory(width, height)
    sign_in(page, office.officer.user)
    page.goto(f"/cases/{case.pk}/")
    assert axe_violations(page) == []
    with page.expect_navigation():
        page.click("text=查看转立案材料")
    assert "立案审批表（草稿）" in page.inner_text("main")
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(f"/cases/{case.pk}/")
    with page.expect_navigation():
        page.click("#casefile >> text=制作整卷 PDF")
    page.wait_for_url("**/jobs/**")  # done at once in tests: the page offers the outcome
    with page.expect_navigation():
        page.click("text=查看结果")
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with page.expect_navigation():  # identity papers are in it: what for is asked first
        page.click("a:has-text('整卷 PDF') >> nth=0")
    with page.expect_navigation():
        page.click("text=说明用途 >> nth=-1")
    assert "用途已记录" in page.inner_text("main")
    with page.expect_download() as download:
        page.click("a:has-text('整卷 PDF') >> nth=0")
    row = CaseFile.objects.get()
    assert download.value.suggested_filename == f"casefile-{case.pk}-{row.pk}.pdf"
    assert "制作记录" in page.inner_text("main")
