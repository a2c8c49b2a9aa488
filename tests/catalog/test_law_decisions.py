"""What legal staff decide on touched items: goes on, new version, ends; one by one and many at once; moved citations."""

from datetime import date, timedelta

import pytest

from catalog.models import Article, LawChange, StatuteVersion
from catalog.rewording import rewordings
from catalog.services import (
    item_version_new,
    item_version_publish,
    item_version_retire,
    item_version_submit,
    law_change_decide,
    law_changes_note,
    touched_end,
    touched_redraft,
    touched_unaffected,
)
from catalog.status import ChangeDecision, LoadState, VersionState, WatchAct
from catalog.suspension import suspended
from tests.catalog.law_stage import (
    COMPETITION,
    NEW_TEXT,
    RENUMBERED,
    TRADEMARK_ENDS,
    TRADEMARK_NEW,
    citing,
    competition_law,
    load,
    lottery_item,
    trademark_item,
    trademark_law,
)
from tests.factories import Office, item
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused

pytestmark = pytest.mark.django_db
AHEAD = date(2026, 11, 22)


@pytest.fixture
def trademark(office):
    version = trademark_item(office, trademark_law())
    law_changes_note(on=AHEAD)
    return version


@pytest.fixture
def lottery(office):
    """Cites the 2019 numbers; both texts are loaded and the change is noted."""
    version = lottery_item(office, competition_law(texts=True)[0])
    law_changes_note(on=RENUMBERED)
    return version


def labels(version):
    return {c.role: (c.article_label, c.statute_version.effective_from) for c in version.citations.all()}


class TestGoesOn:
    def test_with_a_reason(self, office, trademark):
        task = touched_unaffected(
            touched=trademark.law_changes.get(), actor=office.legal, on=AHEAD, reason=" 新法未改本条 "
        )
        assert (task.decision, task.reason, task.decided_by) == (
            ChangeDecision.UNAFFECTED,
            "新法未改本条",
            office.legal,
        )
        assert suspended([trademark], TRADEMARK_NEW) == {}
        told = [audit.describe(event) for event in audit.timeline(task.change.thread)]
        assert told[0] == "法规变动处理：T2 第1版“不受影响，继续适用”。理由：新法未改本条"
        assert audit.timeline(f"item:{trademark.item_id}")[0].verb == "law_change_decide"

    def test_needs_a_reason(self, office, trademark, refused):
        with refused(DomainError, "为什么不受影响", "reason"):
            touched_unaffected(touched=trademark.law_changes.get(), actor=office.legal, on=AHEAD, reason=" ")

    def test_not_for_an_item_that_ends_first(self, office, refused):
        version = trademark_item(office, trademark_law(), effective_to=TRADEMARK_ENDS)
        law_changes_note(on=AHEAD)
        with refused(TransitionRefused, "自身到 2026-12-31 为止"):
            touched_unaffected(touched=version.law_changes.get(), actor=office.legal, on=AHEAD, reason="未改")

    def test_only_once(self, office, trademark, refused):
        task = trademark.law_changes.get()
        touched_unaffected(touched=task, actor=office.legal, on=AHEAD, reason="未改")
        with refused(TransitionRefused, "已处理为“不受影响，继续适用”"):
            touched_end(touched=task, actor=office.legal, on=AHEAD, reason="再想想")

    def test_only_by_legal_staff_of_the_bureau(self, office, trademark, refused):
        task = trademark.law_changes.get()
        with refused(NotAllowed):
            touched_unaffected(touched=task, actor=office.leader, on=AHEAD, reason="未改")
        with refused(NotVisible):
            touched_unaffected(touched=task, actor=Office("far").legal, on=AHEAD, reason="未改")


class TestEnds:
    def test_from_the_day_of_the_change(self, office, trademark):
        task = touched_end(touched=trademark.law_changes.get(), actor=office.legal, on=AHEAD, reason="不再适用")
        trademark.refresh_from_db()
        assert (trademark.state, trademark.effective_to) == (VersionState.RETIRED, TRADEMARK_ENDS)
        assert task.decision == ChangeDecision.ENDED

    def test_from_today_when_the_change_has_passed(self, office, trademark):
        day = TRADEMARK_NEW + timedelta(days=9)
        touched_end(touched=trademark.law_changes.get(), actor=office.legal, on=day, reason="不再适用")
        trademark.refresh_from_db()
        assert trademark.effective_to == day - timedelta(days=1)
        assert suspended([trademark], day - timedelta(days=1))  # those days are not given back

    def test_needs_a_reason(self, office, trademark, refused):
        with refused(DomainError, "失效理由", "reason"):
            touched_end(touched=trademark.law_changes.get(), actor=office.legal, on=AHEAD, reason="")

    def test_one_that_was_ended_later_already(self, office):
        version = trademark_item(office, trademark_law())
        item_version_retire(version=version, actor=office.legal, on=date(2027, 3, 1), reason="不再需要")
        law_changes_note(on=AHEAD)
        task = touched_end(touched=version.law_changes.get(), actor=office.legal, on=AHEAD, reason="已办理")
        assert (task.decision, task.reason) == (ChangeDecision.ENDED, "已办理")


