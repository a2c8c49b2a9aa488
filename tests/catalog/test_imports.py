"""Files in: every reason for refusal, what stays strict, what a changed line does."""

from datetime import date, datetime

import pytest
import tablib

from catalog.models import Batch, ItemVersion
from catalog.resources import HEADERS, ItemVersionResource, csv_bytes, refused_sheet, table
from catalog.rows import COLUMNS, CitedArticle, RowRefused, read_row, write_cell
from catalog.services import item_version_import
from catalog.services.starter import _lines
from catalog.status import LoadState, VersionState, stricter
from xinglongtai.core.errors import NotAllowed
from xinglongtai.core.models import Event

from .conftest import publish

pytestmark = pytest.mark.django_db


def line(number="R3", **changes):
    return {**next(row for row in _lines("items.csv") if row["item_no"] == number), **changes}


def refused(**changes):
    with pytest.raises(RowRefused) as refusal:
        read_row(line(**changes))
    return refusal.value.reasons


def take(actor, on, number="R3", **changes):
    return item_version_import(row=read_row(line(number, **changes)), actor=actor, on=on)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"item_no": ""}, "“事项编号”没有填写"),
        ({"item_no": "三号"}, "应为字母加数字"),
        ({"violation": ""}, "“违法行为”没有填写"),
        ({"violation": "长" * 201}, "超过 200 个字"),
        ({"leniency_kind": "随便"}, "“从宽类型”只能是"),
        ({"key_area": "钢铁"}, "“重点领域”只能是"),
        ({"effective_from": "明年"}, "“施行日期”不是日期"),
        ({"effective_to": "2000-01-01"}, "截止日期早于施行日期"),
        ({"verified": "大概"}, "“条文已核对”应填"),
        ({"verified": "no"}, "不能以“可用”导入"),
        ({"correction_days_max_suggested": "十天"}, "应为 1 至 365 的整数"),
        ({"correction_days_max_suggested": "0"}, "应为 1 至 365 的整数"),
        ({"conditions": "corrected|a;corrected|b"}, "“corrected”写了两次"),
        ({"violated_article": ""}, "要么都填，要么都空"),
    ],
)
def test_reasons(changes, words):
    assert any(words in reason for reason in refused(**changes))


def test_all_reasons_at_once():
    assert len(refused(violation="", leniency_kind="随便", effective_from="x")) == 3


def test_cells_of_spreadsheets():
    row = read_row(
        line(
            effective_from=datetime(2026, 1, 2),
            correction_days_max_suggested=5.0,
            verified="是",
            checked_text_in_force=None,
            legal_basis_scope="",
            note="'=1+1",
        )
    )
    assert row.values["effective_from"] == date(2026, 1, 2)
    assert row.values["correction_days_max"] == 5
    assert row.values["text_in_force_checked"] is None
    assert row.values["legal_basis_scope"] == "1"
    assert row.values["note"] == "=1+1"
    assert read_row(line(effective_from="2026年1月2日")).values["effective_from"] == date(2026, 1, 2)


def test_chinese_headers_are_read_too():
    row = {COLUMNS[column][0]: value for column, value in line().items()}
    assert read_row(row) == read_row(line())


@pytest.mark.parametrize("text", ["=SUM(A1)", "+1", "-1", "@x", "\tx"])
def test_no_formula_leaves(text):
    assert write_cell(text) == f"'{text}"
    assert write_cell("普通") == "普通"


def test_a_new_line_becomes_a_draft(drafts, legal, on):
    outcome = take(legal, on, item_no="Z9", batch="第二批")
    version = outcome.version
    assert (outcome.kind, version.state, version.version_no) == ("new", VersionState.DRAFT, 1)
    assert Batch.objects.get(name="第二批").is_sample is False
    assert version.citations.filter(role="violated").get().statute_version.covers(on)
    assert version.conditions.count() == 3


def test_the_same_line_changes_nothing(drafts, legal, on):
    first = take(legal, on, item_no="Z9")
    again = take(legal, on, item_no="Z9")
    assert (first.kind, again.kind, again.version) == ("new", "skip", first.version)


def test_a_changed_line_changes_the_open_draft(drafts, legal, on):
    take(legal, on, item_no="Z9")
    outcome = take(
        legal, on, item_no="Z9", note="新备注", batch="第二批", checked_text_in_force="no", related_basis="",
        conditions="corrected|改正", correction_days_max_suggested="", key_area="食品",
    )  # fmt: skip
    assert outcome.kind == "update"
    assert {header for header, _, _ in outcome.changes} == {
        "备注", "批次", "按现行文本核对", "相关条款", "引用条款", "适用条件", "最长改正期限（工作日）", "重点领域",
    }  # fmt: skip
    assert ("重点领域", "", "食品") in outcome.changes
    assert outcome.version.version_no == 1


def test_a_published_item_gets_a_new_draft(loaded, legal, on):
    outcome = take(legal, on, note="新备注", effective_from="2026-12-01")
    assert (outcome.kind, outcome.version.version_no, outcome.version.state) == ("update", 2, VersionState.DRAFT)
    assert "已发布" in outcome.notes[0]
    assert ItemVersion.objects.get(item__number="R3", version_no=1).state == VersionState.PUBLISHED
    publish(outcome.version, legal, on)


