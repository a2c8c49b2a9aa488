"""暂停适用 by the day: 反不正当竞争法 2025-10-15, 商标法 2027-01-01; search, rule and sheet."""

from datetime import date, timedelta

import pytest

from catalog.eligibility import ItemRule, Override, apply_overrides, assess
from catalog.eligibility.reading import FactError
from catalog.models import ItemVersion
from catalog.selectors import find_items, item_rule
from catalog.services import law_changes_note, touched_unaffected
from catalog.suspension import suspended
from tests.catalog.law_stage import (
    RENUMBERED,
    TRADEMARK_ENDS,
    TRADEMARK_NEW,
    competition_law,
    lottery_item,
    statute,
    trademark_item,
    trademark_law,
)
from tests.catalog.situations import facts_of
from tests.factories import item

pytestmark = pytest.mark.django_db
DAY_BEFORE = RENUMBERED - timedelta(days=1)


@pytest.fixture
def lottery(office):
    return lottery_item(office, competition_law()[0])


def test_nothing_asked_nothing_read(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert suspended([], TRADEMARK_NEW) == {}


def test_one_query_where_no_law_changed(office, django_assert_num_queries):
    version = trademark_item(office, trademark_law())
    with django_assert_num_queries(1):
        assert suspended([version], TRADEMARK_ENDS) == {}


def test_renumbered_law_suspends_on_its_day_and_not_before(lottery, django_assert_num_queries):
    assert suspended([lottery], DAY_BEFORE) == {}
    with django_assert_num_queries(3):
        found = suspended([lottery.pk], RENUMBERED)[lottery.pk]
    assert found.since == RENUMBERED
    assert str(found) == "因《反不正当竞争法》修改暂停适用，等待法制复核（自2025年10月15日起）"
    assert suspended([lottery], date(2026, 11, 22))[lottery.pk].since == RENUMBERED


def test_an_item_on_the_new_numbers_is_not_touched(office):
    new = competition_law()[1]
    version = lottery_item(office, new, effective_from=RENUMBERED)
    assert suspended([version], date(2026, 11, 22)) == {}


def test_a_law_that_ends(office):
    version = trademark_item(office, trademark_law())
    assert suspended([version], TRADEMARK_ENDS) == {}
    assert "因《商标法》文本失效暂停适用" in str(suspended([version], TRADEMARK_NEW)[version.pk])


def test_an_item_that_ends_first_is_not_suspended(office):
    version = trademark_item(office, trademark_law(), effective_to=TRADEMARK_ENDS)
    assert suspended([version], TRADEMARK_NEW) == {}


def test_published_knowing_the_change(office):
    version = trademark_item(office, trademark_law(), effective_from=TRADEMARK_NEW)
    assert suspended([version], TRADEMARK_NEW) == {}


def test_the_earliest_of_two_changes_counts(office):
    first, _ = statute("甲法", (date(2019, 1, 1), None), (date(2026, 3, 1), None))
    second, _ = statute("乙法", (date(2019, 1, 1), None), (date(2026, 2, 1), None))
    cited = [
        {"role": "violated", "statute": first.statute, "statute_version": first, "article_label": "第一条"},
        {"role": "penalty", "statute": second.statute, "statute_version": second, "article_label": "第二条"},
        {"role": "related", "statute": first.statute, "statute_version": first, "article_label": "第三条"},
    ]
    version = item(office.bureau, "X1", office.legal, citations=cited)
    assert suspended([version], date(2026, 2, 15))[version.pk].since == date(2026, 2, 1)
    assert suspended([version], date(2026, 4, 1))[version.pk].since == date(2026, 2, 1)


def test_a_citation_that_names_no_wording(office):
    old, _ = statute("丙法", (date(2019, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), None))
    cited = [{"role": "violated", "statute": old.statute, "article_label": "第一条"}]
    before = item(office.bureau, "X1", office.legal, citations=cited)
    after = item(office.bureau, "X2", office.legal, citations=cited, effective_from=date(2026, 2, 1))
    assert set(suspended([before, after], date(2026, 6, 1))) == {before.pk}
    assert suspended([before], date(2026, 1, 31)) == {}


def test_only_a_decision_to_go_on_lifts_it(office, lottery):
    law_changes_note(on=RENUMBERED)
    touched = lottery.law_changes.get()
    touched_unaffected(touched=touched, actor=office.legal, on=RENUMBERED, reason="条号变动，内容未变")
    assert suspended([lottery], RENUMBERED) == {}


def test_drafts_hold_for_no_day(office, lottery):
    from catalog.services import item_version_new

    draft = item_version_new(item=lottery.item, actor=office.legal)
    assert suspended([draft], RENUMBERED) == {}


def test_search_marks_it(office, lottery):
    before = find_items(bureau=office.bureau, words="抽奖规则没写", on=DAY_BEFORE)[0]
    assert before.usable and before.suspension is None
    match = find_items(bureau=office.bureau, words="抽奖规则没写", on=RENUMBERED)[0]
    assert match.version == lottery and not match.usable
    assert "因《反不正当竞争法》修改暂停适用，等待法制复核（自2025年10月15日起）" in match.reasons


def rule_on(version, on):
    return item_rule(ItemVersion.objects.with_parts().get(pk=version.pk), on)


def test_rule_says_it_for_the_day_asked(lottery):
    assert item_rule(lottery).suspended == "" and rule_on(lottery, DAY_BEFORE).suspended == ""
    rule = rule_on(lottery, RENUMBERED)
    assert rule.suspended_from == RENUMBERED
    assert ItemRule.from_dict(rule.to_dict()) == rule


def test_a_rule_frozen_before_the_field_existed(lottery):
    data = rule_on(lottery, RENUMBERED).to_dict()
    del data["suspended"], data["suspended_from"]
    old = ItemRule.from_dict(data)
    assert old.suspended == "" and old.suspended_from is None


def sheet(lottery, on, *, act, legal_review=None, **changes):
    facts = {"on": on, "discovered_on": on, "act_date": act, "act_ongoing": False, "legal_review": legal_review}
    rule = rule_on(lottery, on)
    return assess(rule, facts_of(rule, **{**facts, **changes}))


class TestSheet:
    def test_the_day_before(self, lottery):
        found = sheet(lottery, DAY_BEFORE, act=DAY_BEFORE)
        assert found.verdict == "eligible" and found.line("not_suspended") is None

    @pytest.mark.parametrize("legal_review", [None, "approved"])
    def test_an_act_on_the_day_is_never_eligible(self, lottery, legal_review):
        found = sheet(lottery, RENUMBERED, act=RENUMBERED, legal_review=legal_review)
        line = found.line("not_suspended")
        assert found.verdict == "needs_legal_review"
        assert line.outcome == "not_met" and not line.approvable and "清单外核查" in line.note

    def test_an_act_that_goes_on_past_the_day(self, lottery):
        found = sheet(lottery, RENUMBERED, act=DAY_BEFORE, act_ongoing=True, legal_review="approved")
        assert found.verdict == "needs_legal_review" and found.line("not_suspended").outcome == "not_met"

    def test_an_act_over_before_the_day_goes_to_older_law_review(self, lottery):
        found = sheet(lottery, RENUMBERED, act=DAY_BEFORE)
        assert found.verdict == "needs_legal_review"
        assert found.line("not_suspended").outcome == "met"
        line = found.line("law_in_time")
        assert line.outcome == "not_met" and line.approvable and "适用行为时的规定" in line.note
        assert sheet(lottery, RENUMBERED, act=DAY_BEFORE, legal_review="approved").verdict == "eligible"

    def test_an_end_of_the_act_answers_it(self, lottery):
        found = sheet(lottery, RENUMBERED, act=DAY_BEFORE, act_ongoing=None, act_end_date=DAY_BEFORE)
        assert found.line("not_suspended").outcome == "met"

    def test_whether_it_went_on_must_be_known(self, lottery):
        found = sheet(lottery, RENUMBERED, act=DAY_BEFORE, act_ongoing=None, legal_review="approved")
        line = found.line("not_suspended")
        assert (line.outcome, line.asks) == ("unknown", ("act_ongoing", "act_end_date"))
        assert found.verdict == "needs_legal_review"

    def test_without_a_day_of_the_act(self, lottery):
        found = sheet(lottery, RENUMBERED, act=None)
        assert found.line("not_suspended").outcome == "not_met"

    def test_nobody_judges_it_differently(self, lottery):
        found = sheet(lottery, RENUMBERED, act=RENUMBERED)
        with pytest.raises(FactError, match="法规变动"):
            apply_overrides(found, [Override(key="not_suspended", outcome="met", reason="我看可以", approved=True)])
