"""实施评估: its pages, filters, files and what each role sees."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from catalog import version_links
from tests import factories as make
from xinglongtai.core import documents
from xinglongtai.oversight.evaluation import services
from xinglongtai.oversight.models import EvaluationReport, ItemEvaluation

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def today():
    return timezone.localdate()


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker, today):
    """The bureau has one kept promise, of today."""
    with django_db_blocker.unblock():
        office_of_file.kept = office_of_file.rechecked(on=today)
    return office_of_file


@pytest.fixture
def legal(client, office):
    client.force_login(office.legal.user)
    return client


def page(client, name, *args, **query) -> str:
    response = client.get(reverse(f"oversight:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def sheet(response) -> list[list]:
    rows = load_workbook(io.BytesIO(response.content), read_only=True).active.iter_rows(values_only=True)
    return [list(row) for row in rows]


def test_the_list_of_items(legal, office, today):
    make.item(office.bureau, "C1", office.legal)
    text = page(legal, "evaluation")
    assert "R3" in text and "C1" in text and "样本少" in text
    assert "1/1" in text and ">100.0%<" not in text
    assert "分母是本期签发" in text
    assert f"set=on_time&amp;item={office.item.item_id}" in text
    assert reverse("oversight:evaluation_item", args=[office.item.item_id]) in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"use": "used"}, {"R3"}),
        ({"use": "few"}, {"R3"}),
        ({"use": "enough"}, set()),
        ({"use": "unused"}, {"C1"}),
        ({"domain": "没有的领域"}, {"R3", "C1"}),
        ({"sort": "used"}, {"R3", "C1"}),
        ({"year": "2020"}, set()),
        ({"year": "x", "since": "so", "unit": "0"}, {"R3", "C1"}),
    ],
)
def test_filters_narrow_page_and_export_alike(legal, office, today, query, shown):
    make.item(office.bureau, "C1", office.legal)
    response = legal.get(reverse("oversight:evaluation"), query)
    assert {row.label.number for row in response.context["rows"]} == shown
    exported = sheet(legal.get(reverse("oversight:evaluation_export"), query))
    assert {row[0] for row in exported[2:]} == shown
    assert exported[1][0] == "事项编号"


def test_domain_order_and_free_range(legal, office, today):
    entry = make.item(office.bureau, "C1", office.legal).item
    type(entry).objects.filter(pk=entry.pk).update(domain="价格")
    response = legal.get(reverse("oversight:evaluation"), {"domain": "价格"})
    assert [row.label.number for row in response.context["rows"]] == ["C1"]
    response = legal.get(reverse("oversight:evaluation"), {"sort": "used"})
    assert [row.label.number for row in response.context["rows"]] == ["R3", "C1"]
    yesterday = (today - timedelta(1)).isoformat()
    response = legal.get(reverse("oversight:evaluation"), {"since": yesterday, "until": yesterday})
    assert [row.counts["used"] for row in response.context["rows"]] == [0, 0]
    response = legal.get(reverse("oversight:evaluation"), {"since": yesterday})
    assert sum(row.counts["used"] for row in response.context["rows"]) == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "2019-01-01"}, "请填 2020 年以后的日期"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "起始日期晚于截止日期"),
        ({"until": "2026-01-01"}, "请同时填写起始日期"),
    ],
)
def test_ranges_that_cannot_be_are_said(legal, query, words):
    assert words in page(legal, "evaluation", **query)


def test_one_item(legal, office, today):
    office.rechecked("overdue", on=today - timedelta(3), due_on=today - timedelta(2), checked_on=today)
    text = page(legal, "evaluation_item", office.item.item_id)
    for words in (
        "第1版",
        "演示一所",
        f"{today.year}年{today.month}月",
        "怎么算",
        "改正还没有满12个月",
        "还没有作过决定",
    ):
        assert words in text
    text = page(legal, "evaluation_item", office.item.item_id, version=office.item.pk, unit=office.station.pk)
    assert "只看第1版" in text
    assert legal.get(reverse("oversight:evaluation_item", args=[0])).status_code == 404


def test_from_the_version_in_the_back_office(legal, office):
    address = reverse("oversight:evaluation_version", args=[office.item.pk])
    assert ("实施情况", address) in version_links.links_for(office.item, office.legal.user)
    response = legal.get(address)
    assert (
        response.url == reverse("oversight:evaluation_item", args=[office.item.item_id]) + f"?version={office.item.pk}"
    )
    assert legal.get(reverse("oversight:evaluation_version", args=[0])).status_code == 404


def test_the_cases_behind_a_figure(legal, office, today):
    case = office.kept
    text = page(legal, "evaluation_cases", set="fulfilled", item=office.item.item_id)
    assert case.party.name in text and "整改到位" in text
    assert "没有案件" in page(legal, "evaluation_cases", set="breached")
    assert legal.get(reverse("oversight:evaluation_cases"), {"set": "fines"}).status_code == 404


def test_a_year_from_suggestion_to_frozen_report(legal, office, client):
    day = date(timezone.localdate().year - 1, 6, 2)
    office.rechecked(on=day)
    year = day.year
    text = page(legal, "evaluation_report", year)
    assert "不提建议" in text and f"定稿{year}年度报告" in text
    address = reverse("oversight:evaluation_decide", args=[year, office.item.item_id])
    assert "规则建议，只供参考" in page(legal, "evaluation_decide", year, office.item.item_id)
    assert legal.post(address, {"decision": "", "reason": "", "version": 0}).status_code == 422
    done = legal.post(address, {"decision": "keep", "reason": "情况平稳", "version": 0})
    assert done.url == reverse("oversight:evaluation_report", args=[year])
    assert ItemEvaluation.objects.get().decision == "keep"
    stale = legal.post(address, {"decision": "relax", "reason": "偏严", "version": 0})
    assert stale.status_code == 422 and "偏严" in stale.content.decode()
    assert stale.context["form"]["version"].value() == "1"
    assert "曾决定“保持”" in page(legal, "evaluation_decide", year, office.item.item_id)
    assert "情况平稳" in page(legal, "evaluation_item", office.item.item_id, year=year)
    preview = legal.get(reverse("oversight:evaluation_report_pdf", args=[year]))
    assert preview.content.startswith(b"%PDF-") and not EvaluationReport.objects.get().frozen

    legal.post(reverse("oversight:evaluation_freeze", args=[year]), {"version": "1"})
    stored = EvaluationReport.objects.get()
    assert stored.frozen
    text = page(legal, "evaluation_report", year)
    assert f"{year}年度实施评估报告定稿：{stored.document.number_text}" in text
    assert stored.document.number_text in text and "撤回报告" in text and "更改" not in text
    issued = legal.get(reverse("oversight:evaluation_report_pdf", args=[year]))
    assert issued.content == documents.read_bytes(stored.document)
    rows = sheet(legal.get(reverse("oversight:evaluation_report_xlsx", args=[year])))
    assert stored.document.number_text in rows[0][0]
    assert dict(zip(rows[1], rows[2], strict=True))["决定"] == "保持"
    assert "报告已经定稿" in page(legal, "evaluation_decide", year, office.item.item_id)

    late = legal.post(address, {"decision": "relax", "reason": "偏严", "version": 1})
    assert late.status_code == 422 and "报告已经定稿" in late.content.decode()

    withdraw = reverse("oversight:evaluation_withdraw", args=[year])
    assert "请填写作废原因" in legal.post(withdraw, {"reason": ""}, follow=True).content.decode()
    legal.post(withdraw, {"reason": "有误"})
    assert not EvaluationReport.objects.get().frozen


def test_this_year_cannot_be_frozen_yet(client, db, today):
    client.force_login(make.Office("bare").legal.user)
    response = client.post(reverse("oversight:evaluation_freeze", args=[today.year]), follow=True)
    assert "还没有结束" in response.content.decode()
    assert "没有实施情况" in response.content.decode()


def test_what_the_rule_would_change_is_named_before_freezing(legal, office, today, monkeypatch):
    from xinglongtai.oversight.evaluation.yearly import YearReport

    monkeypatch.setattr(YearReport, "undecided", property(lambda report: report.rows))
    office.rechecked(on=date(today.year - 1, 6, 2))
    assert "没有决定，决定后才能定稿" in page(legal, "evaluation_report", today.year - 1)


@pytest.mark.parametrize("name", ["evaluation_report", "evaluation_report_pdf", "evaluation_report_xlsx"])
@pytest.mark.parametrize("year", [2019, 3000])
def test_years_that_cannot_be_evaluated_do_not_exist(legal, name, year):
    assert legal.get(reverse(f"oversight:{name}", args=[year])).status_code == 404


def test_deciding_on_a_year_that_cannot_be_evaluated(legal, office):
    assert legal.get(reverse("oversight:evaluation_decide", args=[3000, office.item.item_id])).status_code == 404


def test_readers_see_and_are_offered_nothing_to_decide(client, office, today):
    for reader in (office.leader, office.supervisor):
        client.force_login(reader.user)
        assert "R3" in page(client, "evaluation")
        text = page(client, "evaluation_report", today.year) + page(client, "evaluation_item", office.item.item_id)
        assert "/freeze/" not in text and f"/{today.year}/items/" not in text and "/admin/" not in text
        assert client.post(reverse("oversight:evaluation_freeze", args=[today.year])).status_code == 403
        assert client.get(reverse("oversight:evaluation_decide", args=[today.year, 1])).status_code == 403
    client.force_login(office.officer.user)
    assert client.get(reverse("oversight:evaluation")).status_code == 403


def test_another_bureau_s_figures_stay_there(client, office, today):
    foreign = make.Office("far")
    client.force_login(foreign.legal.user)
    assert client.get(reverse("oversight:evaluation")).context["stats"][0].now.text == "0"
    assert client.get(reverse("oversight:evaluation_item", args=[office.item.item_id])).status_code == 404
    assert "没有案件" in page(client, "evaluation_cases", set="used", item=office.item.item_id)


def test_the_pages_cost_the_same_with_many_cases(legal, office, today):
    names = [
        ("evaluation", ()),
        ("evaluation_item", (office.item.item_id,)),
        ("evaluation_report", (today.year,)),
        ("evaluation_cases", ()),
    ]

    def cost() -> dict:
        found = {}
        for name, args in names:
            with CaptureQueriesContext(connection) as caught:
                page(legal, name, *args, set="used")
            found[name] = len(caught)
        return found

    cost()
    once = cost()
    for number, cases in (("C1", 2), ("C2", 1)):
        version = make.item(office.bureau, number, office.legal)
        for _ in range(cases):
            office.rechecked(on=today, version=version)
    assert cost() == once
    assert max(once.values()) <= 50


def test_services_and_pages_agree_on_the_right(office):
    assert office.legal.user.has_perm(services.RIGHT)
