"""The ledger: which lines, what they say, who sees whose numbers, files for one person."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cases import services as case_services
from pledges import services as pledge_services
from tests import factories as make
from tests.factories import DAY, Office
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.models import Event, Job, Parameter
from xinglongtai.oversight.demo.identities import id_number_of
from xinglongtai.oversight.ledger import files, views
from xinglongtai.oversight.ledger.columns import HEADER, MERGE_DEFAULT, cells, merge_fields
from xinglongtai.oversight.ledger.filters import LedgerFilter, ledger_rows
from xinglongtai.oversight.ledger.reading import Keys, read
from xinglongtai.oversight.ledger.services_export import (
    ledger_export_record,
    ledger_file_fetch,
    ledger_file_keep,
    ledger_files_tidy,
)
from xinglongtai.oversight.models import LedgerFile

pytestmark = pytest.mark.django_db
LEDGER, EXPORT = "/oversight/ledger/", "/oversight/ledger/export/"


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """A person's running pledge, a broken one, a void letter replaced, a case without a letter; a draft that is no line."""
    office = office_of_file
    with django_db_blocker.unblock():
        person = make.party(office.bureau, office.officer, name="=演示人", id_number=id_number_of(3), uscc="")
        office.running = office.signed(party_=person)
        office.broken = office.rechecked("refused", on=DAY - timedelta(days=30))
        void = office.issued(on=DAY - timedelta(days=10))
        pledge_services.letter_void(pledge=void, actor=office.officer, on=DAY, reason="地址写错")
        office.twice = pledge_services.pledge_issue(
            case=void.case, actor=office.officer, on=DAY, mode="immediate", due_on=DAY
        )
        office.plain = office.ready(on=DAY - timedelta(days=3))
        office.draft()
    return office


@pytest.fixture
def filled(office):
    return office


def lines_of(actor, **given):
    form = LedgerFilter(given, actor=actor)
    assert not form.errors
    return read(list(form.rows(ledger_rows(actor))))


def rows_of(actor, full=False, **given):
    return [dict(zip(HEADER, cells(line, full), strict=True)) for line in lines_of(actor, **given)]


def test_lines_and_their_columns(filled):
    rows = rows_of(filled.legal)
    assert [row["检查日期"] for row in rows] == sorted((row["检查日期"] for row in rows), reverse=True)
    assert len(rows) == 5
    running, plain, new, void, broken = rows
    assert running["当事人名称"] == "=演示人"
    assert "*" in running["统一社会信用代码/证件号"] and "****" in running["联系人及电话"]
    assert running["承诺方式"] == "限期纠正并送交整改材料"
    assert running["改正期限"] == DAY + timedelta(days=7)
    assert running["送达方式及时间"] == "直接送达 2026年6月1日"
    assert running["处理结果"] == "在办（承诺履行中）"
    assert plain["承诺书编号"] == "" and plain["改正期限"] is None and plain["清单事项及版本"] == "R3 第1版"
    assert plain["违反条款"] == "《中华人民共和国市场主体登记管理条例》第三十六条"
    assert plain["首违核查结果及时间"].startswith("未发现同类违法（")
    assert void["备注"] == "已作废：地址写错" and new["承诺书编号"] != void["承诺书编号"]
    assert broken["复查日期及结果"] == "2026年5月2日 拒不改正"
    assert broken["整改材料提交日"] == date(2026, 5, 2)
    officers = broken["承办人及执法证号(2)"]
    assert filled.officer.certificate_no in officers and filled.second.name in officers
    assert len(cells(lines_of(filled.legal)[0], False)) == 26


def test_off_list_extension_correction_and_outcome(db):
    office = Office("bare")
    case = office.draft()
    words = {"description": "演示行为", "off_list_reason": "轻微", "off_list_law": "《某法》第一条"}
    case_services.violation_add(case=case, actor=office.officer, on=DAY, data=words)
    type(case).objects.filter(pk=case.pk).update(status="closed", outcome="no_case", outcome_on=DAY, remark="存档")
    ready = office.ready()
    case_services.correction_verify(
        case=ready, actor=office.officer, co_officer=office.second, on=DAY, checked_on=DAY, note="已悬挂"
    )
    pledge = office.signed()
    pledge_services.extension_request(
        pledge=pledge, actor=office.officer, on=DAY, new_due_on=DAY + timedelta(days=12), reason="定制牌匾"
    )
    rows = {row["违法行为"] + row["承诺方式"]: row for row in rows_of(office.legal)}
    assert rows["演示行为"]["清单事项及版本"] == "清单外"
    assert (rows["演示行为"]["违反条款"], rows["演示行为"]["处理结果"]) == ("《某法》第一条", "不予立案")
    assert rows["演示行为"]["备注"] == "存档"
    assert "2026年6月1日 核实整改到位（未签承诺）" in {row["复查日期及结果"] for row in rows.values()}
    extended = next(row for row in rows.values() if row["延期"])
    assert extended["延期"] == "延期至2026年6月13日（待批准）"