class TestNewVersion:
    def test_citations_go_where_the_articles_went(self, office, lottery):
        draft = touched_redraft(touched=lottery.law_changes.get(), actor=office.legal, on=RENUMBERED)
        assert labels(draft) == {
            "violated": ("第十一条第（一）项", RENUMBERED),
            "penalty": ("第二十七条", RENUMBERED),
            "leniency": ("第二十五条", date(2019, 4, 23)),  # its text is not loaded: left for a person
            "related": ("第十条", RENUMBERED),
        }
        assert (draft.violated_article, draft.penalty_article) == ("第十一条第（一）项", "第二十七条")
        assert draft.related_basis == f"{COMPETITION}第十条"
        assert draft.leniency_basis == f"{COMPETITION}第二十五条"
        assert (draft.effective_from, draft.verified, draft.load_state) == (RENUMBERED, False, LoadState.REVIEW)
        assert lottery.law_changes.get().decision == ChangeDecision.UNTOUCHED

    def test_an_open_draft_is_used_and_moving_twice_is_once(self, office, lottery):
        task = lottery.law_changes.get()
        first = touched_redraft(touched=task, actor=office.legal, on=RENUMBERED)
        first.effective_from = RENUMBERED + timedelta(days=40)
        first.save()
        again = touched_redraft(touched=task, actor=office.legal, on=RENUMBERED + timedelta(days=9))
        assert again.pk == first.pk and labels(again) == labels(first)
        assert again.effective_from == RENUMBERED + timedelta(days=40)

    def test_published_it_replaces(self, office, lottery):
        draft = touched_redraft(touched=lottery.law_changes.get(), actor=office.legal, on=RENUMBERED)
        draft.citations.filter(role="leniency").delete()
        draft.effective_from = RENUMBERED + timedelta(days=1)
        draft.save()
        item_version_submit(version=draft, actor=office.legal, on=RENUMBERED)
        item_version_publish(version=draft, actor=office.legal_2, on=RENUMBERED)
        assert lottery.law_changes.get().decision == ChangeDecision.REPLACED
        assert suspended([draft], RENUMBERED + timedelta(days=1)) == {}

    def test_without_a_new_text_nothing_is_moved(self, office, trademark):
        draft = touched_redraft(touched=trademark.law_changes.get(), actor=office.legal, on=AHEAD)
        assert draft.effective_from == TRADEMARK_NEW and draft.effective_to is None
        assert {c.article_label for c in draft.citations.all()} == {"第四十九条第一款"}
        assert "条文对应待人工核对" in audit.describe(audit.timeline(f"item:{trademark.item_id}")[0])

    def test_an_article_cited_already_is_not_cited_twice(self, office):
        old, new = competition_law(texts=True)
        version = item(
            office.bureau,
            "T6",
            office.legal,
            violated_law=COMPETITION,
            citations=[citing("violated", old, "第十条"), citing("violated", new, "第十一条")],
        )
        law_changes_note(on=RENUMBERED)
        draft = touched_redraft(touched=version.law_changes.get(), actor=office.legal, on=RENUMBERED)
        assert sorted(draft.citations.values_list("article_label", flat=True)) == ["第十一条", "第十条"]

    def test_words_of_another_law_stay(self, office):
        old, _ = competition_law(texts=True)
        version = item(
            office.bureau,
            "T6",
            office.legal,
            penalty_article="第二十二条",
            citations=[citing("penalty", old, "第二十二条")],
        )
        law_changes_note(on=RENUMBERED)
        draft = touched_redraft(touched=version.law_changes.get(), actor=office.legal, on=RENUMBERED)
        assert draft.penalty_article == "第二十二条" and draft.citations.get().article_label == "第二十七条"

    def test_a_pending_version_is_in_the_way(self, office, lottery, refused):
        draft = item_version_new(item=lottery.item, actor=office.legal)
        draft.effective_from = RENUMBERED + timedelta(days=5)
        draft.load_state = LoadState.REVIEW
        draft.save()
        item_version_submit(version=draft, actor=office.legal, on=RENUMBERED)
        with refused(TransitionRefused, "正在待审"):
            touched_redraft(touched=lottery.law_changes.get(), actor=office.legal, on=RENUMBERED)


