"""The verbs on a pledge as pages: what is typed stays, what is refused says why, who may not is turned away."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Evidence
from cases.status import CaseStatus, EvidenceKind
from pledges import services
from pledges.models import Pledge
from pledges.status import PledgeStatus
from tests import factories
from xinglongtai.core import documents
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def officer(office, client):
    client.force_login(office.officer.user)
    return office.officer


def post(client, name, row, **data):
    return client.post(reverse(f"pledges:{name}", args=[row.pk]), data)


def fresh(pledge):
    return Pledge.objects.get(pk=pledge.pk)


def test_sign_is_filled_in_and_keeps_the_scan_of_a_refused_try(office, officer, day, client):
    pledge = office.issued(on=day)
    url = reverse("pledges:sign", args=[pledge.pk])
    form = client.get(url).context["form"]
    assert (form.initial["signatory"], form.initial["signed_on"]) == ("演示经营者", day)
    data = {"signatory": "经营者", "signed_on": day.isoformat(), "delivery": "hand", "version": pledge.version}
    wrong = {**data, "signed_on": (day - timedelta(days=9)).isoformat(), "files": factories.photo()}
    response = client.post(url, wrong)
    shown = response.content.decode()
    assert response.status_code == 422 and "签署日期应在" in shown and "经营者" in shown
    assert "已收到 1 份文件" in shown
    response = client.post(url, {**data, "kept": response.context["form"].data["kept"]})
    assert response.status_code == 302
    pledge = fresh(pledge)
    assert pledge.status == PledgeStatus.SIGNED
    assert pledge.signed_scan == Evidence.objects.get(kind=EvidenceKind.SIGNED)
    again = client.post(url, {**data, "version": pledge.version})
    assert again.status_code == 422 and "不能转为" in again.content.decode()


def test_refuse_and_void_bring_the_case_back(office, officer, day, client):
    pledge = office.issued(on=day)
    assert client.get(reverse("pledges:refuse", args=[pledge.pk])).status_code == 200
    assert post(client, "refuse", pledge, reason="", version=pledge.version).status_code == 422
    assert post(client, "refuse", pledge, reason="不愿签", witness="王某", version=pledge.version).status_code == 302
    shown = client.get(reverse("cases:detail", args=[pledge.case_id])).content.decode()
    assert "核实改正情况" in shown and "拒绝签署" in shown
    other = office.issued(on=day)
    assert client.get(reverse("pledges:void", args=[other.pk])).status_code == 200
    assert post(client, "void", other, reason="名称写错", version=other.version).status_code == 302
    shown = client.get(reverse("cases:detail", args=[other.case_id])).content.decode()
    assert "已作废" in shown and "签发承诺书" in shown


def test_materials_then_recheck_in_two_fields(office, officer, day, client):
    pledge = office.signed(on=day)
    url = reverse("pledges:materials", args=[pledge.pk])
    assert client.get(url).status_code == 200
    data = {"statement": "已悬挂", "received_on": day.isoformat(), "version": pledge.version}
    assert client.post(url, {**data, "statement": ""}).status_code == 422
    assert client.post(url, {**data, "files": [factories.photo()]}).status_code == 302
    pledge = fresh(pledge)
    form = client.get(reverse("pledges:recheck", args=[pledge.pk])).context["form"]
    assert form.initial["co_officer"] == office.second.pk
    assert "overdue" not in dict(form.fields["result"].choices)
    data = {"co_officer": office.second.pk, "checked_on": day.isoformat(), "version": pledge.version}
    refused = post(client, "recheck", pledge, result="failed", **data)
    assert refused.status_code == 422 and "请写明复查看到的情况" in refused.content.decode()
    assert post(client, "recheck", pledge, result="corrected", files=factories.photo(colour=(5, 5, 5)), **data).url
    row = fresh(pledge).rechecks.get()
    assert row.note.startswith("经现场复查，承诺事项已改正：") and row.photos.count() == 1
    shown = client.get(reverse("cases:detail", args=[pledge.case_id])).content.decode()
    assert "复查：整改到位" in shown and "记录教育" in shown


def test_recheck_past_the_deadline_offers_overdue(office, officer, day, client):
    pledge = office.signed(on=day - timedelta(days=3), due_on=day - timedelta(days=1))
    choices = dict(client.get(reverse("pledges:recheck", args=[pledge.pk])).context["form"].fields["result"].choices)
    assert "overdue" in choices and "partly" not in choices


def test_extension_shows_the_calendar_and_asks_once(office, officer, day, client):
    pledge = office.signed(on=day)
    url = reverse("pledges:extension", args=[pledge.pk])
    assert 'id="workdays"' in client.get(url).content.decode()
    data = {
        "new_due_on": (pledge.due_on + timedelta(days=3)).isoformat(),
        "reason": "到货晚",
        "version": pledge.version,
    }
    assert client.post(url, {**data, "new_due_on": day.isoformat()}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert "只能延期一次" in client.post(url, {**data, "version": ""}).content.decode()


def test_urge_is_answered_by_the_handler(office, officer, day, client):
    pledge = office.signed(on=day)
    urge = services.pledge_urge(pledge=pledge, actor=office.supervisor, on=day, note="请尽快")
    url = reverse("pledges:urge_answer", args=[urge.pk])
    assert "请尽快" in client.get("/").content.decode()
    assert "请尽快" in client.get(url).content.decode()
    assert client.post(url, {"answer": ""}).status_code == 422
    assert client.post(url, {"answer": "明天复查"}).status_code == 302
    assert "明天复查" in client.get(reverse("cases:detail", args=[pledge.case_id])).content.decode()
    assert "已经答复" in client.post(url, {"answer": "再答"}).content.decode()
    client.force_login(office.stranger.user)
    assert client.get(url).status_code == 404


def test_a_stale_recheck_says_who_changed_what(office, officer, day, client):
    pledge = office.submitted(on=day)
    case = pledge.case
    data = {"result": "corrected", "note": "看到新牌", "co_officer": office.second.pk, "checked_on": day.isoformat()}
    response = post(client, "recheck", pledge, version=pledge.version - 1, **data)
    shown = response.content.decode()
    assert response.status_code == 422 and "看到新牌" in shown and "收到整改材料" in shown
    again = {name: response.context["form"].data[name] for name in ("version",)}
    assert post(client, "recheck", pledge, **data, **again).status_code == 302
    case.refresh_from_db()
    assert case.status == CaseStatus.CORRECTED


def test_what_can_no_longer_be_extended_is_said_before_anything_is_typed(office, officer, day, client):
    late = office.signed(on=day - timedelta(6), due_on=day - timedelta(1))
    answer = client.get(reverse("pledges:extension", args=[late.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("cases:detail", args=[late.case_id])
    assert "改正期限已过，不能再延期" in answer.content.decode()


@pytest.mark.parametrize("name", ["sign", "refuse", "void", "materials", "recheck", "extension"])
@pytest.mark.parametrize(("who", "status"), [("legal", 403), ("leader", 403), ("supervisor", 403), ("stranger", 404)])
def test_only_handlers(office, day, client, name, who, status):
    pledge = office.issued(on=day)
    client.force_login(getattr(office, who).user)
    url = reverse(f"pledges:{name}", args=[pledge.pk])
    assert client.get(url).status_code == status
    assert client.post(url, {}).status_code == status


def test_letter_is_served_with_a_trace_or_a_page_to_try_again(office, officer, day, client, monkeypatch):
    pledge = office.issued(on=day)
    url = reverse("pledges:letter_pdf", args=[pledge.pk])
    monkeypatch.setattr(documents, "read_bytes", lambda document: b"%PDF-1.7 test")
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf" and response["Content-Disposition"].startswith("inline")
    assert client.get(url, {"download": 1})["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(verb="letter_print", thread=pledge.thread).count() == 2

    def unready(document):
        raise documents.DocumentNotReady("文书暂时无法生成，编号已保留。")

    monkeypatch.setattr(documents, "read_bytes", unready)
    response = client.get(url)
    assert response.status_code == 503 and "再试一次" in response.content.decode()
    client.force_login(office.stranger.user)
    assert client.get(url).status_code == 404
