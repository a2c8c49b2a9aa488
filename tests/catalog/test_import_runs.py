"""A sheet from upload to drafts."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.storage import storages

from catalog.models import Batch, ImportMapping, ImportRun, Item, ItemVersion, SourceList, StatuteVersion
from catalog.services import item_version_submit
from catalog.services.import_runs import (
    book_of,
    import_run_confirm,
    import_run_preview,
    mapping_faults,
    reading_of,
    refused_file,
)
from catalog.status import RunState, VersionState
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Event

from .import_situations import BROKEN_ROW, FILLS, KNOWN, counts, imported, known_sheet, mapped, previewed
from .sheets_of_others import PLAIN, text, xlsx

pytestmark = pytest.mark.django_db


class TestTheWholeWay:
    def test_from_upload_to_drafts(self, drafts, send, legal, on):
        run = previewed(send(xlsx(PLAIN)), legal, on)
        assert counts(run) == (2, 0, 0, 0)
        assert not Item.objects.filter(number="ZJ1").exists()
        assert not Batch.objects.filter(name="第二批").exists()
        run = import_run_confirm(run=run, actor=legal, on=on)
        version = ItemVersion.objects.get(item__number="ZJ1")
        assert (run.state, version.state, version.edited_by) == (RunState.IMPORTED, VersionState.DRAFT, legal)
        assert (version.batch.name, version.item.domain, version.leniency_kind) == ("第二批", "广告", "first_offence")
        assert version.load_state == "needs_legal_review"
        assert version.note == "适用条件（原文）：初次违法；及时改正"
        assert not version.conditions.exists(), "no condition is invented from free text"
        assert [str(c) for c in version.citations.all()] == [
            "《中华人民共和国广告法》第九条第（三）项", "《中华人民共和国广告法》第五十七条第（一）项",
        ]  # fmt: skip
        assert Event.objects.filter(verb="catalog_import").get().data["created"] == 2
        assert Event.objects.filter(verb="item_version_import", data__number__in=["ZJ1", "ZJ2"]).count() == 2
        line = run.lines.get(version=version)
        assert line.notes[-1] == "自动编号 ZJ1"
        assert line.before["old"] is None

    def test_the_same_sheet_again_changes_nothing(self, drafts, send, legal, on):
        imported(send(xlsx(PLAIN)), legal, on)
        run = previewed(send(xlsx(PLAIN)), legal, on)
        assert counts(run) == (0, 0, 2, 0)
        assert "按违法行为的文字对应到清单中的 ZJ1" in run.lines.first().notes
        with pytest.raises(TransitionRefused, match="没有要新增或变更的行"):
            import_run_confirm(run=run, actor=legal, on=on)

    def test_only_what_the_sheet_has_is_changed(self, drafts, send, legal, on):
        before = ItemVersion.objects.get(item__number="R3")
        run = previewed(send(known_sheet()), legal, on, fills={**FILLS, "batch": "起步清单"}, prefix="")
        (line,) = run.lines.all()
        assert (line.kind, [change[0] for change in line.changes]) == ("changed", ["备注"])
        import_run_confirm(run=run, actor=legal, on=on)
        after = ItemVersion.objects.get(item__number="R3")
        assert (after.note, after.keywords, after.penalty_summary) == (
            "新备注",
            before.keywords,
            before.penalty_summary,
        )
        assert after.citations.count() == before.citations.count()
        assert after.conditions.count() == before.conditions.count()

    def test_free_conditions_of_a_usable_item(self, drafts, send, legal, on):
        run = imported(send(known_sheet(适用条件="及时改正")), legal, on, prefix="")
        version = ItemVersion.objects.get(item__number="R3")
        assert version.load_state == "needs_legal_review"
        assert version.note == "新备注\n适用条件（原文）：及时改正"
        assert version.conditions.exists()
        assert any("不能由系统判断" in note for note in run.lines.get().notes)
        again = previewed(send(known_sheet(适用条件="及时改正")), legal, on, prefix="")
        assert counts(again) == (0, 0, 1, 0)

    def test_free_conditions_without_a_note_of_their_own(self, drafts, send, legal, on):
        sheet = xlsx([["事项编号", "违法行为", "适用条件"], ["R3", KNOWN, "及时改正"]], title="")
        old = ItemVersion.objects.get(item__number="R3").note
        imported(send(sheet), legal, on, prefix="")
        assert ItemVersion.objects.get(item__number="R3").note == f"{old}\n适用条件（原文）：及时改正".strip()

    def test_every_reason_of_a_refused_row(self, drafts, send, legal, on):
        rows = [["事项编号", "违法行为", "违反条款", "处罚依据", "适用条件", "施行日期", "清单来源"],
                ["三号", "甲", "《没有的法》第一条", "按规定", "长" * 700, "明年", "没有的清单"],
                ["R3", KNOWN, "", "", "", "", ""], ["R3", KNOWN, "", "", "", "", ""],
                ["R9", "=A1", "", "", "", "", ""], ["", "", "《广告法》第九条", "", "x", "", ""]]  # fmt: skip
        run = previewed(send(xlsx(rows, title="")), legal, on)
        first, second, third, fourth, fifth = run.lines.all()
        assert len(first.reasons) == 3
        assert second.kind != "refused"
        assert third.reasons == ["文件中事项编号“R3”重复"]
        assert "B5 是公式" in fourth.reasons[0]
        assert "“违法行为”没有填写" in fifth.reasons
        rows[1] = ["Z1", "甲", "《没有的法》第一条", "《也没有的法》第二条", "长" * 700, "", "没有的清单"]
        ImportMapping.objects.all().delete()
        first = previewed(send(xlsx(rows, title="")), legal, on).lines.first()
        assert [reason[:5] for reason in first.reasons] == ["法规库中没", "法规库中没", "没有名为“", "适用条件、"]

    def test_refused_rows_come_back_in_the_senders_layout(self, drafts, send, legal, on):
        rows = [*PLAIN, [3, "", BROKEN_ROW, "", "x", ""], ["合计", 3, "", "", "", ""]]
        run = imported(send(xlsx(rows)), legal, on)
        assert counts(run) == (2, 0, 0, 1)
        assert run.columns["skipped"] == [[6, "合计或备注行", "合计"]]
        name, data = refused_file(run=run, actor=legal)
        assert name == "清单-被拒绝的行.xlsx"
        back = list(openpyxl.load_workbook(io.BytesIO(data)).active.values)
        assert back[0][0] == "轻微违法行为免罚清单"
        assert list(back[1]) == [*PLAIN[0], "拒绝原因"]
        assert back[2][0] == 3
        assert "“违法行为”没有填写" in back[2][-1]
        again = reading_of(send(data, "改好.xlsx"))
        assert (again.heading.first, again.columns[6]) == (1, "")

    def test_nothing_refused(self, drafts, send, legal, on):
        run = previewed(send(xlsx(PLAIN)), legal, on)
        with pytest.raises(DomainError, match="没有被拒绝的行"):
            refused_file(run=run, actor=legal)

    def test_csv(self, drafts, send, legal, on):
        run = previewed(send(text([*PLAIN, ["3", "", "", "", "x", "y"]], "gb18030"), "清单.csv"), legal, on)
        assert counts(run) == (2, 0, 0, 1)
        assert refused_file(run=run, actor=legal)[0] == "清单-被拒绝的行.csv"

    def test_numbers_of_their_own_with_letters_before(self, drafts, send, legal, on):
        rows = [["事项编号", "违法行为"], [7, "甲行为"], ["", "乙行为"]]
        reading = reading_of(run := send(xlsx(rows, title="")))
        run = imported(run, legal, on, columns={**reading.columns, 0: "item_no"})
        assert set(Item.objects.filter(number__startswith="ZJ").values_list("number", flat=True)) == {"ZJ7", "ZJ1"}

    def test_two_items_in_the_same_words(self, drafts, send, legal, on):
        imported(send(xlsx([["事项编号", "违法行为"], ["Z1", "同一行为"], ["Z2", "同一 行为。"]], title="")), legal, on)
        run = previewed(send(xlsx([["违法行为", "备注"], ["同一行为", "x"]], title="")), legal, on)
        assert "请加一列事项编号" in run.lines.get().reasons[0]

    def test_sources(self, drafts, send, legal, on):
        def source(number):
            return SourceList.objects.create(
                bureau=legal.bureau, level="province", title="省局清单", document_number=number
            )

        first = source("甲号")
        run = imported(send(xlsx(PLAIN)), legal, on, fills={**FILLS, "source_list": "省局清单"})
        assert ItemVersion.objects.get(item__number="ZJ1").source_list == first
        source("乙号")
        run = previewed(send(known_sheet()), legal, on, fills={**FILLS, "source_list": "省局清单"}, prefix="")
        assert "都叫“省局清单”" in run.lines.get().reasons[0]
        run = previewed(send(known_sheet()), legal, on, fills={**FILLS, "source_list": "乙号"}, prefix="")
        assert ["清单来源", "", "省局清单（乙号）"] in run.lines.get().changes
        run = previewed(send(xlsx(PLAIN)), legal, on)
        assert not any(change[0] == "清单来源" for line in run.lines.all() for change in line.changes)

    def test_a_pending_item_is_left_alone(self, loaded, send, legal, on):
        run = imported(send(known_sheet(施行日期="2026年12月1日")), legal, on, prefix="")
        draft = run.lines.get().version
        assert (draft.version_no, draft.effective_from) == (2, date(2026, 12, 1))
        item_version_submit(version=draft, actor=legal, on=on)
        run = previewed(send(known_sheet(备注="另一个")), legal, on, prefix="")
        assert "正在待审" in run.lines.get().reasons[0]


class TestReading:
    def test_remembered_by_the_words_of_the_headings(self, drafts, send, legal, on):
        reading = reading_of(run := send(xlsx(PLAIN)))
        assert reading.remembered == ""
        columns = {**reading.columns, 5: ""}
        mapped(run, legal, columns=columns, source="省局清单")
        found = reading_of(send(xlsx([*PLAIN, PLAIN[1]], title=""), "另一份.xlsx"))
        assert (found.remembered, found.columns, found.fills, found.prefix) == ("省局清单", columns, FILLS, "ZJ")
        kept = reading_of(ImportRun.objects.get(pk=run.pk))
        assert kept.columns == columns
        assert ImportMapping.objects.get().source == "省局清单"
        assert reading_of(ImportRun.objects.get(pk=run.pk), first=2, rows=1).heading.first == 2

    def test_another_sheet(self, drafts, send, legal):
        data = xlsx([["说明"], ["只是文字"]], title="", sheets=[("第二张", PLAIN)])
        run = send(data)
        assert reading_of(run).grid.name == "第二张"
        assert reading_of(run, sheet=0).grid.name == "清单"
        assert reading_of(run, sheet=9).grid.name == "第二张"
        run = mapped(run, legal)
        assert reading_of(run, sheet=0).columns == {0: "note"}
        assert reading_of(run).data_rows == 2

    def test_a_file_that_is_gone_or_changed(self, drafts, send, legal, on):
        run = send(xlsx(PLAIN))
        storages["imports"].delete(run.file_path)
        with pytest.raises(DomainError, match="已经不在了"):
            book_of(run)
        run = send(xlsx(PLAIN))
        run.sha256 = "0" * 64
        with pytest.raises(DomainError, match="与上传时不一致"):
            book_of(run)

    def test_bad_files_leave_nothing(self, drafts, send, legal):
        with pytest.raises(DomainError, match="文件是空的"):
            send(b"")
        assert not ImportRun.objects.exists()

    def test_names_without_folders(self, drafts, send):
        assert send(xlsx(PLAIN), "C:\\a\\清单.xlsx").file_name == "清单.xlsx"


class TestMappingFaults:
    def test_all_at_once(self):
        faults = mapping_faults(
            {0: "basis_both", 1: "basis_violated", 2: "domain", 3: "domain", 4: "note", 5: "note"}, {}, "1"
        )
        assert [fault[:8] for fault in faults] == [
            "有几列都对应到“", "“违反的法规”由", "“违反条款”由两", "没有选定哪一列是", "编号字头应为 1", "“批次”没有对应",
            "“从宽类型”没有",
        ]  # fmt: skip
        assert "请填写编号字头" in mapping_faults({0: "violation"}, FILLS, "")[0]
        assert mapping_faults({0: "violation", 1: "item_no"}, FILLS, "") == []

    def test_refused_by_the_verb(self, drafts, send, legal):
        with pytest.raises(DomainError, match="没有选定哪一列") as refusal:
            mapped(send(xlsx(PLAIN)), legal, columns={})
        assert len(refusal.value.data["reasons"]) == 1


def test_an_article_label_and_a_condition_that_are_too_long(drafts, send, legal, on):
    rows = [
        ["事项编号", "违法行为", "违反的法规", "违反条款", "适用条件"],
        ["Z1", "甲", "广告法", "见" * 70, "corrected|" + "长" * 201],
    ]
    reading = reading_of(run := send(xlsx(rows, title="")))
    run = previewed(run, legal, on, columns={**reading.columns, 2: "violated_law", 3: "violated_article"}, prefix="")
    assert [reason[-9:] for reason in run.lines.get().reasons] == ["”超过 60 个字", "超过 200 个字"]


def test_queries_do_not_grow_with_rows(drafts, send, legal, on, django_assert_max_num_queries):
    def sheet(count):
        return xlsx(
            [["违法行为", "违反条款", "适用条件"], *([f"第{n}种行为", BROKEN_ROW, "x"] for n in range(count))], title=""
        )

    run = mapped(send(sheet(40)), legal)
    with django_assert_max_num_queries(30):
        run = import_run_preview(run=run, actor=legal, on=on)
    assert run.created == 40, run.lines.first().reasons
    with django_assert_max_num_queries(60):
        import_run_confirm(run=run, actor=legal, on=on)
    assert StatuteVersion.objects.exists()
