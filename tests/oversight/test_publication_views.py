"""Pages of publication: list with counts and clock, one case, packs, layouts; the ledger's words, the morning's lines, the command."""

from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests import credit_stage as stage
from tests.factories import DAY
from xinglongtai.core.calendar import load
from xinglongtai.core.models import CalendarDay
from xinglongtai.oversight.publication import services
from xinglongtai.oversight.publication.models import Publication, PublicationPack
from xinglongtai.oversight.publication.section import build
from xinglongtai.oversight.publication.selectors import state_words

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """One case closed with a penalty and one (``kept``) without, both on the day of the tests."""
    with django_db_blocker.unblock():
        office_of_file.case, office_of_file.kept = stage.penalised(office_of_file), stage.lenient(office_of_file)
    return office_of_file


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: DAY)
    return DAY


def waiting(office) -> Publication:
    """The file's penalty, listed and complete."""
    services.rows_make(on=DAY, bureau=office.bureau)
    stage.recorded(office, office.case, on=DAY)
    return stage.rows_of(office.case)["gsxt"]


def page(client, name, *args, query="", status=200) -> str:
    response = client.get(reverse(f"oversight:{name}", args=args) + query)
    assert response.status_code == status
    return response.content.decode()


def send_form(client, name, *args, **values):
    return client.post(reverse(f"oversight:{name}", args=args), values)


def test_the_list_makes_its_rows_and_counts_them(office, client, today):
    """Looking is enough: no command ran. Counts by state, clock, lacks; filters; the export holds the same rows."""
    long_ago = today - timedelta(days=90)
    late = stage.penalised(office, on=long_ago)
    fresh = office.case
    client.force_login(office.supervisor.user)
    text = page(client, "publication")
    assert Publication.objects.filter(case__in=[late, fresh]).count() == 4
    assert "<strong>2</strong>待报送" in text
    assert "已超过" in text and "还有20个工作日" in text and "10 项" in text
    assert "制作报送包</a>" not in text  # a supervisor looks only
    over = page(client, "publication", query="?clock=late&target=gsxt")
    assert late.party.name in over and fresh.party.name not in over
    assert fresh.party.name in page(
        client, "publication", query=f"?words={fresh.party.uscc}&kind=penalty&state=pending"
    )
    assert "没有符合条件的记录" in page(client, "publication", query="?kind=lenient")
    assert late.party.name in page(client, "publication", query=f"?unit={office.station.pk}&sort=newest")
    got = client.get(reverse("oversight:publication_export") + "?clock=late&target=gsxt")
    book = load_workbook(BytesIO(got.content)).active
    rows = list(book.iter_rows(values_only=True))
    assert "期限：已过期限" in rows[0][0] and len(rows) == 3
    assert rows[2][0] == late.party.name and rows[2][4].date() == long_ago


def test_queries_do_not_grow_with_rows(office, client, today, django_assert_max_num_queries):
    waiting(office)
    client.force_login(office.legal.user)
    page(client, "publication")
    for _ in range(2):
        stage.waiting(office, on=today)
    with django_assert_max_num_queries(32):
        page(client, "publication")


def test_a_missing_calendar_is_said(office, client, today):
    CalendarDay.objects.all().delete()
    client.force_login(office.leader.user)
    assert f"{today.year}年放假安排未录入" in page(client, "publication")


