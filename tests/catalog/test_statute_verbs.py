"""Registering, correcting and importing laws: who may, what stays, what an import changes and what it never touches."""

from datetime import date

import pytest

from catalog.models import Article, LawChange, Statute, StatuteVersion
from catalog.services import (
    article_delete,
    article_save,
    kind_of,
    statute_delete,
    statute_save,
    statute_text_import,
    statute_texts_import,
    statute_version_delete,
    statute_version_save,
    text_plan,
    version_problem,
)
from catalog.status import TextOutcome
from xinglongtai.core.audit import describe
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event

from . import statute_world as world
from .statute_samples import PLAIN_LAW

pytestmark = pytest.mark.django_db


@pytest.fixture
def wording(legal, on):
    return world.load(legal, on)


class TestStatutes:
    def test_register_and_correct(self, legal):
        statute = statute_save(statute=Statute(title=" 《甲办法》", kind="rule"), actor=legal, fields=["title"])
        assert statute.title == "甲办法"
        statute.title = "甲规定"
        statute_save(statute=statute, actor=legal, fields=["title"])
        assert Statute.objects.get().title == "甲规定"
        assert "名称" in describe(Event.objects.filter(verb="statute_save").order_by("pk").last())

    def test_bad_values(self, legal):
        with pytest.raises(DomainError, match="效力级别"):
            statute_save(statute=Statute(title="甲", kind="poem"), actor=legal)

    def test_only_legal_staff(self, officer, legal, wording, on):
        for verb, values in (
            (statute_save, {"statute": Statute(title="乙", kind="rule")}),
            (statute_save, {"statute": wording.statute}),
            (statute_delete, {"statute": wording.statute}),
            (statute_version_save, {"version": wording, "on": on}),
            (statute_version_delete, {"version": wording, "on": on}),
            (article_save, {"article": Article(version=wording, label="第九条", text="x")}),
            (article_delete, {"article": wording.articles.first()}),
            (statute_text_import, {"entry": world.entry(), "on": on}),
        ):
            with pytest.raises(NotAllowed):
                verb(actor=officer, **values)

    def test_a_cited_title_stays(self, bureau, legal, wording):
        world.item(bureau, legal, world.cite(wording, "第二条"))
        statute = wording.statute
        statute.short_title = "条例"
        statute_save(statute=statute, actor=legal)
        statute.title = "另一条例"
        with pytest.raises(TransitionRefused, match="名称和效力级别不能改"):
            statute_save(statute=statute, actor=legal)

    def test_removing(self, bureau, legal, wording, on):
        with pytest.raises(TransitionRefused, match="还有登记的版本"):
            statute_delete(statute=wording.statute, actor=legal)
        statute_version_delete(version=wording, actor=legal, on=on)
        statute_delete(statute=wording.statute, actor=legal)
        assert not Statute.objects.exists() and not Article.objects.exists()
        cited = world.load(legal, on)
        world.item(bureau, legal, world.cite(cited, "第二条"))
        with pytest.raises(TransitionRefused, match="引用"):
            statute_delete(statute=cited.statute, actor=legal)
        with pytest.raises(TransitionRefused, match="引用"):
            statute_version_delete(version=cited, actor=legal, on=on)
        with pytest.raises(NotVisible):
            statute_delete(statute=wording.statute, actor=legal)


class TestVersions:
    def new(self, wording, **values):
        told = {"version_date": date(2026, 6, 26), "effective_from": date(2027, 1, 1), **values}
        return StatuteVersion(statute=wording.statute, **told)

    def test_a_new_wording_ends_the_one_before_and_wakes_the_law_watch(self, bureau, legal, wording, on):
        world.item(bureau, legal, world.cite(wording, "第二条"))
        second = statute_version_save(version=self.new(wording), actor=legal, on=on, fields=["effective_from"])
        wording.refresh_from_db()
        assert wording.effective_to == date(2026, 12, 31)
        assert "最后有效日" in describe(Event.objects.get(verb="statute_version_close"))
        assert LawChange.objects.get().version == second

    @pytest.mark.parametrize(
        ("values", "field", "words"),
        [
            ({"effective_to": date(2026, 12, 31)}, "effective_to", "不能早于施行日期"),
            ({"effective_from": date(2026, 1, 1)}, "effective_from", "早于公布"),
            ({"effective_to": date(9999, 12, 31)}, "effective_to", "日期太远"),
            ({"version_date": date(2023, 1, 1), "effective_from": date(2023, 2, 1)}, "effective_to", "请填 2024-02-29"),
            (
                {
                    "version_date": date(2023, 1, 1),
                    "effective_from": date(2023, 2, 1),
                    "effective_to": date(2025, 1, 1),
                },
                "effective_from",
                "重叠",
            ),
        ],
    )
    def test_dates_that_cannot_be(self, legal, wording, on, values, field, words):
        version = self.new(wording, **values)
        assert version_problem(version)[0] == field
        with pytest.raises(DomainError, match=words if field != "effective_to" or "请填" in words else "."):
            statute_version_save(version=version, actor=legal, on=on)
        assert StatuteVersion.objects.count() == 1

    def test_an_older_wording_with_its_end_is_welcome(self, legal, wording, on):
        older = self.new(
            wording, version_date=date(2023, 1, 1), effective_from=date(2023, 2, 1), effective_to=date(2024, 2, 29)
        )
        statute_version_save(version=older, actor=legal, on=on)
        wording.refresh_from_db()
        assert wording.effective_to is None

    def test_a_cited_wording_keeps_its_date_and_does_not_start_after_its_items(self, bureau, legal, wording, on):
        world.item(bureau, legal, world.cite(wording, "第二条"))
        wording.effective_to = date(2027, 6, 30)
        statute_version_save(version=wording, actor=legal, on=on)
        wording.version_date = date(2024, 1, 6)
        with pytest.raises(TransitionRefused, match="公布（修改）日期不能改"):
            statute_version_save(version=wording, actor=legal, on=on)
        wording.refresh_from_db()
        wording.effective_from = date(2024, 4, 1)
        with pytest.raises(TransitionRefused, match="R3 第1版"):
            statute_version_save(version=wording, actor=legal, on=on)
        wording.effective_from = date(2024, 2, 1)
        assert statute_version_save(version=wording, actor=legal, on=on).effective_from == date(2024, 2, 1)

    def test_an_uncited_wording_is_free(self, legal, wording, on):
        wording.version_date, wording.effective_from = date(2024, 1, 6), date(2024, 4, 1)
        assert statute_version_save(version=wording, actor=legal, on=on).effective_from == date(2024, 4, 1)

    def test_a_statute_nobody_registered(self, legal, on):
        version = StatuteVersion(statute_id=99, version_date=on, effective_from=on)
        with pytest.raises(NotVisible):
            statute_version_save(version=version, actor=legal, on=on)