def test_columns_a_file_does_not_have_stay_as_they_are(drafts, legal, on):
    before = ItemVersion.objects.get(item__number="R3")
    row = read_row({"item_no": "R3", "violation": before.violation, "note": "新备注"}, known=True)
    after = item_version_import(row=row, actor=legal, on=on).version
    assert (after.note, after.batch, after.keywords) == ("新备注", before.batch, before.keywords)
    assert after.citations.count() == before.citations.count()


@pytest.mark.parametrize(("number", "state"), [("F1", LoadState.REVIEW), ("M5", LoadState.DISABLED)])
def test_an_import_never_frees_an_item(drafts, legal, on, number, state):
    outcome = take(legal, on, number, default_state="enabled", verified="yes", note="x")
    assert outcome.version.load_state == state
    assert "导入不能放宽" in outcome.notes[0]


def test_an_import_may_make_an_item_stricter(drafts, legal, on):
    assert take(legal, on, "R3", default_state="disabled").version.load_state == LoadState.DISABLED
    assert stricter("enabled", "disabled") == "disabled"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"violated_law": "没有的法"}, "法规库中没有《没有的法》"),
        ({"conditions": "nonsense|x"}, "没有名为“nonsense”的条件词"),
        ({"conditions": "serious|x"}, "不能写在“适用条件”一栏"),
        ({"domain": "价格"}, "与文件中的“价格”不一致"),
    ],
)
def test_lines_that_do_not_fit_the_database(drafts, legal, on, changes, words):
    before = Event.objects.count()
    with pytest.raises(RowRefused, match=words):
        take(legal, on, **changes)
    assert Event.objects.count() == before


def test_a_statute_version_that_is_not_registered(drafts, legal, on):
    cited = [CitedArticle("violated", "中华人民共和国公司法", "第一条", date(1900, 1, 1))]
    with pytest.raises(RowRefused, match="1900-01-01"):
        item_version_import(row=read_row(line()), actor=legal, on=on, citations=cited)


def test_a_superseded_statute_is_cited_without_a_version(drafts, legal, on):
    """食品安全法: the wording in force on the day is not in the library, so none is claimed."""
    outcome = take(legal, on, "F2", item_no="Z9")
    assert outcome.version.citations.get(role="violated").statute_version is None


def test_only_legal_imports(drafts, officer, on):
    with pytest.raises(NotAllowed):
        take(officer, on)


def test_an_item_whose_drafts_were_deleted_takes_a_new_one(drafts, legal, on):
    ItemVersion.objects.get(item__number="R3").delete()
    assert take(legal, on).kind == "new"


class TestWholeFiles:
    def dataset(self, *lines):
        return tablib.Dataset(*[list(row.values()) for row in lines], headers=list(lines[0]))

    def test_refused_lines_are_left_out_and_returned(self, drafts, legal, on):
        data = self.dataset(
            line(item_no="Z1"), line(item_no="Z2", verified="no"), line(item_no="Z1"), line("R3"), line("R4", note="x")
        )
        resource = ItemVersionResource(actor=legal, on=on)
        preview = resource.import_data(data, dry_run=True)
        assert [row.mark for row in preview.rows] == ["new", "refused", "refused", "skip", "update"]
        assert not ItemVersion.objects.filter(item__number="Z1").exists()
        header, lines = refused_sheet(data, preview)
        assert header[-1] == "拒绝原因"
        assert [row[-1] for row in lines][1] == "文件中事项编号“Z1”重复"
        result = resource.import_data(data, dry_run=False, file_name="a.xlsx")
        assert result.counts() == {"created": 1, "updated": 1, "skipped": 1, "refused": 2}
        assert Event.objects.filter(verb="catalog_import").get().data["refused"] == 2

    def test_a_file_without_the_needed_columns(self, legal, on):
        result = ItemVersionResource(actor=legal, on=on).import_data(
            tablib.Dataset(["x"], headers=["编号"]), dry_run=True
        )
        assert "文件缺少这些列" in str(result.base_errors[0].error)

    def test_what_the_services_refuse_is_a_refused_line(self, drafts, legal, on):
        data = self.dataset(line(item_no="Z1", batch="批" * 61))
        result = ItemVersionResource(actor=legal, on=on).import_data(data, dry_run=True)
        assert result.rows[0].mark == "refused"

    def test_too_many_lines(self, legal, on, monkeypatch):
        monkeypatch.setattr("catalog.resources.MOST_ROWS", 1)
        data = self.dataset(line(item_no="Z1"), line(item_no="Z2"))
        result = ItemVersionResource(actor=legal, on=on).import_data(data, dry_run=True)
        assert "一次最多导入" in str(result.base_errors[0].error)

    def test_what_is_exported_can_be_imported(self, drafts, legal, on):
        """A round trip changes nothing but citations that only the citation file names."""
        rows = list(table(ItemVersion.objects.with_parts().in_list_order()))
        assert len(rows) == 66
        data = tablib.Dataset(*rows, headers=HEADERS)
        result = ItemVersionResource(actor=legal, on=on).import_data(data, dry_run=True)
        changed = {header for row in result.rows for header, _, _ in row.changes}
        assert not result.refused_rows
        assert changed <= {"引用条款"}

    def test_csv_opens_in_spreadsheets(self, drafts):
        data = csv_bytes(table(ItemVersion.objects.filter(item__number="R3").with_parts()))
        assert data.startswith(b"\xef\xbb\xbf")
        assert "营业执照未置于" in data.decode("utf-8-sig")