def test_one_case_from_closing_to_receipt_and_back(office, client, today):
    """Legal records the decision, makes a pack of two, hands it over, one comes back."""
    cases = [office.case, stage.penalised(office, on=today)]
    client.force_login(office.legal.user)
    text = page(client, "publication_case", cases[0].pk)
    assert "没有登记处罚种类" in text and "去补填" in text and "资料还差 10 项" in text
    for case in cases:
        form = client.get(reverse("oversight:publication_content", args=[case.pk])).context["form"]
        data = {name: value for name, value in form.initial.items() if value} | {
            "kinds": ["fine"],
            "fine": "500",
            "content": "罚款500元。",
            "elsewhere": "False",
            "informed": "on",
            "screened": "on",
            "version": 0,
        }
        assert send_form(client, "publication_content", case.pk, **data).status_code == 302
    stale = send_form(client, "publication_content", cases[0].pk, **data)
    assert stale.status_code == 422 and "已被更新" in stale.content.decode()
    assert "资料齐全" in page(client, "publication_case", cases[0].pk)
    client.force_login(office.leader.user)
    assert reverse("oversight:publication_pack_new") not in page(client, "publication_case", cases[0].pk)
    client.force_login(office.legal.user)
    text = page(client, "publication_pack_new", query="?target=gsxt")
    assert "可以装包（2）" in text
    assert send_form(client, "publication_pack_new", target="gsxt", kind="penalty").status_code == 422
    ids = [stage.rows_of(case)["gsxt"].pk for case in cases]
    answer = send_form(client, "publication_pack_new", target="gsxt", kind="penalty", ids=ids)
    pack = PublicationPack.objects.get()
    assert answer.url == reverse("oversight:publication_pack", args=[pack.pk])
    assert "有 12 栏的表头没有与官方模板核对过" in page(client, "publication_pack", pack.pk)
    assert "已装入" in page(client, "publication_case", cases[0].pk)
    for kind in ("xlsx", "csv"):
        got = client.get(reverse(f"oversight:publication_pack_{kind}", args=[pack.pk]))
        assert got.content == bytes(getattr(pack, kind)) and "no-store" in got["Cache-Control"]
    assert send_form(client, "publication_pack_send", pack.pk, sent_on=today, receipt="").status_code == 422
    send_form(client, "publication_pack_send", pack.pk, sent_on=today, receipt="R-9", version=pack.version)
    line = pack.rows.first()
    assert "登记退回" in page(client, "publication_pack", pack.pk)
    send_form(client, "publication_row_return", line.pk, returned_on=today, reason="代码不符")
    text = page(client, "publication_case", line.publication.case_id)
    assert "待报送（被退回）" in text and "代码不符" in text
    assert "退回 1" in page(client, "publication_packs", query="?state=sent&target=gsxt")
    other = next(case for case in cases if case.pk != line.publication.case_id)
    stage.recorded(office, other, on=today, content="罚款500元，已缴。")
    assert "报送后公示内容有改动" in page(client, "publication_case", other.pk)
    row = stage.rows_of(other)["gsxt"]
    assert (
        send_form(client, "publication_correct", row.pk, reason="补写缴款情况", version=row.version).status_code == 302
    )
    assert "待报送（更正）" in page(client, "publication_case", other.pk)


def test_decisions_on_rows(office, client, today):
    case, kept = office.case, office.kept
    client.force_login(office.legal.user)
    page(client, "publication")
    row = stage.rows_of(case)["gsxt"]
    assert send_form(client, "publication_skip", row.pk, reason="").status_code == 422
    send_form(client, "publication_skip", row.pk, reason="涉及商业秘密", version=row.version)
    assert "涉及商业秘密" in page(client, "publication_case", case.pk)
    send_form(client, "publication_reopen", row.pk, reason="已处理")
    text = page(client, "publication_case", kept.pk)
    assert "从宽结果，默认不公示" in text and "决定公示这一件" in text
    assert send_form(client, "publication_lenient", kept.pk, target="gsxt", reason="当事人申请").status_code == 302
    text = page(client, "publication_case", kept.pk)
    assert "不作为行政处罚" in text and "处罚种类" not in text
    assert "处罚种类" not in page(client, "publication_content", kept.pk)
    assert "没有可以公示的结果" in page(client, "publication_case", office.signed(on=today).case_id)
    clashing = send_form(client, "publication_lenient", kept.pk, target="gsxt", reason="再来")
    assert clashing.status_code == 422 and "已经对这个系统作过" in clashing.content.decode()
    done = stage.waiting(office, on=today)
    stage.sent(office, done, on=today)
    assert "3个工作日内撤回" in page(client, "publication_withdraw", done.pk)
    send_form(client, "publication_withdraw", done.pk, withdrawn_on=today, reason="决定被撤销")
    assert "已撤回公示" in page(client, "publication_case", done.case_id)


def test_a_pack_is_voided_on_its_page(office, client, today):
    pack = stage.packed(office, waiting(office), on=today)
    client.force_login(office.legal.user)
    send_form(client, "publication_pack_void", pack.pk, reason="", version=pack.version)
    assert PublicationPack.objects.get().state == "made"
    send_form(client, "publication_pack_void", pack.pk, reason="表头不符", version=pack.version)
    assert "表头不符" in page(client, "publication_pack", pack.pk)