class TestManyAtOnce:
    @pytest.fixture
    def change(self, office):
        wording = trademark_law()
        trademark_item(office, wording, "T1")
        trademark_item(office, wording, "T2", effective_to=TRADEMARK_ENDS)
        trademark_item(Office("far"), wording, "T1")
        law_changes_note(on=AHEAD)
        return LawChange.objects.get()

    def decide(self, office, change, act, reason="", rows=None, actor=None):
        ids = list(change.touched.values_list("pk", flat=True)) if rows is None else rows
        return law_change_decide(change=change, rows=ids, actor=actor or office.legal, on=AHEAD, act=act, reason=reason)

    def test_each_on_its_own_and_only_the_own_bureau(self, office, change):
        found = self.decide(office, change, WatchAct.UNAFFECTED, "未改本条")
        assert [(row.name, row.done) for row in found] == [("T1 第1版", True), ("T2 第1版", False)]
        assert found[0].message == "不受影响，继续适用" and "自身到 2026-12-31" in found[1].message
        assert change.touched.untouched().count() == 2  # T2 and the other bureau's

    def test_drafts(self, office, change):
        found = self.decide(office, change, WatchAct.REDRAFT)
        assert all(row.done and row.draft for row in found)
        assert found[0].message == "第2版，自 2027-01-01 起施行"

    def test_end(self, office, change):
        assert [row.message for row in self.decide(office, change, WatchAct.END, "新法另行规定")] == ["已办理失效"] * 2

    def test_what_is_missing(self, office, change, refused):
        with refused(DomainError, "处理方式", "act"):
            self.decide(office, change, "")
        with refused(DomainError, "写明理由", "reason"):
            self.decide(office, change, WatchAct.END)
        with refused(DomainError, "勾选", "rows"):
            self.decide(office, change, WatchAct.REDRAFT, rows=[])
        with refused(NotAllowed):
            self.decide(office, change, WatchAct.REDRAFT, actor=office.supervisor)

    def test_no_right_to_draft_is_no_row_of_the_result(self, office, change, refused):
        office.legal.user.groups.first().permissions.remove(
            *office.legal.user.groups.first().permissions.filter(codename="add_itemversion")
        )
        with refused(NotAllowed):
            self.decide(office, change, WatchAct.REDRAFT)


class TestRewording:
    def texts(self, version, change):
        return {each.citation.role: each for each in rewordings(version.citations.all(), change).values()}

    def test_both_texts(self, lottery, django_assert_max_num_queries):
        change = lottery.law_changes.get().change
        with django_assert_max_num_queries(8):
            found = self.texts(lottery, change)
        assert (found["violated"].label, found["penalty"].label) == ("第十一条第（一）项", "第二十七条")
        assert found["violated"].known and found["penalty"].percent >= 90
        assert ("gone", "十") in found["penalty"].pieces or ("come", "一") in found["penalty"].pieces
        assert (found["leniency"].old, found["leniency"].label) == ("", "")

    def test_nothing_like_it(self, office):
        old, new = competition_law()
        load(old, "第十条 经营者进行有奖销售不得存在下列情形。")
        load(new, "第四十条 本法所称监督检查部门另行规定。")
        version = item(office.bureau, "T6", office.legal, citations=[citing("violated", old, "第十条")])
        law_changes_note(on=RENUMBERED)
        found = self.texts(version, version.law_changes.get().change)["violated"]
        assert found.old and not found.label and not found.known

    def test_a_part_that_the_new_article_no_longer_has(self, office):
        old, new = competition_law()
        load(old, "第十条 经营者进行有奖销售不得存在下列情形：\n（一）有奖销售信息不明确，影响兑奖；\n（二）谎称有奖。")
        load(new, "第十一条 经营者进行有奖销售不得存在下列情形：有奖销售信息不明确，影响兑奖，谎称有奖。")
        version = item(office.bureau, "T6", office.legal, citations=[citing("violated", old, "第十条第（一）项")])
        law_changes_note(on=RENUMBERED)
        found = self.texts(version, version.law_changes.get().change)["violated"]
        assert found.label == "第十一条" and not found.known

    def test_a_text_that_is_not_loaded(self, office):
        old, new = competition_law()
        load(new, NEW_TEXT)
        version = lottery_item(office, old)
        law_changes_note(on=RENUMBERED)
        assert {each.label for each in self.texts(version, version.law_changes.get().change).values()} == {""}
        assert Article.objects.filter(version=StatuteVersion.objects.get(effective_from=RENUMBERED)).exists()

    def test_the_new_place_is_written_as_the_new_text_has_it(self, office):
        old, new = competition_law(texts=True)
        version = item(office.bureau, "T6", office.legal, citations=[citing("violated", old, "第十条第一款第（一）项")])
        law_changes_note(on=RENUMBERED)
        found = self.texts(version, version.law_changes.get().change)["violated"]
        assert found.label == "第十一条第（一）项" and found.known
