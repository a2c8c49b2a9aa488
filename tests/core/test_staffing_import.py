"""Sheets of people's records: what is understood, what is refused and why, taken in as looked at, undone."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests import factories as make
from tests.factories import DAY
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.grids import FileRefused
from xinglongtai.core.models import Exam, Insurance, Loan, Officer, StaffImport, Training
from xinglongtai.core.staffing.importing import import_look, import_run, import_undo, refused_rows

pytestmark = pytest.mark.django_db


def sheet(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def look(office, kind, *rows, actor=None):
    data = sheet(*rows)
    return import_look(actor=actor or office.sysadmin, on=DAY, kind=kind, file_name="表.xlsx", data=data)


def take(office, kind, *rows):
    return import_run(run=look(office, kind, *rows), actor=office.sysadmin, on=DAY)


def reasons(run) -> list[str]:
    return [row["reason"] for row in run.outcome]


def test_looked_at_taken_in_returned_and_undone(office, refused):
    name = office.officer.name
    rows = (
        ["2026年培训登记表"],
        ["序号", "姓 名", "所在单位", "培训时间", "培训班（名称）", "课时", "备注"],
        [1, name, "演示一所", date(2026, 5, 20), "处罚法", 8, ""],
        [2, office.second.name, "", "2026.5.20", "处罚法", "7.5", ""],
        [3, "查无此人", "", "2026-05-20", "处罚法", 8, ""],
        [4, name, "", "五月底", "处罚法", 8, ""],
        [5, name, "", "20260520", "处罚法", "八", ""],
        [6, name, "", "2026-05-20", "", 8, ""],
        [7, name, "", "2026-07-01", "法规", 8, ""],
        [8, name, "", "2026/5/20", "处罚法", 8, "和第一行重复"],
        [None] * 7,
    )
    run = look(office, "training", *rows)
    assert not Training.objects.exists() and run.state == "looked"
    told = reasons(run)
    assert told[:2] == ["", ""]
    for words, reason in zip(
        ("没有找到“查无此人”", "不是能识别的日期", "应为数字", "“培训内容”没有填写", "不能晚于今天", "已经登记过"),
        told[2:],
        strict=True,
    ):
        assert words in reason
    assert run.outcome[0]["row"] == 3
    run = import_run(run=run, actor=office.sysadmin, on=DAY)
    assert (run.added, Training.objects.count(), run.state) == (2, 2, "done")
    ending, data = refused_rows(run)
    back = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.iter_rows()]
    assert ending == "xlsx" and len(back) == 2 + 6 and back[1][-1] == "拒绝原因" and "查无此人" in back[2]
    with refused(TransitionRefused, "不能再导入"):
        import_run(run=run, actor=office.sysadmin, on=DAY)
    with refused(DomainError, "原因"):
        import_undo(run=run, actor=office.sysadmin, reason="")
    assert import_undo(run=run, actor=office.sysadmin, reason="表用错了") == 2
    assert not Training.objects.counting().exists()
    with refused(TransitionRefused, "不能撤销"):
        import_undo(run=run, actor=office.sysadmin, reason="再来")
    assert take(office, "training", *rows).added == 2  # and again, because what was set aside counts no longer


def test_the_other_kinds(office, refused):
    name = office.officer.name
    run = take(
        office,
        "exam",
        ["姓名", "考试日期", "考试名称", "结果", "成绩"],
        [name, "2026-05-01", "年度考试", "合格", 90],
        [office.second.name, "2026-05-01", "年度考试", "优秀", ""],
    )
    assert Exam.objects.get().score == 90 and "可写：合格、不合格、通过" in reasons(run)[1]
    run = take(
        office,
        "insurance",
        ["被保险人", "保险公司", "保单号", "起保日期", "终保日期"],
        [name, "演示保险", 20260001, "2026-01-01", "2026-12-31"],
    )
    assert Insurance.objects.get().policy_no == "20260001"
    run = take(
        office,
        "loan",
        ["领用人", "装备名称", "编号", "领用日期", "归还日期", "归还状态"],
        [name, "执法记录仪", "R1", "2026-01-05", "", ""],
        [office.second.name, "执法记录仪", "R1", "2026-02-01", "", ""],
        [office.second.name, "手持终端", "T1", "2026-02-01", "2026-03-01", "完好"],
        [office.second.name, "手持终端", "T2", "2026-02-01", "2026-03-01", ""],
    )
    assert [bool(reason) for reason in reasons(run)] == [False, True, False, True]
    assert Loan.objects.count() == 2
    run = take(
        office,
        "certificate",
        ["姓名", "执法证号", "有效期起", "有效期至"],
        [name, "新X1", "2026-01-01", "2031-01-01"],
        [office.second.name, "旧X2", "2015-01-01", "2019-12-31"],
    )
    assert run.added == 2
    assert Officer.objects.get(pk=office.officer.pk).certificate_no == "新X1"
    assert Officer.objects.get(pk=office.second.pk).certified_on(date(2016, 1, 1))
    with refused(TransitionRefused, "不能整批撤销"):
        import_undo(run=run, actor=office.sysadmin, reason="x")


def test_people_of_one_name(office):
    twin = make.officer(office.other_station, name=office.officer.name)
    head = ["姓名", "单位", "登录名", "培训日期", "培训内容", "学时"]
    last = ["2026-05-20", "处罚法", 8]
    run = take(
        office,
        "training",
        head,
        [twin.name, "", "", *last],
        [twin.name, "演示二所", "", *last],
        [twin.name, "", office.officer.user.username, *last],
        ["", "", "", *last],
    )
    assert "有 2 个" in reasons(run)[0] and reasons(run)[1:3] == ["", ""] and "“姓名”没有填写" in reasons(run)[3]
    assert {row.officer for row in Training.objects.all()} == {twin, office.officer}


def test_what_is_no_usable_sheet(office, refused):
    for rows, words in [
        ([["姓名", "日期"], ["a", "b"]], "找不到这些列：培训内容、学时"),
        ([["姓名", "培训日期", "培训内容", "学时"]], "没有内容"),
    ]:
        with refused(FileRefused, words):
            look(office, "training", *rows)
    with refused(NotAllowed, "权限"):
        look(office, "training", ["姓名"], actor=office.head)
    assert not StaffImport.objects.exists()


def test_the_pages(office, client):
    client.force_login(office.sysadmin.user)
    url = reverse("core:staffing_import")
    day = DAY - timedelta(1)
    text = f"姓名,培训日期,培训内容,学时\n{office.officer.name},{day},演示,8\n无此人,{day},演示,8\n"

    def file(data=None, name="a.csv"):
        return SimpleUploadedFile(name, data or text.encode())

    assert client.post(url, {"kind": "training", "file": file(b"%PDF-1.7", "a.xlsx")}).status_code == 422
    assert client.post(url, {"kind": "training", "file": file(b"x" * (2 * 1024 * 1024 + 1))}).status_code == 422
    page = client.post(url, {"kind": "training", "file": file()}, follow=True)
    assert "1 行可以导入，1 行不能导入" in page.content.decode()
    run = StaffImport.objects.get()
    page = client.post(reverse("core:staffing_import_run", args=[run.pk]), follow=True)
    assert "已导入 1 行，1 行没有导入" in page.content.decode()
    answer = client.get(reverse("core:staffing_import_refused", args=[run.pk]))
    assert "无此人" in answer.content.decode() and "csv" in answer["Content-Disposition"]
    undo = reverse("core:staffing_import_undo", args=[run.pk])
    assert client.post(undo, {"reason": ""}).status_code == 422
    assert "已撤销" in client.post(undo, {"reason": "错了"}, follow=True).content.decode()
    assert url in client.get(reverse("core:staffing")).content.decode()
    for kind in ("certificate", "training", "exam", "insurance", "loan"):
        head = load_workbook(io.BytesIO(client.get(reverse("core:staffing_template", args=[kind])).content)).active
        rows = load_workbook(io.BytesIO(client.get(reverse("core:staffing_records", args=[kind])).content)).active
        assert [cell.value for cell in head[1]] == [cell.value for cell in rows[1]]
    assert client.get(reverse("core:staffing_template", args=["x"])).status_code == 404