def test_everybody_exports_what_they_see(filled):
    other = Office("other")
    assert lines_of(filled.stranger) == [] and lines_of(other.legal) == [] and lines_of(filled.sysadmin) == []
    assert len(lines_of(filled.officer)) == len(lines_of(filled.supervisor)) == 5


def test_filters(filled):
    legal = filled.legal
    number = filled.running.letter.document.number_text
    assert [line.number for line in lines_of(legal, words=number)] == [number]
    assert len(lines_of(legal, words="演示人")) == 1
    assert len(lines_of(legal, letter="without")) == 1
    assert len(lines_of(legal, letter="with")) == 4
    assert len(lines_of(legal, outcome="open", item="R3")) == 5
    assert lines_of(legal, outcome="penalty") == []
    assert len(lines_of(legal, unit=filled.station.pk)) == 5
    assert lines_of(legal, unit=filled.other_station.pk) == []
    since = (DAY - timedelta(days=4)).isoformat()
    assert len(lines_of(legal, since=since)) == 2
    assert [line.promise.mode for line in lines_of(legal, since=since, by="issued", sort="oldest")] == [
        "immediate",
        "by_date",
    ]
    assert lines_of(legal, until=since, by="closed") == []
    form = LedgerFilter({"since": since, "until": since, "by": "issued"}, actor=legal)
    assert form.sentence == "期间按：承诺书签发日期；从：2026年5月28日；到：2026年5月28日"
    assert LedgerFilter({"by": "issued"}, actor=legal).sentence == ""
    assert "结束日期早于" in str(LedgerFilter({"since": "2026-06-02", "until": since}, actor=legal).errors)


def test_queries_do_not_grow_with_lines(filled, client):
    client.force_login(filled.supervisor.user)

    def count():
        with CaptureQueriesContext(connection) as found:
            assert client.get(LEDGER).status_code == 200
        return len(found)

    client.get(LEDGER)
    few = count()
    for _ in range(3):
        filled.signed()
    assert count() == few
    keys = Keys(ledger_rows(filled.legal))
    assert [len(chunk) for chunk in keys.chunks(3)] == [3, 3, 2]


def test_the_page_links_what_the_person_may_do(filled, client):
    client.force_login(filled.legal.user)
    page = client.get(LEDGER).content.decode()
    assert reverse("oversight:past") in page and "导出这 5 条" in page
    client.force_login(filled.officer.user)
    assert reverse("oversight:past") not in client.get(LEDGER).content.decode()
    assert "没有符合条件的记录" in client.get(LEDGER, {"words": "无此人"}).content.decode()


def test_csv_is_streamed_masked_and_an_event(filled, client):
    client.force_login(filled.supervisor.user)
    answer = client.post(f"{EXPORT}?letter=with&words=演示", {"form": "csv", "full": "on", "reason": "想看"})
    assert answer.streaming and answer["Cache-Control"] == "private, no-store"
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADER
    person = next(row for row in rows if row[1] == "'=演示人")
    assert id_number_of(3) not in person[2] and person[6] == "2026-06-01"
    event = Event.objects.get(verb="ledger_export")
    assert (event.data["count"], event.data["full"], event.data["filters"]) == (4, "", "承诺书：已签发承诺书")