def test_columns_are_edited(office, client):
    client.force_login(office.legal.user)
    assert page(client, "publication_layouts").count("待核实") >= 44
    assert page(client, "publication_layout", "paper", "penalty", status=404)
    form = {
        "form-TOTAL_FORMS": 4,
        "form-INITIAL_FORMS": 2,
        "form-0-heading": "文书号",
        "form-0-source": "number",
        "form-0-ORDER": 2,
        "form-0-checked": "on",
        "form-1-heading": "名称",
        "form-1-source": "party_name",
        "form-1-ORDER": 1,
        "form-2-heading": "删去",
        "form-2-source": "uscc",
        "form-2-DELETE": "on",
        "version": 0,
    }
    assert send_form(client, "publication_layout", "credit", "penalty", **form).status_code == 302
    text = page(client, "publication_layouts")
    assert "名称" in text and "文书号" in text and "已核对" in text
    again = send_form(client, "publication_layout", "credit", "penalty", **{**form, "form-0-source": "text"})
    assert again.status_code == 422 and "没有保存" in again.content.decode()


def test_the_case_page_shows_the_state(office, client, today):
    case, kept = office.case, office.kept
    url = reverse("oversight:publication_case", args=[case.pk])
    client.force_login(office.officer.user)
    text = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "处罚决定，须报送公示" in text and url not in text  # an officer sees it, without the door
    client.force_login(office.legal.user)
    assert url in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "从宽结果，默认不公示" in client.get(reverse("cases:detail", args=[kept.pk])).content.decode()
    page(client, "publication")
    assert "国家企业信用信息公示系统" in client.get(reverse("cases:detail", args=[case.pk])).content.decode()


def test_the_words_of_the_ledger(office, django_assert_num_queries):
    """Two queries, however many cases; what nobody looked at yet waits; leniency without a decision has no word."""
    sent, fresh, kept, open_case = (
        waiting(office).case,
        stage.penalised(office),
        office.kept,
        office.signed().case,
    )
    stage.sent(office, stage.rows_of(sent)["gsxt"])
    Publication.objects.filter(case=fresh).delete()
    with django_assert_num_queries(2):
        found = state_words(row.pk for row in (sent, fresh, kept, open_case))
    assert found == {
        sent.pk: "国家企业信用信息公示系统：已报送（2026年6月1日）；信用中国：待报送",
        fresh.pk: "待报送",
    }
    services.lenient_decide(case=kept, target="credit", actor=office.legal, on=DAY, reason="申请")
    assert state_words([kept.pk]) == {kept.pk: "信用中国：从宽信息待报送"}


def test_the_morning_warns(office):
    """Five working days ahead, one line a case, for those who see publication; sent ones and officers' pages are quiet."""
    row = waiting(office)
    calendar = load()
    assert build(office.leader, DAY, calendar) is None
    found = build(office.leader, date(2026, 6, 23), calendar)
    assert (found.count, found.key, found.kind) == (1, "publication", "line")
    assert found.rows[0].words == "国家企业信用信息公示系统还有4个工作日；信用中国还有4个工作日"
    assert found.rows[0].title == row.case.party.name
    late = build(office.supervisor, date(2026, 7, 1), calendar)
    assert "已超过2个工作日" in late.rows[0].words
    assert build(office.head, date(2026, 7, 1), calendar) is None
    stage.sent(office, row)
    assert "国家企业" not in build(office.leader, date(2026, 7, 1), calendar).rows[0].words


def test_the_daily_command(office):
    out = StringIO()
    call_command("publication_watch", "--date", "2026-06-25", "--dry-run", stdout=out)
    assert "（试运行）" in out.getvalue() and "新列入 2 条，提醒 2 人" in out.getvalue()
    assert not Publication.objects.exists()
    for made, told in ((2, 2), (0, 0)):
        out = StringIO()
        call_command("publication_watch", "--date", "2026-06-25", stdout=out)
        assert f"新列入 {made} 条，提醒 {told} 人" in out.getvalue()
    with pytest.raises(CommandError, match="不对"):
        call_command("publication_watch", "--date", "昨天")
