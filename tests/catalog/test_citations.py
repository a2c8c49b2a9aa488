"""Cited provisions against the registered law: states, gate, texts for pages and notices; a fixed number of queries."""

from datetime import date

import pytest

from catalog import citations
from catalog.models import Article, Citation, StatuteVersion
from catalog.named_articles import named_articles, names_in
from catalog.services import article_save, publication_faults
from catalog.status import CitationRole, CitationState, LoadState
from catalog.statute_gaps import loaded_share, statute_gaps

from . import statute_world as world
from .statute_samples import PLAIN_LAW

pytestmark = pytest.mark.django_db
PENALTY = CitationRole.PENALTY


@pytest.fixture
def wording(legal, on):
    return world.load(legal, on)


def look(wording, label, on, **values):
    return citations.check(Citation(**world.cite(wording, label, **values)), on)[0]


class TestStates:
    @pytest.mark.parametrize(
        ("label", "text"),
        [
            ("第一条", "为了演示，制定本条例。"),
            ("第二条第二款", "前款规定的期限为十日。"),
            ("第二条第一款第（一）项", "经营者应当做到：\n（一）第一项内容；"),
            ("第二条第（二）项", "经营者应当做到：\n（二）第二项内容。"),
            ("第三条第（一）项第2目", "违反本条例，有下列情形的，责令改正：\n（一）情形甲，包括：\n2.其二。"),
            ("第三条之一", "拒不改正的，处一百元以下罚款。"),
            (
                "第二条第一款第(一)项、第(二)项",
                "经营者应当做到：\n（一）第一项内容；\n经营者应当做到：\n（二）第二项内容。",
            ),
        ],
    )
    def test_found(self, wording, on, label, text):
        checked = look(wording, label, on)
        if checked.state != CitationState.FOUND:
            raise AssertionError(checked.note)
        assert checked.text == text and not checked.faulty and checked.articles

    @pytest.mark.parametrize("label", ["第九条", "第二条第三款", "第二条第（三）项", "第一条、第九条", "全文各条"])
    def test_no_such_article(self, wording, on, label):
        checked = look(wording, label, on)
        assert checked.state == CitationState.MISSING and checked.faulty and "2024-01-05" in checked.note

    def test_an_item_that_stands_in_two_paragraphs_must_name_one(self, legal, on):
        twice = "# 演示条例\n第一条 甲：\n（一）乙。\n丙：\n（一）丁。"
        wording = world.load(legal, on, twice)
        assert look(wording, "第一条第（一）项", on).state == CitationState.MISSING
        assert look(wording, "第一条第二款第（一）项", on).text == "丙：\n（一）丁。"

    def test_the_law_as_a_whole(self, wording, on):
        assert look(wording, "", on).state == CitationState.FOUND
        assert look(world.bare(), "", on).state == CitationState.NO_TEXT

    def test_not_yet_and_no_longer_in_force(self, legal, wording, on):
        world.load(legal, on, version_date=date(2026, 6, 26), effective_from=date(2027, 1, 1))
        wording.refresh_from_db()
        early = look(wording, "第一条", date(2024, 2, 1))
        late = look(wording, "第一条", date(2027, 1, 1))
        assert early.state == late.state == CitationState.NOT_IN_FORCE
        assert "尚未施行" in early.note and "当日有效的是 2026-06-26" in late.note
        assert late.sentence.startswith("违反条款《演示条例》第一条：2024-01-05")

    def test_no_version_named(self, wording, on):
        unnamed = {"statute": wording.statute}
        assert look(None, "第一条", on, **unnamed).state == CitationState.NO_VERSION
        assert look(None, "第一条", on, **unnamed).wording == wording
        assert look(None, "第九条", on, **unnamed).state == CitationState.MISSING
        nothing = look(None, "第一条", date(2020, 1, 1), **unnamed)
        assert (nothing.state, nothing.wording, nothing.text) == (CitationState.NO_VERSION, None, "")

    def test_articles_typed_in_by_hand(self, legal, on):
        wording = world.bare()
        assert look(wording, "第一条", on).state == CitationState.NO_TEXT
        article_save(article=Article(version=wording, label="第一条", text="甲"), actor=legal)
        article_save(article=Article(version=wording, label="第二条第（三）项", text="乙"), actor=legal)
        assert look(wording, "第一条", on).text == "甲"
        assert look(wording, "第二条第（三）项", on).text == "（三）乙"
        assert look(wording, "第三条", on).state == CitationState.NO_TEXT

    def test_two_queries_however_many(self, wording, on, django_assert_num_queries):
        rows = [Citation(**world.cite(wording, label)) for label in ("第一条", "第二条", "第九条")]
        for some in (rows[:1], rows * 20):
            with django_assert_num_queries(2):
                citations.check(some, on)
        with django_assert_num_queries(0):
            assert citations.check([], on) == []


