"""The pages of an import: upload, columns, preview, outcome, refused rows, undo, the list of runs."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from catalog import import_jobs
from catalog.models import ImportMapping, ImportRun, Item, ItemVersion
from catalog.resources import csv_bytes
from catalog.rows import COLUMNS
from catalog.services.import_runs import import_run_open
from catalog.services.starter import _lines
from catalog.status import RunState
from xinglongtai.core import jobs
from xinglongtai.core.models import Job, JobState

from .import_situations import FILLS, KNOWN, known_sheet
from .sheets_of_others import PLAIN, xlsx

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:catalog_{name}", args=args)


@pytest.fixture
def page(client, legal):
    client.force_login(legal.user)
    return client


def upload(page, data, name="清单.xlsx", **fields):
    return page.post(url("itemversion_import"), {"file": SimpleUploadedFile(name, data), **fields}, follow=True)


def columns_of(response, **changes):
    """What the columns page would send, as it stands."""
    form = response.context["form"]
    reading = form.reading
    sent = {name: form[name].value() or "" for name in form.fields}
    where = {"sheet": reading.sheet, "first": reading.heading.first + 1, "rows": reading.heading.rows}
    return {**sent, **FILLS, "prefix": "ZJ", **where, **changes}


def preview(page, data, **changes):
    response = upload(page, data)
    run = ImportRun.objects.first()
    return page.post(url("importrun_columns", run.pk), columns_of(response, **changes), follow=True)


class TestUpload:
    def test_from_upload_to_undo(self, page, drafts):
        response = upload(page, xlsx([*PLAIN, [3, "", "", "", "x", "y"]]), source="省局清单")
        text = response.content.decode()
        assert "各列对应什么是按表头和内容推测的" in text
        assert "使用“国家级”" in text
        run = ImportRun.objects.get()
        response = page.post(url("importrun_columns", run.pk), columns_of(response), follow=True)
        text = response.content.decode()
        assert response.redirect_chain[-1][0] == url("importrun_change", run.pk)
        assert "导入为草稿（新增 2，变更 0）" in text
        assert "“违法行为”没有填写" in text
        assert not Item.objects.filter(number="ZJ1").exists()
        text = page.get(url("importrun_change", run.pk) + "?kind=refused").content.decode()
        assert "使用“国家级”" not in text
        sheet = page.get(url("importrun_refused", run.pk))
        rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)
        assert rows[1][-1] == "拒绝原因"
        assert "%E6%B8%85%E5%8D%95" in sheet["Content-Disposition"]
        text = page.post(url("importrun_confirm", run.pk), follow=True).content.decode()
        assert "导入完成：新增 2 条" in text
        assert ItemVersion.objects.get(item__number="ZJ1").state == "draft"
        assert "ZJ1" in text
        text = page.post(url("importrun_undo", run.pk), follow=True).content.decode()
        assert "已撤销 2 条" in text
        assert not Item.objects.filter(number="ZJ1").exists()
        assert "没有可以撤销" in page.post(url("importrun_undo", run.pk), follow=True).content.decode()

    def test_old_and_new_are_shown(self, page, drafts):
        text = preview(page, known_sheet(), prefix="", batch="起步清单").content.decode()
        assert "<ins>新备注</ins>" in text

    def test_our_own_table_goes_through_too(self, page, drafts):
        """What the template asks for and the export gives needs no thought at the columns."""
        row = next(row for row in _lines("items.csv") if row["item_no"] == "R3")
        data = csv_bytes([[row.get(column, "") for column in COLUMNS]])
        response = upload(page, data, "catalog.csv")
        columns = {column: key for column, key in response.context["form"].reading.columns.items() if key}
        assert [columns.get(number, "") for number in range(len(COLUMNS))] == [
            "item_no", "batch", "domain", "source_list", "violation", "violated_law", "violated_article", "penalty_law",
            "penalty_article", *list(COLUMNS)[9:],
        ]  # fmt: skip
        run = ImportRun.objects.get()
        text = page.post(
            url("importrun_columns", run.pk), columns_of(response, prefix=""), follow=True
        ).content.decode()
        assert "变更 0" in text or "未变 1" in text

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("a.xlsx", b"", "文件是空的"),
            ("a.xlsx", b"\xff\xd8\xff\xe0" + bytes(50), "而是图片"),
            ("a.xlsx", b"PK\x03\x04" + bytes(50), "已损坏"),
            ("a.txt", "文字".encode(), "不能读取“.txt”文件"),
            ("a.xlsx", bytes(11 * 1024 * 1024), "超过 10 MB"),
        ],
    )
    def test_bad_files(self, page, drafts, name, data, words):
        response = upload(page, data, name)
        assert response.status_code == 200
        assert words in response.content.decode()
        assert not ImportRun.objects.exists()

    def test_no_file_and_far_too_much(self, page, drafts):
        assert "请选择文件" in page.post(url("itemversion_import"), {}).content.decode()
        with override_settings(UPLOAD_MAX_REQUEST_SIZE=1_000):
            assert "超过 10 MB" in upload(page, bytes(5_000)).content.decode()

    def test_the_last_runs_are_listed(self, page, drafts):
        preview(page, xlsx(PLAIN))
        text = page.get(url("itemversion_import")).content.decode()
        assert "2 / 0 / 0 / 0" in text
        text = page.get(url("importrun_changelist")).content.decode()
        assert "清单.xlsx" in text
        assert "2 / 0 / 0 / 0" in text
        upload(page, xlsx(PLAIN), "另一份.xlsx")
        assert "—" in page.get(url("importrun_changelist")).content.decode()


class TestColumns:
    def test_what_is_missing_is_said_on_the_form(self, page, drafts):
        response = preview(page, xlsx(PLAIN), batch="", prefix="", c1="")
        text = response.content.decode()
        assert "没有选定哪一列是“违法行为”" in text
        assert "“批次”没有对应的列" in text
        assert 'value="广告"' in text

    def test_another_heading_row(self, page, drafts):
        upload(page, xlsx(PLAIN))
        run = ImportRun.objects.get()
        here = url("importrun_columns", run.pk)
        response = page.get(here, {"sheet": 0, "first": 3, "rows": 1})
        assert response.context["form"].reading.heading.first == 2
        for wrong in (
            {"first": 99, "rows": 1},
            {"first": "x", "rows": 1},
            {"first": 0, "rows": 1},
            {"first": 1, "rows": 9},
        ):
            assert page.get(here, {"sheet": 0, **wrong}).status_code == 200
        assert "这张表只有 4 行" in page.get(here, {"sheet": 0, "first": 99, "rows": 1}).content.decode()
        assert page.get(here, {"sheet": 7, "first": 1, "rows": 1}).status_code == 200

    def test_another_sheet(self, page, drafts):
        data = xlsx(PLAIN, sheets=[("第二张", [["x"], ["违法行为", "备注"], ["甲", "乙"]]), ("长", [["x"]] * 5200)])
        upload(page, data)
        here = url("importrun_columns", ImportRun.objects.get().pk)
        response = page.get(here, {"sheet": 1, "first": 2, "rows": 1})
        assert response.context["form"].reading.heading.first == 1
        assert "“长”超过 5100 行" in page.get(here, {"sheet": 2, "first": 1, "rows": 1}).content.decode()

    def test_nothing_below_the_headings(self, page, drafts):
        upload(page, xlsx(PLAIN[:1]))
        response = page.get(url("importrun_columns", ImportRun.objects.get().pk))
        response = page.post(url("importrun_columns", ImportRun.objects.get().pk), columns_of(response))
        assert "没有可以导入的行" in response.content.decode()

    def test_a_file_that_is_gone(self, page, drafts):
        upload(page, xlsx(PLAIN))
        ImportRun.objects.update(sha256="0")
        run = ImportRun.objects.get()
        assert "与上传时不一致" in page.get(url("importrun_columns", run.pk), follow=True).content.decode()

    def test_discard(self, page, drafts):
        upload(page, xlsx(PLAIN))
        run = ImportRun.objects.get()
        assert "已放弃" in page.post(url("importrun_discard", run.pk), follow=True).content.decode()
        assert "不能再改" in page.post(url("importrun_discard", run.pk), follow=True).content.decode()
        assert page.get(url("importrun_columns", run.pk)).status_code == 302
        assert page.get(url("importrun_change", run.pk)).status_code == 200
        assert "没有被拒绝的行" in page.get(url("importrun_refused", run.pk), follow=True).content.decode()

    def test_a_mapping_can_be_forgotten(self, page, drafts):
        preview(page, xlsx(PLAIN), source="省局清单")
        mapping = ImportMapping.objects.get()
        assert "省局清单" in page.get(url("importmapping_changelist")).content.decode()
        page.post(url("importmapping_delete", mapping.pk), {"post": "yes"})
        assert not ImportMapping.objects.exists()
        assert page.get(url("importmapping_add")).status_code == 403


class TestLongWork:
    @pytest.fixture(autouse=True)
    def short(self, monkeypatch):
        monkeypatch.setattr("catalog.admin.imports.AT_ONCE_ROWS", 1)

    def test_previewed_and_imported_as_jobs(self, page, drafts, legal):
        response = preview(page, xlsx(PLAIN))
        job = Job.objects.get()
        assert response.redirect_chain[-1][0] == reverse("core:job", args=[job.pk])
        assert "预览完成：新增 2 条" in response.content.decode()
        run = ImportRun.objects.get()
        assert url("importrun_change", run.pk) in response.content.decode()
        response = page.post(url("importrun_confirm", run.pk), follow=True)
        assert "导入完成：新增 2 条" in response.content.decode()
        assert ItemVersion.objects.filter(item__number="ZJ2").exists()
        assert import_jobs.latest(run).kind == import_jobs.CONFIRM

    def test_while_it_goes_on_and_when_it_died(self, page, drafts, legal):
        preview(page, xlsx(PLAIN))
        run = ImportRun.objects.get()
        job = Job.objects.get()
        Job.objects.update(state=JobState.RUNNING, ended_at=None)
        assert page.get(url("importrun_change", run.pk))["Location"] == reverse("core:job", args=[job.pk])
        Job.objects.update(asked_at="2020-01-01T00:00:00Z")
        assert jobs.RESTARTED in page.get(url("importrun_change", run.pk)).content.decode()
        run.lines.all().delete()
        ImportRun.objects.update(rows=0)
        assert jobs.RESTARTED in page.get(url("importrun_change", run.pk), follow=True).content.decode()


def test_confirming_what_changed_meanwhile(page, drafts):
    preview(page, xlsx(PLAIN))
    ImportRun.objects.update(state=RunState.DISCARDED)
    run = ImportRun.objects.get()
    assert "不能再改" in page.post(url("importrun_confirm", run.pk), follow=True).content.decode()


def test_kept_lines_are_listed(page, drafts, legal):
    rows = [["事项编号", "违法行为", "备注"], ["R3", KNOWN, "x"], ["Z1", "甲", ""]]
    preview(page, xlsx(rows, title=""), prefix="")
    run = ImportRun.objects.get()
    page.post(url("importrun_confirm", run.pk))
    ItemVersion.objects.filter(item__number="R3").update(note="别人改的")
    text = page.post(url("importrun_undo", run.pk), follow=True).content.decode()
    assert "1 条不能撤销" in text
    assert "导入后又被修改" in text


def test_for_legal_staff_of_the_own_bureau_only(client, drafts, legal, officer, other_legal):
    run = import_run_open(actor=legal, file_name="a.xlsx", data=xlsx(PLAIN))
    gets = ["columns", "refused", "change"]
    posts = ["confirm", "undo", "discard"]
    for person, status in ((officer, 403), (other_legal, 404)):
        client.force_login(person.user)
        for name in gets:
            assert client.get(url(f"importrun_{name}", run.pk)).status_code == status, name
        for name in posts:
            assert client.post(url(f"importrun_{name}", run.pk)).status_code == status, name
            assert client.get(url(f"importrun_{name}", run.pk)).status_code == 405
    client.force_login(officer.user)
    assert client.get(url("itemversion_import")).status_code == 403
    assert client.get(url("importrun_changelist")).status_code == 403
    client.force_login(other_legal.user)
    assert "a.xlsx" not in client.get(url("importrun_changelist")).content.decode()
    client.force_login(legal.user)
    assert client.get(url("importrun_change", "x")).status_code == 404
    assert client.get(url("importrun_add")).status_code == 403
    assert client.get(url("importrun_delete", run.pk)).status_code == 403


def test_the_page_of_lines_costs_the_same_with_more_of_them(page, drafts, django_assert_max_num_queries):
    rows = [["违法行为", "适用条件"], *([f"第{n}种行为", "及时改正"] for n in range(60))]
    preview(page, xlsx(rows, title=""))
    run = ImportRun.objects.get()
    with django_assert_max_num_queries(20):
        text = page.get(url("importrun_change", run.pk)).content.decode()
    assert "第 1 / 2 页" in text
    assert "上一页" in page.get(url("importrun_change", run.pk) + "?page=2&kind=new").content.decode()


def test_the_measurement_leaves_nothing(db, capsys):
    call_command("bench_import_catalog", rows=50)
    assert "撤销后留下 0 条" in capsys.readouterr().out
    assert not ImportRun.objects.exists()
