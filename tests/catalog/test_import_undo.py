"""What an import refuses, and how it is taken back."""

import pytest
from django.core.files.storage import storages

from catalog.mapping import heading_at
from catalog.models import ImportRun, Item, ItemVersion
from catalog.services import item_version_save, item_version_submit
from catalog.services.import_runs import (
    import_run_confirm,
    import_run_discard,
    import_run_preview,
    reading_of,
    refused_file,
)
from catalog.services.import_stock import Stock
from catalog.services.import_undo import import_run_undo
from catalog.status import RunState, VersionState
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event

from .conftest import publish
from .import_situations import BROKEN_ROW, KNOWN, counts, imported, known_sheet, mapped, previewed
from .sheets_of_others import PLAIN, xlsx

pytestmark = pytest.mark.django_db


class TestRefusals:
    def test_only_legal_staff(self, drafts, send, legal, officer, on):
        run = send(xlsx(PLAIN))
        for verb in (import_run_confirm, import_run_preview):
            with pytest.raises(NotAllowed):
                verb(run=run, actor=officer, on=on)
        for verb in (import_run_discard, import_run_undo, refused_file):
            with pytest.raises(NotAllowed):
                verb(run=run, actor=officer)
        with pytest.raises(NotAllowed):
            send(xlsx(PLAIN), actor=officer)

    def test_only_the_own_bureau(self, drafts, send, legal, other_legal, on):
        run = mapped(send(xlsx(PLAIN)), legal)
        for verb in (import_run_confirm, import_run_preview):
            with pytest.raises(NotVisible):
                verb(run=run, actor=other_legal, on=on)
        for verb in (import_run_discard, import_run_undo):
            with pytest.raises(NotVisible):
                verb(run=run, actor=other_legal)

    def test_in_order(self, drafts, send, legal, on):
        run = send(xlsx(PLAIN))
        with pytest.raises(TransitionRefused, match="还没有确认各列"):
            import_run_preview(run=run, actor=legal, on=on)
        with pytest.raises(TransitionRefused, match="没有要新增或变更的行"):
            import_run_confirm(run=run, actor=legal, on=on)
        with pytest.raises(TransitionRefused, match="没有可以撤销"):
            import_run_undo(run=run, actor=legal)
        run = imported(run, legal, on)
        with pytest.raises(TransitionRefused, match="不能再改"):
            import_run_confirm(run=run, actor=legal, on=on)

    def test_no_lines_below_the_headings(self, drafts, send, legal, on):
        run = send(xlsx(PLAIN))
        run = mapped(run, legal, heading=heading_at(reading_of(run).grid, 3, 1))
        with pytest.raises(DomainError, match="没有可以导入的行"):
            import_run_preview(run=run, actor=legal, on=on)

    def test_too_many_lines(self, drafts, send, legal, on, monkeypatch):
        monkeypatch.setattr("catalog.resources.MOST_ROWS", 1)
        with pytest.raises(DomainError, match="一次最多导入 1 行"):
            previewed(send(xlsx(PLAIN)), legal, on)

    def test_changed_between_preview_and_import(self, drafts, send, legal, on):
        rows = [["事项编号", "违法行为", "备注"], ["R3", KNOWN, "新备注"], ["Z1", "甲行为", ""]]
        run = previewed(send(xlsx(rows, title="")), legal, on, prefix="")
        version = ItemVersion.objects.get(item__number="R3")
        version.note = "同事改的"
        item_version_save(version=version, actor=legal)
        run = import_run_confirm(run=run, actor=legal, on=on)
        assert counts(run) == (1, 0, 0, 1)
        assert "预览之后" in run.lines.get(kind="refused").reasons[0]

    def test_what_a_service_refuses_undoes_the_whole(self, drafts, send, legal, on, monkeypatch):
        run = previewed(send(xlsx(PLAIN)), legal, on)

        def refuse(**kwargs):
            raise DomainError("不行")

        monkeypatch.setattr("catalog.resources.plans_apply", refuse)
        with pytest.raises(DomainError, match="不行"):
            import_run_confirm(run=run, actor=legal, on=on)
        assert ImportRun.objects.get().state == RunState.PREVIEW

    def test_a_number_given_meanwhile(self, drafts, send, legal, on, monkeypatch):
        run = previewed(send(xlsx(PLAIN)), legal, on)
        kept = Stock.__init__

        def blind(self, *args, **kwargs):
            kept(self, *args, **kwargs)
            Item.objects.create(bureau=legal.bureau, number="ZJ1", domain="x")

        monkeypatch.setattr(Stock, "__init__", blind)
        with pytest.raises(DomainError, match="同时新增了相同编号"):
            import_run_confirm(run=run, actor=legal, on=on)

    def test_discard(self, drafts, send, legal, on, django_capture_on_commit_callbacks):
        run = previewed(send(xlsx(PLAIN)), legal, on)
        path = run.file_path
        with django_capture_on_commit_callbacks(execute=True):
            run = import_run_discard(run=run, actor=legal)
        assert (run.state, run.lines.count(), storages["imports"].exists(path)) == (RunState.DISCARDED, 0, False)


