"""Pages of the record of promises and of the lists, which do not exist while the bureau has not switched them on."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.oversight.test_trust_services import broken, entered, objected, play, prior, proposed, switched_on
from xinglongtai.core.models import Parameter
from xinglongtai.oversight.trust.models import TrustListing, TrustObjection

pytestmark = pytest.mark.django_db
BASIS = {
    "basis_document": "演示文件",
    "basis_article": "第三条",
    "facts": "见记录",
    "measures": "增加检查频次",
}


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        return play(office_of_file)


@pytest.fixture
def today():
    return timezone.localdate()


def page(client, name, *args, query="", status=200) -> str:
    response = client.get(reverse(f"oversight:{name}", args=args) + query)
    assert response.status_code == status
    return response.content.decode()


def send_form(client, name, *args, **values):
    return client.post(reverse(f"oversight:{name}", args=args), values)


def test_the_list_of_records(office, client, django_assert_max_num_queries):
    """By name, without order of merit; filters; queries do not grow with the parties."""
    party, line = broken(office)
    client.force_login(office.officer.user)
    assert "守信失信名单" not in page(client, "trust")
    kept = office.kept
    objected(office, party, line)
    office.rechecked()
    with django_assert_max_num_queries(24):
        text = page(client, "trust")
    assert party.name in text and kept.name in text and "待处理" in text
    only = page(client, "trust", query="?shown=broken")
    assert party.name in only and kept.name not in only
    assert kept.name not in page(client, "trust", query="?shown=objection")
    assert "没有符合条件的当事人" in page(client, "trust", query="?words=没有这户")


def test_objection_from_page_to_paper(office, client, today):
    """An officer records it, legal decides, the page and the paper show both words; links only within reach."""
    party, line = broken(office)
    prior(office, party, breached=False)
    prior(office, party, uscc="", document_number="同名旧号")
    case_url = reverse("cases:detail", args=[party.cases.get().pk])
    client.force_login(office.stranger.user)
    text = page(client, "trust_party", party.pk)
    assert "失诺" in text and "历史导入" in text and "同名旧号" in text and case_url not in text
    client.force_login(office.officer.user)
    assert case_url in page(client, "trust_party", party.pk)
    assert page(client, "trust_object", party.pk, "pledge-999", status=404)
    form = {"raised_by": "经营者本人", "way": "phone", "raised_on": today, "words": "已寄出"}
    assert send_form(client, "trust_object", party.pk, line, **{**form, "words": ""}).status_code == 422
    assert send_form(client, "trust_object", party.pk, line, **form).status_code == 302
    row = TrustObjection.objects.get()
    client.force_login(office.legal.user)
    assert "处理异议" in page(client, "trust_party", party.pk)
    assert "打开案件核实" in page(client, "trust_objection", row.pk)
    form = {"decision": "accept", "corrected_to": "", "reason": "邮戳属实", "version": 1}
    assert send_form(client, "trust_objection", row.pk, **form).status_code == 422
    assert send_form(client, "trust_objection", row.pk, **{**form, "corrected_to": "on_time"}).status_code == 302
    text = page(client, "trust_party", party.pk)
    assert "系统认定“失诺”，更正为“<strong>按期履行</strong>”" in text and "经营者本人" in text
    paper = page(client, "trust_print", party.pk)
    assert "更正为" in paper and "（盖章）" in paper and "按期履行 1 次" in paper
    assert "经营者本人" not in paper and "同名旧号" not in paper and case_url not in paper
    panel = client.get(reverse("cases:party", args=[party.pk])).content.decode()
    assert reverse("oversight:trust_party", args=[party.pk]) in panel


def test_there_are_no_lists_until_the_bureau_wants_them(office, client):
    party, _ = broken(office)
    row = proposed(switched_on(office), party, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    places = reverse("core:places")
    client.force_login(office.legal.user)
    assert reverse("oversight:trust_lists") in client.get(places).content.decode()
    Parameter.objects.all().delete()
    assert reverse("oversight:trust_lists") not in client.get(places).content.decode()
    assert "名单" not in page(client, "trust_party", party.pk)
    for name, args in (
        ("trust_lists", []),
        ("trust_lists_export", []),
        ("trust_propose", [party.pk]),
        ("trust_listing", [row.pk]),
        ("trust_listing_notice", [row.pk]),
        ("trust_listing_withdraw", [row.pk]),
    ):
        page(client, name, *args, status=404)


def test_a_list_from_proposal_to_its_end(office, client, today):
    switched_on(office)
    party, _ = broken(office)
    client.force_login(office.legal.user)
    assert "四（六）" in page(client, "trust_propose", party.pk)
    form = {**BASIS, "kind": "discipline", "starts_on": today, "ends_on": today}
    assert send_form(client, "trust_propose", party.pk, **{**form, "facts": ""}).status_code == 422
    assert send_form(client, "trust_propose", party.pk, **form).status_code == 302
    row = TrustListing.objects.get()
    assert "还没有告知当事人" in page(client, "trust_listing", row.pk)
    client.force_login(office.leader.user)
    refused = send_form(client, "trust_listing_decide", row.pk, decision="approve")
    assert refused.status_code == 422 and "事先告知" in refused.content.decode()
    client.force_login(office.legal.user)
    send_form(client, "trust_listing_notice", row.pk, noticed_on=today, notice="直接送达", version=row.version)
    client.force_login(office.leader.user)
    assert "作出决定" in page(client, "trust_listing", row.pk)
    send_form(client, "trust_listing_decide", row.pk, decision="approve", note="同意")
    assert "在列" in page(client, "trust_lists", query="?standing=now&kind=discipline")
    assert "名单在列" in client.get(reverse("cases:party", args=[party.pk])).content.decode()
    assert "失信联合惩戒名单" in page(client, "trust_party", party.pk)
    got = client.get(reverse("oversight:trust_lists_export") + "?standing=now")
    rows = list(load_workbook(BytesIO(got.content)).active.iter_rows(values_only=True))
    assert "依据：演示文件：第三条" in rows[0][0] and rows[2][1] == party.name
    send_form(client, "trust_listing_end", row.pk, reason="信用修复")
    assert "提前移出" in page(client, "trust_lists", query="?standing=ended&sort=ends")
    assert "没有符合条件" in page(client, "trust_lists", query="?standing=lapsed")


def test_a_lapsed_entry_is_shown_as_lapsed(office, client):
    switched_on(office)
    entered(office, broken(office)[0])
    client.force_login(office.supervisor.user)
    assert "已到期" in page(client, "trust_lists", query="?standing=lapsed")
    row = TrustListing.objects.get()
    client.force_login(office.legal.user)
    answer = send_form(client, "trust_listing_withdraw", row.pk, reason="撤回")
    assert answer.status_code == 422
