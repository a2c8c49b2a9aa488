"""The desk, approvals, search and the list of pledges; queries do not grow with rows."""

import io
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases import services as case_services
from cases.status import CaseStatus
from pledges import services
from pledges.approvals import queue
from pledges.desk import certificate_warnings, sections_for
from pledges.views.search import letter_number
from tests.situations_of_pages import proposed, situations
from xinglongtai.core.models import Officer, Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return timezone.localdate()


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


# --- the desk ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="class")
def every_situation(office_of_file, django_db_blocker):
    """One case in each state, made once for a class of tests."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        situations(office_of_file, timezone.localdate())
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.mark.usefixtures("every_situation")
class TestEverySituation:
    def test_order_of_the_work_list(self, office, day):
        today = office.signed(on=day - timedelta(days=2), due_on=day)
        office.signed(on=day, due_on=day + timedelta(days=2))
        services.pledge_urge(pledge=today, actor=office.supervisor, on=day, note="请尽快")
        found = sections_for(Officer.objects.get(pk=office.officer.pk), day)
        titles = [
            "督办待答复",
            "逾期",
            "今天到期",
            "三天内到期",
            "待复查",
            "待签字",
            "待提出处理意见",
            "待签发承诺书",
            "草稿",
        ]
        assert [section.title for section in found] == titles
        assert all(line.action and line.action_url for section in found for line in section.lines)

    def test_heads_see_their_unit_and_strangers_nothing(self, office, day, client):
        client.force_login(office.head.user)
        shown = client.get("/").content.decode()
        assert "待初审" in shown and "逾期" in shown and office.officer.name in shown
        client.force_login(office.stranger.user)
        assert "今天没有要办的事" in client.get("/").content.decode()

    def test_desk_takes_a_fixed_number_of_queries(self, office, day, client):
        client.force_login(office.head.user)
        few = queries(client, "/")
        for _ in range(3):
            office.draft(on=day)
            office.signed(on=day)
            office.submitted(on=day)
        assert queries(client, "/") == few

    def test_pledge_list_filters_and_exports_the_same_rows(self, office, day, client):
        client.force_login(office.head.user)
        url = reverse("pledges:list")
        for state, count in {"overdue": 1, "today": 0, "soon": 0, "recheck": 1, "unsigned": 1, "open": 4}.items():
            assert client.get(url, {"due": state}).context["list"].count == count, state
        query = {
            "status": "signed",
            "unit": office.station.pk,
            "officer": office.officer.pk,
            "since": (day - timedelta(days=9)).isoformat(),
            "until": day.isoformat(),
            "words": "兴隆台区演示",
        }
        response = client.get(url, query)
        assert response.context["list"].count == 1
        sheet = load_workbook(io.BytesIO(client.get(reverse("pledges:export"), query).content)).active
        assert sheet.max_row == 3 and "状态：履行中" in sheet["A1"].value
        assert "没有符合条件" in client.get(url, {"words": "无此名"}).content.decode()


def test_other_roles_have_their_own_first_page(office, day, client):
    proposed(office, day)
    client.force_login(office.leader.user)
    assert "待审批" in client.get("/").content.decode()
    client.force_login(office.legal.user)
    assert "没有等您处理的事项" in client.get("/").content.decode()
    client.force_login(office.sysadmin.user)
    assert client.get("/").url == reverse("admin:index")
    client.force_login(office.supervisor.user)
    assert client.get("/").status_code in {200, 302}


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "到期，不能检查"), (10, "还有10天到期"), (100, ""), (None, "还没有登记")]
)
def test_own_certificate(office, day, days, words):
    person = office.officer
    person.certificate_to = None if days is None else day + timedelta(days=days)
    found = certificate_warnings(person, day)
    assert (words in found[0]) if words else found == []
    assert certificate_warnings(office.leader, day) == []


def test_a_long_section_reads_only_what_it_shows(office, day, client, monkeypatch):
    monkeypatch.setattr("pledges.desk.MOST", 2)
    for _ in range(3):
        office.draft(on=day)
        office.signed(on=day, due_on=day)
    found = {section.title: section for section in sections_for(Officer.objects.get(pk=office.officer.pk), day)}
    for title in ("今天到期", "草稿"):
        assert found[title].count == 3
        assert len(found[title].lines) == len(found[title].shown) == 2
    client.force_login(office.officer.user)
    assert "查看全部 3 件" in client.get("/").content.decode()


# --- approvals -----------------------------------------------------------------------------------------------


def asked(office, day):
    """A proposal, a longer clock and a later deadline, all waiting."""
    pledge = office.signed(on=day)
    extension = services.extension_request(
        pledge=pledge, actor=office.officer, on=day, new_due_on=pledge.due_on + timedelta(days=2), reason="到货晚"
    )
    clock = case_services.clock_extension_request(
        case=office.ready(on=day), actor=office.officer, on=day, reason="待检验"
    )
    return proposed(office, day).dispositions.get(), clock, extension


def test_leader_works_through_the_inbox(office, day, client):
    disposition, clock, extension = asked(office, day)
    client.force_login(office.leader.user)
    inbox = client.get(reverse("pledges:approval_list")).content.decode()
    assert inbox.count("work-action") == 3
    url = reverse("pledges:decide_extension", args=[extension.pk])
    assert "到货晚" in client.get(url).content.decode()
    assert "请写明理由" in client.post(url, {"decision": "reject", "note": ""}).content.decode()
    following = client.post(url, {"decision": "approve", "note": ""})
    assert following.url == queue(Officer.objects.get(pk=office.leader.pk), day)[0].url
    late = client.post(url, {"decision": "reject", "note": "我写的话"})
    assert late.status_code == 422 and "我写的话" in late.content.decode()
    url = reverse("pledges:decide_clock", args=[clock.pk])
    assert "待检验" in client.get(url).content.decode()
    assert client.post(url, {"decision": "approve", "note": "同意"}).status_code == 302
    url = reverse("pledges:decide_disposition", args=[disposition.pk])
    assert "已改正" in client.get(url).content.decode()
    assert client.post(url, {"decision": "approve", "note": ""}).url == reverse("pledges:approval_list")
    disposition.case.refresh_from_db()
    assert disposition.case.status == CaseStatus.CLOSED
    assert "没有待审批的事项" in client.get(reverse("pledges:approval_list")).content.decode()


def test_head_endorses_and_the_leader_waits_where_two_steps_are_asked(office, day, client):
    Parameter.objects.create(bureau=office.bureau, key="decision.two_steps", value="是")
    row = proposed(office, day).dispositions.get()
    url = reverse("pledges:decide_disposition", args=[row.pk])
    client.force_login(office.leader.user)
    assert "先由所/队负责人初审" in client.get(url).content.decode()
    assert client.get(reverse("pledges:approval_list")).content.decode().count("work-action") == 0
    client.force_login(office.head.user)
    assert client.post(url, {"decision": "endorse", "note": "同意"}).status_code == 302
    client.force_login(office.leader.user)
    assert client.post(url, {"decision": "approve", "note": ""}).status_code == 302


def test_obstacles_are_shown_before_deciding(office, day, client):
    row = proposed(office, day - timedelta(days=60)).dispositions.get()
    url = reverse("pledges:decide_disposition", args=[row.pk])
    client.force_login(office.leader.user)
    assert "现在还不能批准" in client.get(url).content.decode()
    assert "届满" in client.post(url, {"decision": "approve", "note": ""}).content.decode()


def test_approvals_are_closed_to_others(office, day, client):
    disposition, clock, extension = asked(office, day)
    pages = {"decide_disposition": disposition, "decide_clock": clock, "decide_extension": extension}
    client.force_login(office.officer.user)
    assert client.get(reverse("pledges:approval_list")).status_code == 403
    for name, row in pages.items():
        assert client.get(reverse(f"pledges:{name}", args=[row.pk])).status_code == 403
    client.force_login(office.head.user)
    for name in ("decide_clock", "decide_extension"):
        refused = client.post(reverse(f"pledges:{name}", args=[pages[name].pk]), {"decision": "approve"})
        assert refused.status_code == 403


def test_inbox_takes_a_fixed_number_of_queries(office, day, client):
    asked(office, day)
    client.force_login(office.leader.user)
    url = reverse("pledges:approval_list")
    few = queries(client, url)
    for _ in range(2):
        asked(office, day)
    assert queries(client, url) == few


# --- search and list -----------------------------------------------------------------------------------------


def test_search_jumps_and_finds(office, day, client):
    pledge = office.signed(on=day)
    party, number = pledge.case.party, pledge.letter.document.number_text
    client.force_login(office.officer.user)
    url = reverse("pledges:search")
    typed = number.replace("〔", "[").replace("〕", "]")
    assert letter_number(typed) == number
    assert client.get(url, {"q": typed}).url == reverse("cases:detail", args=[pledge.case_id])
    assert client.get(url, {"q": f" {party.uscc.lower()} "}).url == reverse("cases:party", args=[party.pk])
    for words in (party.name[3:8], party.phone, number[:6]):
        assert "没有找到" not in client.get(url, {"q": words}).content.decode(), words
    assert "没有找到" in client.get(url, {"q": "无此名"}).content.decode()
    assert client.get(url).status_code == 200
    client.force_login(office.stranger.user)
    assert client.get(url, {"q": number}).status_code == 200


@pytest.mark.parametrize("told", [1_000, 1, 0])
def test_search_finds_the_same_however_much_there_is(office, day, client, monkeypatch, told):
    """Read through or walked along: the cases that hold the words, their letters, and nothing that is out of sight."""
    monkeypatch.setattr("xinglongtai.core.paging.TOLD", told)
    if not told:  # PostgreSQL never reads through
        monkeypatch.setattr("xinglongtai.core.paging.NUMBERED", 0)
    first, second = office.signed(on=day), office.signed(on=day)
    name, phone = first.case.party.name, first.case.party.phone
    year = first.letter.document.number_text.partition("2")[2][:3]
    url = reverse("pledges:search")
    for words in (name[3:8], f"{name[3:5]} {phone[-4:]}", first.letter.document.number_text[:8], f"[2{year}]"):
        client.force_login(office.officer.user)
        found = client.get(url, {"q": words}).context
        assert {first, second} >= set(found["pledges"]) >= {first}, words
        assert {row.case_id for row in found["pledges"]} == {row.pk for row in found["cases"]}, words
        client.force_login(office.stranger.user)
        hidden = client.get(url, {"q": words}).context
        assert not hidden["pledges"] and not hidden["cases"], words


@pytest.mark.parametrize("last", [5_000, 1])
def test_newest_parties_are_the_newest_of_all(office, day, client, monkeypatch, last):
    monkeypatch.setattr("xinglongtai.core.paging.LAST", last)
    cases = [office.assessed(on=day) for _ in range(12)]
    client.force_login(office.officer.user)
    found = client.get(reverse("pledges:search"), {"q": cases[0].party.name[:2]}).context["parties"]
    assert [row.pk for row in found] == sorted((case.party_id for case in cases), reverse=True)[:10]


def test_pledge_list_takes_a_fixed_number_of_queries(office, day, client):
    office.signed(on=day)
    client.force_login(office.head.user)
    url = reverse("pledges:list")
    few = queries(client, url)
    for _ in range(3):
        office.signed(on=day)
    assert queries(client, url) == few


def test_legal_staff_see_the_versions_that_wait_for_them(office, day, client):
    from catalog.services import item_version_new, item_version_save
    from catalog.status import VersionState

    draft = item_version_new(item=office.item.item, actor=office.legal)
    draft.effective_from = day + timedelta(days=30)
    item_version_save(version=draft, actor=office.legal)
    assert draft.state == VersionState.DRAFT
    client.force_login(office.legal_2.user)
    assert "清单待审" not in client.get("/").content.decode()
    type(draft)._base_manager.filter(pk=draft.pk).update(
        state="pending", submitted_by=office.legal, submitted_at=timezone.now()
    )
    page = client.get("/").content.decode()
    assert "清单待审" in page and "R3 第2版" in page
    client.force_login(office.legal.user)
    assert "清单待审" not in client.get("/").content.decode()
    client.force_login(office.leader.user)
    assert "清单待审" not in client.get("/").content.decode()