def test_full_numbers_want_the_right_and_a_reason(filled, client):
    client.force_login(filled.legal.user)
    refused = client.post(EXPORT, {"form": "xlsx", "full": "on"})
    assert refused.status_code == 422 and "须写明用途" in refused.content.decode()
    answer = client.post(EXPORT, {"form": "xlsx", "full": "on", "purpose": "reporting", "reason": "市局"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0].startswith("台账 ") and rows[1] == HEADER
    assert id_number_of(3) in {row[2] for row in rows}
    assert sheet["G3"].is_date and sheet["B3"].data_type == "s"
    assert Event.objects.get(verb="ledger_export").data["reason"] == "用途：依法向上级或者其他机关报送，市局"
    with pytest.raises(NotAllowed):
        ledger_export_record(actor=filled.supervisor, form="csv", count=1, filters="", full=True, reason="报送")
    with pytest.raises(NotAllowed):
        ledger_export_record(actor=filled.sysadmin, form="csv", count=1, filters="")


def test_a_long_export_is_work_that_leaves_a_file(filled, client, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 2)
    client.force_login(filled.legal.user)
    answer = client.post(f"{EXPORT}?letter=with", {"form": "xlsx"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("core:job", args=[job.pk])
    assert (job.state, job.message) == ("done", "台账已导出，共 4 条。")
    file = LedgerFile.objects.get()
    assert (file.rows, file.full, file.filters) == (4, False, "承诺书：已签发承诺书")
    assert Event.objects.filter(verb="ledger_export").count() == 1
    assert "下载（" in client.get(reverse("oversight:ledger_files")).content.decode()
    got = client.get(reverse("oversight:ledger_file", args=[file.pk]))
    assert load_workbook(io.BytesIO(b"".join(got))).active.max_row == 6
    client.force_login(filled.leader.user)
    assert client.get(reverse("oversight:ledger_file", args=[file.pk])).status_code == 404


def test_a_long_full_export_is_refused_before_it_begins(filled, client, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 2)
    client.force_login(filled.legal.user)
    assert client.post(EXPORT, {"form": "xlsx", "full": "on"}).status_code == 422
    assert not Job.objects.exists()


def test_more_than_a_sheet_takes(filled, client, monkeypatch):
    monkeypatch.setattr(files, "MOST", 2)
    client.force_login(filled.legal.user)
    assert "一张工作表放不下" in client.post(EXPORT, {"form": "xlsx"}).content.decode()
    assert client.post(EXPORT, {"form": "csv"}).status_code == 200


def test_files_end(filled, tmp_path, django_capture_on_commit_callbacks):
    path = tmp_path / "x"
    path.write_bytes(b"PK")
    given = {"form": "xlsx", "count": 1, "filters": "", "on": DAY}
    row = ledger_file_keep(actor=filled.legal, path=path, full=True, reason="报送", **given)
    assert row.keep_until == DAY + timedelta(days=7)
    assert ledger_file_fetch(file=row, actor=filled.legal, on=row.keep_until).file.read() == b"PK"
    with pytest.raises(NotVisible):
        ledger_file_fetch(file=row, actor=filled.leader, on=DAY)
    with pytest.raises(DomainError, match="已过保留期"):
        ledger_file_fetch(file=row, actor=filled.legal, on=row.keep_until + timedelta(days=1))
    LedgerFile.objects.filter(pk=row.pk).update(made_by=filled.supervisor)
    with pytest.raises(NotAllowed):
        ledger_file_fetch(file=row, actor=filled.supervisor, on=DAY)
    name, storage = row.file.name, row.file.storage
    assert ledger_files_tidy(bureau=filled.bureau, on=row.keep_until) == 0
    with django_capture_on_commit_callbacks(execute=True):
        out = io.StringIO()
        call_command("tidy_ledger", date=row.keep_until + timedelta(days=1), stdout=out)
    assert "删除导出文件 1 份" in out.getvalue() and not storage.exists(name)
    assert ledger_files_tidy(bureau=filled.bureau, on=date(2027, 1, 1)) == 0


def test_the_merge_sheet(filled, client):
    client.force_login(filled.legal.user)
    sheet = load_workbook(io.BytesIO(client.post(EXPORT, {"form": "merge"}).content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(name for name, _ in merge_fields(MERGE_DEFAULT))
    assert len(rows) == 5 and not any(set("()（）[]") & set(name) for name in rows[0])
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["检查日期"] == "2026年6月1日" and (first["立即纠正"], first["限期纠正"]) == ("□", "☑")
    assert (first["我或我单位"], first["期限月"], first["期限日"]) == ("我", "6", "8")
    at_once = next(dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[8] == "☑")
    assert (at_once["限期纠正"], at_once["期限月"]) == ("□", None)
    Parameter.objects.create(bureau=filled.bureau, key="ledger.merge_fields", value="甲方=当事人名称；日子=改正期限")
    sheet = load_workbook(io.BytesIO(client.post(EXPORT, {"form": "merge"}).content)).active
    assert [cell.value for cell in sheet[1]] == ["甲方", "日子"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "至少"), ("编号", "应写成"), ("a=无此栏", "没有名为"), ("a=备注；a=地址", "写了两次"), ("=备注", "应写成")],
)
def test_merge_fields_that_cannot_be_used(text, fault):
    with pytest.raises(ValueError, match=fault):
        merge_fields(text)
