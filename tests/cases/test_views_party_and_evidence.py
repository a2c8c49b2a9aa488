"""Parties, evidence, reviews and the list of cases as pages."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image
from stdnum.cn import ric

from cases import services
from cases.models import Evidence, PriorRecord
from cases.status import EvidenceKind
from tests import factories
from xinglongtai.core.models import Event

ID_NUMBER = "11010519491231002" + ric.calc_check_digit("11010519491231002")  # a made-up person
pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return timezone.localdate()


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


# --- evidence ------------------------------------------------------------------------------------------------


def turned_photo():
    """A wide picture that the camera says is to be turned by a quarter."""
    buffer = io.BytesIO()
    image = Image.new("RGB", (900, 600), (10, 90, 10))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile("a.jpg", buffer.getvalue(), content_type="image/jpeg")


def test_original_and_upright_thumbnail(office, day, client):
    case = office.draft(on=day)
    row = services.evidence_add(case=case, actor=office.officer, upload=turned_photo())
    url = reverse("cases:evidence", args=[row.pk])
    client.force_login(office.officer.user)
    response = client.get(url)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert len(b"".join(response.streaming_content)) == row.size
    small = client.get(url, {"thumb": 1})
    with Image.open(io.BytesIO(small.content)) as image:
        assert image.height > image.width
        assert image.width <= 480
    assert "private" in small["Cache-Control"]
    client.force_login(office.stranger.user)
    assert client.get(url).status_code == 404


def test_signed_scans_are_for_few_and_each_look_is_recorded(office, day, client):
    case = office.draft(on=day)
    row = services.evidence_add(
        case=case, actor=office.officer, upload=factories.photo(), kind=EvidenceKind.SIGNED, caption="签字"
    )
    url = reverse("cases:evidence", args=[row.pk])
    client.force_login(office.supervisor.user)
    assert client.get(url).status_code == 403
    client.force_login(office.legal.user)
    page = reverse("cases:evidence_page", args=[row.pk])
    assert client.get(url)["Location"] == page
    assert client.post(page, {"purpose": "other"}).status_code == 422
    assert client.post(page, {"purpose": "review"})["Location"] == page
    shown = client.get(url)
    assert shown["Cache-Control"] == "private, no-store" and shown.content != row.file.read()
    event = Event.objects.get(verb="evidence_view", actor=office.legal)
    assert event.data["why"] == "法制审核、审批" and not event.data["stated"]


def test_several_files_at_once_and_one_that_is_refused(office, day, client):
    case = office.draft(on=day)
    client.force_login(office.officer.user)
    url = reverse("cases:evidence_add", args=[case.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"kind_of": "photo"}).status_code == 422
    good = [factories.photo("1.jpg"), factories.photo("2.jpg", colour=(9, 9, 9))]
    bad = SimpleUploadedFile("note.txt", b"hello", content_type="text/plain")
    response = client.post(url, {"files": [*good, bad], "kind_of": "photo", "caption": "门面"})
    shown = response.content.decode()
    assert response.status_code == 422 and "note.txt" in shown and "只能上传" in shown
    assert Evidence.objects.filter(case=case).count() == 2
    kept = response.context["form"].data["kept"]
    more = {"files": [factories.photo("3.jpg", colour=(1, 1, 1))], "kind_of": "photo", "caption": "", "kept": kept}
    response = client.post(url, more, follow=True)
    assert "已保存 3 份材料" in response.content.decode()


def test_set_aside_keeps_the_original(office, day, client):
    case = office.draft(on=day)
    row = services.evidence_add(case=case, actor=office.officer, upload=factories.photo())
    client.force_login(office.officer.user)
    url = reverse("cases:evidence_set_aside", args=[row.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "拍错"}).status_code == 302
    shown = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "不作为证据的材料（1）" in shown and "拍错" in shown
    assert "已经标记" in client.post(url, {"reason": "再来"}).content.decode()


# --- parties -------------------------------------------------------------------------------------------------


def test_party_page_tells_its_history(office, day, client):
    case = office.rechecked("failed", on=day)
    PriorRecord.objects.create(
        bureau=office.bureau,
        party_name=case.party.name,
        violation="旧违法",
        act_on=day - timedelta(days=300),
        source="导入",
        breached=True,
    )
    url = reverse("cases:party", args=[case.party_id])
    for person in (office.officer, office.legal, office.stranger):
        client.force_login(person.user)
        assert client.get(url).status_code == 200
    client.force_login(office.officer.user)
    shown = client.get(url).content.decode()
    for words in ("旧违法", "未履行承诺", "次失诺", "号</a>"):
        assert words in shown
    few = queries(client, url)
    for _ in range(6):
        office.draft(on=day, party_=case.party)
    assert queries(client, url) == few


def test_party_edit_keeps_the_identity_number_unless_given(office, day, client):
    party = factories.party(office.bureau, office.officer, id_number=ID_NUMBER)
    client.force_login(office.officer.user)
    url = reverse("cases:party_edit", args=[party.pk])
    shown = client.get(url).content.decode()
    assert ID_NUMBER not in shown
    data = {"kind": party.kind, "name": "改名小店", "uscc": party.uscc, "address": "新址", "version": party.version}
    assert client.post(url, {**data, "uscc": "123"}).status_code == 422
    assert client.post(url, data).status_code == 302
    party.refresh_from_db()
    assert (party.name, party.id_number) == ("改名小店", ID_NUMBER)
    stale = client.post(url, data)
    assert (
        stale.status_code == 422 and "改名小店" in stale.content.decode() and "您打开页面之后" in stale.content.decode()
    )
    client.force_login(office.legal.user)
    assert client.post(url, data).status_code == 403


def test_party_list_finds_by_any_part(office, day, client):
    for _ in range(3):
        factories.party(office.bureau, office.officer)
    one = factories.party(office.bureau, office.officer, name="红星豆腐坊")
    client.force_login(office.officer.user)
    url = reverse("cases:party_list")
    shown = client.get(url, {"words": "豆腐"}).content.decode()
    assert "红星豆腐坊" in shown and "共 <strong>1</strong> 户" in shown
    assert one.phone not in shown
    assert "没有找到当事人" in client.get(url, {"words": "无此名"}).content.decode()
    few = queries(client, url)
    for _ in range(3):
        factories.party(office.bureau, office.officer)
    assert queries(client, url) == few


# --- the list of cases ---------------------------------------------------------------------------------------


def test_case_list_filters_sorts_and_exports_the_same_rows(office, day, client):
    office.draft(on=day)
    kept = office.ready(on=day)
    client.force_login(office.officer.user)
    url = reverse("cases:list")
    query = {
        "status": "ready",
        "source": "daily",
        "unit": office.station.pk,
        "officer": office.officer.pk,
        "domain": "登记注册与公示",
        "since": day.isoformat(),
        "until": day.isoformat(),
        "words": kept.party.name[:6],
        "sort": "party",
    }
    response = client.get(url, query)
    shown = response.content.decode()
    assert response.context["list"].count == 1 and kept.party.name in shown
    assert "状态：待签承诺" in shown and "领域：登记注册与公示" in shown
    sheet = load_workbook(io.BytesIO(client.get(reverse("cases:export"), query).content)).active
    assert sheet.max_row == 3 and sheet["B3"].value == kept.party.name
    assert client.get(url, {"status": "open", "page": "999", "unit": "x", "since": "?"}).status_code == 200
    assert client.get(url, {"status": "closed"}).context["list"].count == 0
    client.force_login(office.stranger.user)
    assert client.get(url).context["list"].count == 0


def test_case_list_takes_a_fixed_number_of_queries(office, day, client):
    office.with_violation(on=day)
    client.force_login(office.head.user)
    few = queries(client, reverse("cases:list"))
    for _ in range(3):
        office.draft(on=day)
    assert queries(client, reverse("cases:list")) == few