class TestArticlesByHand:
    def test_the_address_is_read_from_the_label(self, legal):
        version = world.bare()
        for label, key, level in (
            ("第9条", "9", "article"),
            ("第九条第一款", "9.1", "paragraph"),
            ("第九条第一款第(三)项", "9.1.3", "subparagraph"),
            ("第九条第一款第（三）项第2目", "9.1.3.2", "point"),
        ):
            row = article_save(article=Article(version=version, label=label, text="甲"), actor=legal)
            assert (row.key, row.level, row.number) == (key, level, 9)
        row.text = "乙"
        assert article_save(article=row, actor=legal).text == "乙"
        article_delete(article=row, actor=legal)
        assert version.articles.count() == 3

    def test_a_label_that_names_nothing(self, legal):
        with pytest.raises(DomainError, match="无法识别"):
            article_save(article=Article(version=world.bare(), label="总则", text="甲"), actor=legal)

    def test_an_imported_text_is_corrected_as_a_whole(self, legal, wording):
        with pytest.raises(TransitionRefused, match="重新导入"):
            article_save(article=wording.articles.first(), actor=legal)
        with pytest.raises(TransitionRefused, match="重新导入"):
            article_delete(article=wording.articles.first(), actor=legal)


class TestImport:
    def test_a_new_law(self, legal, wording):
        assert (wording.statute.title, wording.statute.kind) == ("演示条例", "regulation")
        assert wording.text_source == "演示条例(2024-01-05).md" and wording.text_loaded_at
        row = wording.articles.get(key="3.1.1.2")
        assert [row.label, row.parent.key, row.parent.parent.key, row.parent.parent.parent.key] == [
            "第三条第（一）项第2目", "3.1.1", "3.1", "3",
        ]  # fmt: skip
        event = Event.objects.get(verb="statute_text_import")
        assert "登记新法规，共 5 条" in describe(event) and event.data["counts"]["subparagraph"] == 3

    def test_the_same_text_changes_nothing(self, legal, wording, on):
        before = list(wording.articles.values_list("pk", flat=True))
        plan = statute_text_import(entry=world.entry(), actor=legal, on=on)
        assert plan.outcome == TextOutcome.SAME
        assert before == list(wording.articles.values_list("pk", flat=True))
        assert Event.objects.filter(verb="statute_text_import").count() == 1

    def test_a_corrected_text_replaces_this_version_and_no_other(self, bureau, legal, wording, on):
        world.load(legal, on, version_date=date(2026, 6, 26), effective_from=date(2027, 1, 1))
        world.item(bureau, legal, world.cite(wording, "第二条第二款"))
        world.item(bureau, legal, world.cite(wording, "第一条"), number="R4")
        corrected = PLAIN_LAW.replace("期限为十日", "期限为二十日")
        plan = text_plan(world.entry(corrected).facts, world.entry(corrected).text)
        assert (plan.outcome, [c.label for c in plan.changes]) == (TextOutcome.REPLACED, ["第二条"])
        assert [c.version.item.number for c in plan.cited] == ["R3"] and plan.lost == []
        statute_text_import(entry=world.entry(corrected), actor=legal, on=on)
        texts = {v.version_date: v.articles.get(key="2.2").text for v in StatuteVersion.objects.all()}
        assert texts == {date(2024, 1, 5): "前款规定的期限为二十日。", date(2026, 6, 26): "前款规定的期限为十日。"}
        assert Event.objects.filter(verb="statute_text_import").order_by("pk").last().data["changed"] == ["第二条"]

    def test_what_is_cited_and_lost_is_named(self, bureau, legal, wording, on):
        world.item(bureau, legal, world.cite(wording, "第二条第（二）项"))
        world.item(bureau, legal, world.cite(wording, "第二条第二款"), number="R4")
        without = PLAIN_LAW.replace("(二)第二项内容。\n\n前款规定的期限为十日。\n", "")
        plan = text_plan(world.entry(without).facts, world.entry(without).text)
        assert [c.version.item.number for c in plan.lost] == ["R3", "R4"]
        kept = text_plan(world.entry().facts, world.entry(PLAIN_LAW.replace("为了演示", "为演示")).text)
        assert kept.lost == [] and kept.cited == []

    def test_a_later_text_ends_the_earlier_one(self, legal, wording, on):
        values = {"version_date": date(2026, 6, 26), "effective_from": date(2027, 1, 1)}
        plan = text_plan(world.entry(**values).facts, world.entry().text)
        assert plan.outcome == TextOutcome.NEW_VERSION and plan.closes == [(wording, date(2026, 12, 31))]
        world.load(legal, on, **values)
        wording.refresh_from_db()
        assert wording.effective_to == date(2026, 12, 31)

    def test_a_registered_law_gets_its_text(self, legal, on):
        world.bare("演示条例", date(2024, 1, 5))
        plan = statute_text_import(entry=world.entry(effective_from=None), actor=legal, on=on)
        assert plan.outcome == TextOutcome.LOADED and plan.remarks == []

    def test_a_new_text_says_who_rests_on_the_old_one(self, bureau, legal, wording):
        world.item(bureau, legal, world.cite(wording, "第一条"))
        entry = world.entry(version_date=date(2026, 6, 26), effective_from=date(2027, 1, 1))
        assert "有 1 条已发布事项引用" in text_plan(entry.facts, entry.text).remarks[0]

    def test_registered_dates_are_not_touched(self, legal, on):
        version = world.bare("演示条例", date(2024, 1, 5), date(2027, 1, 1))
        article_save(article=Article(version=version, label="第一条", text="手录"), actor=legal)
        entry = world.entry(effective_to=date(2026, 1, 1))
        plan = statute_text_import(entry=entry, actor=legal, on=on)
        assert plan.outcome == TextOutcome.LOADED
        version.refresh_from_db()
        assert (version.effective_from, version.effective_to) == (date(2024, 1, 5), date(2027, 1, 1))
        assert "手工录入的 1 条" in "".join(plan.remarks) and "以登记的为准" in "".join(plan.remarks)
        assert version.articles.get(key="1").text == "为了演示，制定本条例。"

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"title": ""}, "没有填写法规名称"),
            ({"version_date": None}, "公布（修改）日期"),
            ({"effective_from": None}, "没有填写施行日期"),
            ({"kind": ""}, "没有选择效力级别"),
            ({"kind": "诗"}, "“诗”不是"),
            ({"effective_to": date(2020, 1, 1)}, "失效日期不能早于"),
        ],
    )
    def test_facts_that_are_missing(self, legal, on, facts, words):
        with pytest.raises(DomainError, match=words):
            statute_text_import(entry=world.entry(**facts), actor=legal, on=on)
        assert not Statute.objects.exists()

    def test_all_or_none(self, legal, on):
        good, bad = world.entry(), world.entry("# 坏\n第二条 甲。\n第二条 乙。", title="坏条例")
        with pytest.raises(DomainError, match="《坏条例》（2024-01-05）不能导入：第二条出现了两次"):
            statute_texts_import(entries=[good, bad], actor=legal, on=on)
        assert not Statute.objects.exists()

    def test_a_title_that_is_none(self, legal, on):
        with pytest.raises(DomainError, match="名称"):
            statute_text_import(entry=world.entry(title="长" * 130), actor=legal, on=on)

    def test_two_texts_of_one_law_in_any_order(self, legal, on):
        late = world.entry(version_date=date(2026, 6, 26), effective_from=date(2027, 1, 1), short_title="演示条例")
        statute_texts_import(entries=[late, world.entry()], actor=legal, on=on)
        first, second = StatuteVersion.objects.order_by("version_date")
        assert first.effective_to == date(2026, 12, 31) and second.effective_to is None
        assert Statute.objects.get().short_title == ""

    def test_ranks(self):
        assert [kind_of(word) for word in ("法律", " law ", "诗")] == ["law", "law", ""]

    def test_the_number_of_queries_does_not_grow_with_the_text(self, legal, on, django_assert_max_num_queries):
        long = "# 长条例\n" + "\n".join(f"第{n}条 甲：\n（一）乙；\n（二）丙。" for n in range(1, 300))
        for source in (PLAIN_LAW, long):
            entry = world.entry(source, title=source[2:5])
            with django_assert_max_num_queries(45):
                statute_text_import(entry=entry, actor=legal, on=on)