class TestUndo:
    def test_what_was_made_goes(self, drafts, send, legal, on):
        before = Item.objects.count()
        run = import_run_undo(run=imported(send(xlsx(PLAIN)), legal, on), actor=legal)
        assert (run.state, run.undone_by, run.columns["kept"]) == (RunState.UNDONE, legal, [])
        assert Item.objects.count() == before
        assert Event.objects.filter(verb="item_version_import_undo").count() == 2

    def test_what_was_changed_gets_its_old_words(self, drafts, send, legal, on):
        def state():
            version = ItemVersion.objects.get(item__number="R3")
            parts = list(version.conditions.order_by("sort").values_list("token", "text", "sort"))
            cited = sorted(
                version.citations.values_list("role", "statute", "statute_version", "article_label"), key=str
            )
            return version.note, version.load_state, version.effective_from, version.batch_id, parts, cited

        before = state()
        sheet = known_sheet(违反条款=BROKEN_ROW, 适用条件="corrected|改正", 施行日期="2027-01-01")
        run = imported(send(sheet), legal, on, prefix="")
        assert state() != before
        import_run_undo(run=run, actor=legal)
        assert state() == before

    def test_a_new_version_of_a_published_item_goes(self, loaded, send, legal, on):
        run = imported(send(known_sheet()), legal, on, prefix="")
        assert ItemVersion.objects.filter(item__number="R3").count() == 2
        import_run_undo(run=run, actor=legal)
        assert ItemVersion.objects.get(item__number="R3").state == VersionState.PUBLISHED

    def test_what_others_touched_stays(self, drafts, send, legal, second_legal, on):
        rows = [["事项编号", "违法行为", "备注"], ["R3", KNOWN, "x"], ["Z1", "甲", ""], ["Z2", "乙", ""], ["Z3", "丙", ""],
                ["Z4", "丁", ""], ["R4", ItemVersion.objects.get(item__number="R4").violation, "x"]]  # fmt: skip
        run = imported(send(xlsx(rows, title="")), legal, on, prefix="")
        edited = ItemVersion.objects.get(item__number="Z1")
        edited.note = "改过"
        item_version_save(version=edited, actor=second_legal)
        ItemVersion.objects.get(item__number="Z2").delete()
        ItemVersion.objects.get(item__number="R4").delete()
        submitted = ItemVersion.objects.get(item__number="R3")
        item_version_submit(version=submitted, actor=legal, on=on)
        run = import_run_undo(run=run, actor=legal)
        assert [(number, why[:8]) for number, _, why in run.columns["kept"]] == [
            (2, "已是“待审”，请"), (3, "导入后又被修改（"), (7, "草稿后来被删除"),
        ]  # fmt: skip
        assert set(Item.objects.filter(number__startswith="Z").values_list("number", flat=True)) == {"Z1", "Z2"}

    def test_a_draft_something_points_at_stays(self, drafts, send, legal, on, monkeypatch):
        run = imported(send(xlsx(PLAIN)), legal, on)
        first = ItemVersion.objects.get(item__number="ZJ1")
        monkeypatch.setattr(
            "catalog.services.import_undo._used", lambda model, ids, own: {first.pk} if model is ItemVersion else set()
        )
        run = import_run_undo(run=run, actor=legal)
        assert "测试用例或其他记录" in run.columns["kept"][0][2]

    def test_nothing_left_to_undo(self, drafts, send, legal, on):
        run = imported(send(known_sheet(施行日期="2026-12-01")), legal, on, prefix="")
        publish(run.lines.get().version, legal, on)
        with pytest.raises(TransitionRefused, match="没有一行可以撤销"):
            import_run_undo(run=run, actor=legal)
