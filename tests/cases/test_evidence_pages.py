"""Evidence as pages: groups, times beside each other, players, the page of one item, and what large cases cost."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cases import services
from cases.models import Evidence
from tests import evidence_stage as made
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office):
    return office.with_violation(on=timezone.localdate())


@pytest.fixture
def web(office, client):
    client.force_login(office.officer.user)
    return client


def keep(office, case, content, **values):
    return services.evidence_add(case=case, actor=office.officer, upload=made.file(content), **values)


def page_of(row):
    return reverse("cases:evidence_page", args=[row.pk])


def test_grouped_by_violation(office, case, web):
    second = services.violation_add(
        case=case,
        actor=office.officer,
        on=timezone.localdate(),
        data={"item_version": office.item, "description": "第二个违法"},
    )
    keep(office, case, made.heic(), violation=second, caption="货架")
    keep(office, case, made.wav(65), kind="recording", caption="询问录音")
    keep(office, case, made.mp4(), violation=second)
    keep(office, case, made.amr(), violation=second)
    shown = web.get(reverse("cases:detail", args=[case.pk])).text
    part = shown[shown.index('id="evidence"') :]
    assert part.index("第二个违法") < part.index("货架") < part.index("整个现场与其他材料") < part.index("询问录音")
    assert "拍摄 2026年11月22日 14:05" in part and "收到" in part and "校验值" in part
    assert "1分05秒" in part and "<audio" in part and "<video" in part
    assert part.count("<audio") == 1  # AMR is for saving


def test_one_item(office, case, web):
    row = keep(office, case, made.heic(), caption="<b>门头</b>")
    shown = web.get(page_of(row)).text
    for words in (row.sha256, "sha256sum", "北纬41.12009° 东经122.06708°", "Yanshi Phone 1", "40", "&lt;b&gt;门头"):
        assert words in shown
    assert ("相差" in shown or "还晚" in shown) and "副本" in shown and "不作为证据" in shown
    small = web.get(reverse("cases:evidence", args=[row.pk]), {"view": 1})
    assert small["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(small.content)) as image:
        assert image.format == "JPEG"
    for content, kind, words in (
        (made.wav(), "recording", "<audio"),
        (made.webm(), "recording", "<video"),
        (made.amr(), "recording", "不能直接显示"),
        (made.pdf(), "document", "首页"),
        (made.docx(), "document", "Word 文档"),
    ):
        assert words in web.get(page_of(keep(office, case, content, kind=kind))).text
    services.evidence_set_aside(evidence=row, actor=office.officer, reason="拍错店")
    assert "拍错店" in web.get(page_of(row)).text


def test_personal_files_show_nothing_by_themselves(office, case, web):
    row = keep(office, case, made.picture(), kind="signed_scan")
    assert "看到的是带您姓名、单位和时间水印的副本" in web.get(page_of(row)).text
    web.force_login(office.supervisor.user)
    shown = web.get(page_of(row)).text
    assert "只有承办人" in shown and f"/evidence/{row.pk}/?save" not in shown and "evidence-picture" not in shown
    detail = web.get(reverse("cases:detail", args=[case.pk])).text
    assert f"/evidence/{row.pk}/" not in detail
    assert web.get(reverse("cases:evidence", args=[row.pk]), {"thumb": 1}).status_code == 403


def test_parts_of_a_recording_and_office_files_to_be_saved(office, case, web):
    sound = keep(office, case, made.wav(), kind="recording")
    url = reverse("cases:evidence", args=[sound.pk])
    answer = web.get(url, headers={"Range": "bytes=0-3", "Accept-Encoding": "gzip"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"RIFF")
    whole = web.get(url, headers={"Accept-Encoding": "gzip"})
    assert len(b"".join(whole.streaming_content)) == int(whole["Content-Length"]) == sound.size
    word = keep(office, case, made.docx(), kind="document")
    answer = web.get(reverse("cases:evidence", args=[word.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{word.pk}.docx"'
    answer = web.get(url, {"save": 1})
    assert answer["Content-Disposition"].startswith("attachment")


def test_limits_stand_on_the_form_and_files_of_a_script_count(office, case, web):
    url = reverse("cases:evidence_add", args=[case.pk])
    shown = web.get(url).text
    assert "不超过 20 MB" in shown and "100 MB、10 分钟" in shown and "证明哪个违法行为" not in shown
    second = services.violation_add(
        case=case,
        actor=office.officer,
        on=timezone.localdate(),
        data={"item_version": office.item, "description": "第二个"},
    )
    assert "证明哪个违法行为" in web.get(url).text
    data = {"files": [made.file(made.picture())], "kind_of": "photo", "caption": "x", "violation": second.pk}
    assert web.post(url, data).status_code == 302
    row = Evidence.objects.get()
    assert row.violation == second
    answer = web.post(url, {"kind_of": "photo", "kept": str(row.pk)}, follow=True)
    assert "已保存 1 份材料" in answer.text
    intake = reverse("cases:intake_photos", args=[case.pk])
    assert "已保存 1 张照片" in web.post(intake, {"kept": f"{row.pk},x,99999"}, follow=True).text


def test_refused_at_the_field_in_chinese(office, case, web):
    bad = [
        made.file(b"MZ" + bytes(99), "现场.jpg"),
        made.file(b"<svg onload='x'/>", "图.svg"),
        made.file(made.huge_png(), "大.png"),
    ]
    answer = web.post(reverse("cases:evidence_add", args=[case.pk]), {"files": bad, "kind_of": "photo"})
    assert answer.status_code == 422
    for words in ("现场.jpg：这是可执行程序", "只能上传", "SVG", "像素过大"):
        assert words in answer.text


def test_four_files_cost_the_queries_of_one(office, case, web):
    urls = [reverse("cases:detail", args=[case.pk]), page_of(keep(office, case, made.picture()))]

    def cost(url):
        web.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert web.get(url).status_code == 200
        return len(seen)

    before = [cost(url) for url in urls]
    for number in range(3):
        services.evidence_add(case=case, actor=office.officer, upload=make.photo(colour=(number, 1, 1)))
    assert [cost(url) for url in urls] == before