class TestGate:
    def test_a_missing_article_forbids_publishing_what_is_usable(self, bureau, legal, wording, on):
        version = world.draft(
            bureau, world.cite(wording, "第九条"), world.cite(wording, "第三条", PENALTY), publisher=legal
        )
        assert any("第九条：没有该条" in fault for fault in publication_faults(version, on))
        version.load_state = LoadState.REVIEW
        assert not any("没有该条" in fault for fault in publication_faults(version, on))
        assert [checked.citation.article_label for checked in citations.faults(version, on)] == ["第九条"]

    def test_the_law_must_be_in_force_when_it_is_used(self, bureau, legal, on):
        ended = world.bare("旧法", ends=date(2025, 1, 1))
        coming = world.bare("新法", starts=date(2027, 1, 1))
        version = world.draft(
            bureau, world.cite(ended, "第一条"), world.cite(coming, "第二条", PENALTY), publisher=legal,
            effective_from=date(2024, 3, 1),
        )  # fmt: skip
        faults = citations.publication_gate(version, on)
        assert "已于 2025-01-01 失效" in faults[0] and "2026-11-22 尚未施行" in faults[1]
        version.effective_from = date(2027, 1, 1)
        assert len(citations.publication_gate(version, on)) == 1
        version.effective_from = None
        assert len(citations.publication_gate(version, on)) == 2

    def test_a_law_without_text_and_related_articles_forbid_nothing(self, bureau, legal, wording, on):
        version = world.draft(
            bureau,
            world.cite(world.bare(), "第一条"),
            world.cite(wording, "第九条", CitationRole.RELATED),
            publisher=legal,
        )
        assert citations.publication_gate(version, on) == []

    def test_a_version_that_starts_before_the_law_it_rests_on(self, bureau, legal, wording, on):
        version = world.draft(bureau, world.cite(wording, "第一条"), publisher=legal, effective_from=date(2024, 1, 1))
        assert "2024-01-01 尚未施行" in citations.publication_gate(version, on)[0]

    def test_what_to_mind_before_publishing(self, bureau, legal, wording, on, django_assert_num_queries):
        usable = world.draft(
            bureau, world.cite(wording, "第九条"), world.cite(wording, "第八条", CitationRole.RELATED),
            world.cite(world.bare(), "第一条", PENALTY), publisher=legal,
        )  # fmt: skip
        reviewed = world.draft(bureau, world.cite(wording, "第九条"), world.cite(wording, "第一条", PENALTY),
                               number="R7", publisher=legal, load_state=LoadState.REVIEW)  # fmt: skip
        with django_assert_num_queries(3):
            found = citations.remarks([usable, reviewed], on)
        assert [line[:9] for line in found[usable.pk]] == ["相关条款《演示条例", "没有核对条文：《没"]
        assert len(found[reviewed.pk]) == 1 and "第九条" in found[reviewed.pk][0]

    def test_the_list_of_troubled_items(self, bureau, legal, wording, on, django_assert_num_queries):
        from catalog.models import ItemVersion

        bad = world.item(bureau, legal, world.cite(wording, "第九条"))
        world.item(bureau, legal, world.cite(wording, "第一条"), number="R4")
        with django_assert_num_queries(4):
            assert citations.troubled(ItemVersion.objects.all(), on) == {bad.pk}


