"""Evidence from a phone whose line breaks: the upload goes on where it was cut, once; the item's page says all of it."""

import io
import os
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from cases.models import Evidence, Upload
from tests import evidence_stage as made
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)
#: What the browser says of a request that was cut.
CUT = r"net::ERR_|status of 422"


@pytest.fixture
def office():
    return f.Office()


def large_photo() -> bytes:
    """More than two pieces."""
    noise = Image.frombytes("RGB", (1100, 900), os.urandom(1100 * 900 * 3))
    buffer = io.BytesIO()
    noise.save(buffer, "JPEG", quality=95, exif=made.exif())
    return buffer.getvalue()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_cut_in_the_middle(office, page_factory, sign_in, axe_violations, fits, faults, width, height):
    faults.expect(CUT)
    case = office.with_violation(on=timezone.localdate() - timedelta(days=1))
    page = page_factory(width, height)
    sign_in(page, office.officer.user)
    page.goto(f"/cases/{case.pk}/evidence/")
    sent, cut = [], []

    def line(route):
        if route.request.method == "PATCH":
            sent.append(int(route.request.headers["upload-offset"]))
            if len(sent) in {2, 3}:  # the second piece is lost twice on its way
                cut.append(route.request.url)
                return route.abort("internetdisconnected")
        return route.continue_()

    page.route("**/uploads/**", line)
    content = large_photo()
    bad = {"name": "假照片.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(900)}
    files = [{"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content}, bad]
    page.get_by_label("照片或文件").set_input_files(files)
    page.get_by_label("说明").fill("门头")
    page.get_by_role("button", name="上传").click()
    page.get_by_text("网络中断，已传的部分不会丢").wait_for()
    page.get_by_text("没有保存：这是可执行程序").wait_for()  # the other file is judged meanwhile in its turn
    row = Evidence.objects.get()
    assert page.get_by_text(f"已保存 校验值 {row.sha256[:12]}").is_visible()
    assert len(cut) == 2 and sent[1] == sent[2] == sent[3] == 1024 * 1024
    assert row.size == len(content) and row.caption == "门头" and row.violation == case.violations.get()
    assert axe_violations(page) == [] and fits(page)
    assert Upload.objects.get().evidence == row
    with page.expect_navigation():
        page.get_by_role("button", name="上传").click()
    assert page.get_by_text("已保存 1 份材料").is_visible()
    part = page.locator("#evidence")
    assert part.locator(".photos img").count() == 1
    with page.expect_navigation():
        part.locator(".photos a").first.click()
    assert page.get_by_text(row.sha256).is_visible() and page.get_by_text("北纬41.12009°").is_visible()
    assert axe_violations(page) == [] and fits(page)


def test_a_phones_photo_at_the_intake(office, page_factory, sign_in):
    case = office.with_violation(on=timezone.localdate())
    page = page_factory(390, 844)
    sign_in(page, office.officer.user)
    page.goto(f"/cases/{case.pk}/violations/")
    heic = {"name": "IMG_2.HEIC", "mimeType": "image/heic", "buffer": made.heic(turned=True)}
    with page.expect_navigation():
        page.get_by_label("现场照片").set_input_files(heic)
    page.wait_for_load_state("networkidle")
    shown = page.locator(".photos img").first
    assert shown.evaluate("image => [image.naturalWidth < image.naturalHeight, image.complete]") == [True, True]
    assert Evidence.objects.get().content_type == "image/heic"


def test_without_scripts_the_form_sends_the_files_itself(office, page_factory, sign_in):
    case = office.with_violation(on=timezone.localdate())
    page = page_factory(390, 844, java_script_enabled=False)
    sign_in(page, office.officer.user)
    page.goto(f"/cases/{case.pk}/evidence/")
    page.get_by_label("照片或文件").set_input_files(
        {"name": "IMG_3.HEIC", "mimeType": "image/heic", "buffer": made.heic()}
    )
    with page.expect_navigation():
        page.get_by_role("button", name="上传").click()
    assert page.get_by_text("已保存 1 份材料").is_visible() and not Upload.objects.exists()