class TestTexts:
    def test_for_notices(self, bureau, legal, wording, on):
        version = world.item(
            bureau, legal, world.cite(wording, "第三条之一", PENALTY), world.cite(wording, "第二条第二款"),
            world.cite(world.bare(), "第一条", CitationRole.LENIENCY), world.cite(world.bare(), "第五条"),
        )  # fmt: skip
        assert citations.article_texts(version) == [
            ("违反条款", "《演示条例》第二条第二款", "前款规定的期限为十日。"),
            ("违反条款", "《没有文本的办法》第五条", ""),
            ("处罚条款", "《演示条例》第三条之一", "拒不改正的，处一百元以下罚款。"),
        ]
        assert len(citations.article_texts(version, on, roles=[CitationRole.LENIENCY])) == 1

    def test_an_act_under_another_wording_shows_both(self, bureau, legal, wording, on):
        old = world.load(
            legal, on, PLAIN_LAW.replace("十日", "五日"), version_date=date(2020, 1, 1),
            effective_from=date(2020, 2, 1), effective_to=date(2024, 2, 29),
        )  # fmt: skip
        version = world.item(bureau, legal, world.cite(wording, "第二条第二款"), world.cite(wording, "第九条"))
        day = date(2023, 5, 1)
        shown, missing = citations.passages([(version, day), (version, on)])[version.pk, day]
        assert shown.beside.wording == old and shown.beside.text == "前款规定的期限为五日。"
        assert "条号可能不同" in shown.remarks[0]
        assert missing.remarks == ("没有该条，请报法制人员核对",) and missing.beside is None
        assert citations.passages([(version, on)])[version.pk, on][0].beside is None

    def test_what_is_not_loaded_is_said(self, bureau, legal, on):
        loose = world.bare()
        version = world.item(
            bureau,
            legal,
            world.cite(loose, "第一条"),
            world.cite(None, "第一条", PENALTY, statute=world.bare("乙法").statute),
        )
        StatuteVersion.objects.filter(statute__title="乙法").delete()
        found = citations.passages([(version, on)])[version.pk, on]
        assert [passage.remarks for passage in found] == [("条文未载入",), ("条文未载入",)]

    def test_a_fixed_number_of_queries(self, bureau, legal, wording, on, django_assert_num_queries):
        rows = [world.item(bureau, legal, world.cite(wording, "第一条"), number=f"R{n}") for n in range(1, 6)]
        for some in (rows[:1], rows):
            with django_assert_num_queries(3):
                citations.passages([(row, on) for row in some])


class TestNamed:
    def test_in_running_words(self, wording, on):
        words = "《演示条例》第二条第二款和第三条之一；依据演示条例第一条，《别的法》第一条，《演示条例》附件"
        assert names_in(words) == [
            ("演示条例", "第二条第二款和第三条之一"),
            ("演示条例", "第一条"),
            ("别的法", "第一条"),
        ]
        (found, none) = named_articles([(words, on), ("没有提到", on)])
        assert [(p.name, bool(p.text)) for p in found] == [
            ("《演示条例》第二条第二款和第三条之一", True), ("《演示条例》第一条", True),
        ]  # fmt: skip
        assert none == []

    def test_by_short_title_and_not_at_all(self, legal, on, django_assert_max_num_queries):
        world.load(legal, on, title="中华人民共和国演示条例", short_title="演示条例")
        with django_assert_max_num_queries(3):
            assert named_articles([("《演示条例》第一条", on)])[0][0].text == "为了演示，制定本条例。"
        with django_assert_max_num_queries(0):
            assert named_articles([("", on)]) == [[]]
        assert names_in("《演示条例》第一条第") == []


class TestGaps:
    def test_what_lacks_text(self, bureau, legal, wording, on, django_assert_max_num_queries):
        loose = world.bare()
        world.item(bureau, legal, world.cite(wording, "第一条"), world.cite(loose, "第五条", PENALTY))
        world.item(bureau, legal, world.cite(wording, "第九条"), world.cite(loose, "第六条", PENALTY), number="R4")
        world.item(bureau, legal, world.cite(None, "", statute=world.bare("没有版本").statute), number="R5")
        StatuteVersion.objects.filter(statute__title="没有版本").delete()
        with django_assert_max_num_queries(3):
            gaps = statute_gaps(bureau, on)
        assert [(g.statute.title, g.wording, g.reason, g.items_number, list(g.labels)) for g in gaps] == [
            ("演示条例", wording, "缺条", 1, ["第九条"]),
            ("没有文本的办法", loose, "未载入文本", 2, ["第五条", "第六条"]),
            ("没有版本", None, "没有登记当日有效的版本", 1, []),
        ]
        assert loaded_share(bureau) == (1, 2)
