"""Test cases of an item: what they say, who keeps them, and that nothing is submitted or published while one fails."""

import csv
import json
from datetime import date

import pytest

from catalog.eligibility import FactError, ItemRule, Parameters
from catalog.eligibility.examples import (
    ALL_GOOD,
    day_for,
    differences,
    example_questions,
    good_facts,
    judge,
    proposals,
    tried,
)
from catalog.models import Item, ItemExample, ItemVersion
from catalog.services import (
    example_delete,
    example_save,
    examples_adopt,
    examples_proposed,
    examples_tried,
    item_version_new,
    item_version_submit,
    newest_version,
    starter_load,
)
from catalog.services.examples import examples_hold
from catalog.starter_rules import FOLDER, rules_from_csv
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event

ON = date(2026, 11, 22)
RULES = rules_from_csv()
PARAMETERS = Parameters(required_sources=("国家企业信用信息公示系统", "执法办案系统"))


def rule(**values) -> ItemRule:
    """An item that asks little: progressive, published, verified."""
    given = {
        "item_no": "T1",
        "penalty_structure": "progressive",
        "leniency_kind": "minor",
        "load_state": "enabled",
        "verified": True,
        "text_in_force_checked": True,
        "effective_from": "2022-03-01",
    }
    return ItemRule.from_dict({**given, **values})


class TestAllGood:
    @pytest.mark.parametrize("number", [n for n, r in RULES.items() if r.load_state == "enabled"])
    def test_every_enabled_starter_item_allows_it(self, number):
        assert judge(RULES[number], {}, ON, PARAMETERS).verdict == "eligible"

    @pytest.mark.parametrize(
        ("token", "key", "answer"),
        [
            ("party_type=company", "party_kind", "company"),
            ("party_type=enterprise", "party_kind", "company"),
            ("party_type=natural_person", "party_kind", "natural_person"),
            ("party_role=advertiser", "party_roles", ["advertiser"]),
            ("party_role=not_platform", "party_roles", ["other_role"]),
            ("goods_value<=500", "goods_value", 1),
            ("goods_value<=0", "goods_value", 0),
            ("held_days>=30", "held_days", 30),
            ("licence_valid", "licence_valid", True),
        ],
    )
    def test_the_answer_that_fits(self, token, key, answer):
        asked = rule(conditions=[f"{token}|文字"])
        assert good_facts(asked)[key] == answer
        assert judge(asked, {}, ON).verdict == "eligible"

    def test_goods_to_confiscate_are_asked_for_where_the_clause_has_them(self):
        asked = rule(penalty_summary="没收违法经营的物品", exclusions=["lent|出租出借"])
        assert good_facts(asked)["goods_to_confiscate"] is False
        assert good_facts(asked)["lent"] is False

    def test_a_kind_of_party_that_no_special_law_takes_away(self, monkeypatch):
        monkeypatch.setattr("catalog.eligibility.examples.special_clause", lambda rule, kind: kind != "company")
        assert good_facts(rule())["party_kind"] == "company"
        monkeypatch.setattr("catalog.eligibility.examples.special_clause", lambda rule, kind: "某法")
        assert good_facts(rule())["party_kind"] == "individual_business"


class TestDays:
    def test_an_example_is_tried_on_a_day_of_the_version(self):
        assert day_for(rule(), ON) == ON
        assert day_for(rule(effective_from="2027-01-01"), ON) == date(2027, 1, 1)
        assert day_for(rule(effective_to="2026-06-30"), ON) == date(2026, 6, 30)
        assert day_for(rule(effective_to="2026-12-31"), ON) == ON

    def test_a_draft_without_dates_counts_as_in_force(self):
        assert judge(rule(effective_from=None, state="draft"), {}, ON).verdict == "eligible"

    def test_days_are_counted_back(self):
        sheet = judge(rule(), {"act_days": 1500, "act_end_days": 1200, "discovered_days": 2}, ON)
        assert sheet.verdict == "no_pledge_needed" or sheet.line("limitation").outcome != "met"
        assert judge(rule(), {"act_days": "unknown"}, ON).line("limitation").outcome == "met"
        assert judge(rule(), {"act_end_days": 3, "act_ongoing": True}, ON).line("consistent").outcome == "not_met"

    @pytest.mark.parametrize("value", [1.5, 99999, "前天"])
    def test_what_is_no_number_of_days_is_refused(self, value):
        with pytest.raises(FactError):
            judge(rule(), {"act_days": value}, ON)
        assert tried(rule(), "甲", {"act_days": value}, "eligible", ON).fault.startswith("测试情形“甲”读不懂")


class TestTried:
    def test_it_holds(self):
        found = tried(rule(), ALL_GOOD, {}, "eligible", ON)
        assert found.holds and not found.fault

    def test_which_one_what_instead_of_what_and_why(self):
        found = tried(rule(), "纠错成本高", {"costly_fix": True}, "eligible", ON)
        assert not found.holds
        assert found.fault == (
            "测试情形“纠错成本高”应为“可以签署承诺书”，按本版本得出“转立案办理”：不存在：纠错成本较高（不符合）"
        )
        assert (found.expected_label, found.verdict_label) == ("可以签署承诺书", "转立案办理")

    def test_expected_to_fail_and_does_not(self):
        assert tried(rule(), "甲", {}, "not_eligible", ON).fault.endswith("没有不符合的项目")

    def test_first_offence_is_looked_up_in_the_sources_the_bureau_wants(self):
        asked = rule(conditions=["first_offence|两年内无同类违法"], leniency_kind="first_offence")
        assert judge(asked, {"minor_harm": True}, ON, PARAMETERS).verdict == "eligible"
        assert (
            judge(asked, {"first_offence": "found", "minor_act": False}, ON, PARAMETERS).verdict == "ordinary_procedure"
        )
        assert judge(asked, {"first_offence": "unknown"}, ON, PARAMETERS).verdict == "needs_legal_review"


class TestWords:
    def test_differences_are_read_aloud(self):
        asked = rule(conditions=["goods_value<=500|货值五百元以下"], exclusions=["lent|出租出借"])
        changes = {
            "lent": True,
            "costly_fix": False,
            "goods_value": 900,
            "party_kind": "company",
            "party_roles": ["platform", "other"],
            "no_intent": False,
            "correction": "unknown",
            "gone": True,
            "ad_brief": True,
            "voluntary": True,
            "off_list_reason": "x",
        }
        found = dict(differences(asked, changes))
        assert found["出租出借"] == "有" and found["纠错成本较高"] == "没有"
        assert found["货值五百元以下"].startswith("900")
        assert found["当事人类型"] == "公司"
        assert found["当事人角色"] == "platform、other"
        assert found["无主观故意"] == "否"
        assert found["改正情况"] == "不清楚"
        assert found["gone（本版本没有这一项）"] == "是"
        assert found["清单外适用理由"] == "x"

    def test_the_questions_of_the_form(self):
        keys = [q.key for q in example_questions(rule(conditions=["licence_valid|持照"]), "natural_person")]
        assert len(keys) == len(set(keys))
        assert {"licence_valid", "party_age", "no_harm", "act_days", "first_offence"} <= set(keys)
        assert not {"act_date", "discovered_on"} & set(keys)


class TestProposals:
    def test_one_for_each_part(self):
        asked = rule(
            conditions=[
                "licence_valid|持照",
                "party_role=not_platform|不是平台",
                "party_role=advertiser|是广告主",
                "goods_value<=500|五百元以下",
                "held_days>=30|满三十日",
                "first_offence|初次违法",
                "corrected|已改正",
                "gains_cleared|没有违法所得",
                "no_harm|没有后果",
                "minor_harm|后果轻微",
            ],
            exclusions=["lent|出租出借", "costly_fix|纠错成本高"],
        )
        found = {one.title: one for one in proposals(asked, ON, PARAMETERS)}
        assert list(found)[0] == ALL_GOOD and found[ALL_GOOD].facts == {}
        assert found["不符合：五百元以下"].facts == {"goods_value": 501}
        assert found["不符合：满三十日"].facts == {"held_days": 29}
        assert found["不符合：不是平台"].facts == {"party_roles": ["platform"]}
        assert found["不符合：初次违法"].facts == {"first_offence": "found"}
        assert found["不符合：已改正"].facts == {"correction": "refused"}
        assert found["不符合：没有违法所得"].facts == {"illegal_gains": "outstanding"}
        assert found["有排除情形：出租出借"].verdict == "ordinary_procedure"
        assert found["有排除情形：出租出借"].verdict_label == "转立案办理"
        assert "有排除情形：纠错成本较高" not in found  # the item's own words for it stand already

    @pytest.mark.parametrize(
        ("token", "kind"),
        [("party_type=company", "individual_business"), ("party_type=individual_business", "company")],
    )
    def test_another_kind_of_party(self, token, kind):
        found = proposals(rule(conditions=[f"{token}|限定"]), ON)
        assert {"party_kind": kind} in [one.facts for one in found]


class TestStarter:
    def rows(self):
        with (FOLDER / "examples.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_every_enabled_item_has_its_good_case_and_one_that_fails(self):
        rows = self.rows()
        for number, asked in RULES.items():
            if asked.load_state == "enabled":
                verdicts = [row["verdict"] for row in rows if row["item_no"] == number]
                assert "eligible" in verdicts and set(verdicts) - {"eligible"}, number

    def test_they_hold(self):
        faults = [
            tried(RULES[row["item_no"]], row["title"], json.loads(row["facts"]), row["verdict"], ON, PARAMETERS).fault
            for row in self.rows()
        ]
        assert not any(faults)

    @pytest.mark.django_db
    def test_loaded_once_and_only_where_there_are_none(self, loaded, legal, second_legal, on):
        assert ItemExample.objects.count() == len(self.rows())
        ItemExample.objects.filter(item__number="R3").exclude(title=ALL_GOOD).delete()
        starter_load(actor=legal, on=on, approver=second_legal)
        assert ItemExample.objects.filter(item__number="R3").count() == 1
        published = ItemVersion.objects.published().filter(item__number="R3").get()
        assert published.item.examples.get().updated_by == legal


@pytest.fixture
def item(loaded):
    return Item.objects.get(number="R3")


@pytest.fixture
def example(item, legal, on):
    return example_save(item=item, actor=legal, on=on, title="  甲 ", facts={}, verdict="eligible")


@pytest.mark.django_db
class TestKeeping:
    def test_kept_with_its_record(self, item, legal, on, example):
        assert (example.title, example.facts, example.updated_by) == ("甲", {}, legal)
        event = Event.objects.filter(verb="example_save").latest("pk")
        assert (event.thread, event.data["title"], event.actor) == (f"item:{item.pk}", "甲", legal)

    def test_changed(self, item, legal, on, example):
        example_save(
            item=item,
            actor=legal,
            on=on,
            title="甲",
            facts={"costly_fix": True},
            verdict="ordinary_procedure",
            example=example,
        )
        example.refresh_from_db()
        assert example.facts == {"costly_fix": True}

    @pytest.mark.parametrize(
        ("values", "field", "words"),
        [
            ({"title": " "}, "title", "起个名字"),
            ({"title": "甲"}, "title", "已有名为"),
            ({"verdict": "maybe"}, "", "应得结论"),
            ({"facts": {"act_days": "前天"}}, "", "读不懂"),
        ],
    )
    def test_refusals(self, item, legal, on, example, refused, values, field, words):
        given = {"title": "乙", "facts": {}, "verdict": "eligible", **values}
        with refused(DomainError, words, field=field):
            example_save(item=item, actor=legal, on=on, **given)
        assert item.examples.filter(title="乙").count() == 0

    def test_an_item_without_a_version_takes_one_too(self, bureau, legal, on):
        bare = Item.objects.create(bureau=bureau, number="Z9", domain="其他")
        assert newest_version(bare) is None
        example_save(item=bare, actor=legal, on=on, title="甲", facts={"act_days": "前天"}, verdict="eligible")

    def test_only_legal_staff_of_the_bureau(self, item, officer, other_legal, on, example):
        given = {"item": item, "on": on, "title": "乙", "facts": {}, "verdict": "eligible"}
        for person, refusal in ((officer, NotAllowed), (other_legal, NotVisible)):
            with pytest.raises(refusal):
                example_save(actor=person, **given)
            with pytest.raises(refusal):
                example_delete(actor=person, example=example)

    def test_taken_away(self, item, legal, example):
        example_delete(example=example, actor=legal)
        assert not item.examples.filter(title="甲").exists()
        assert Event.objects.filter(verb="example_delete", thread=f"item:{item.pk}").exists()


@pytest.mark.django_db
class TestProposed:
    def test_kept_as_shown(self, item, legal, on):
        version = newest_version(item)
        item.examples.all().delete()
        offered = examples_proposed(version, on)
        first = offered[0]
        examples_adopt(version=version, actor=legal, on=on, confirmed={first.key: first.verdict})
        assert item.examples.get().title == ALL_GOOD
        assert ALL_GOOD not in [one.title for one in examples_proposed(version, on)]

    @pytest.mark.parametrize("confirmed", [{"good": "not_eligible"}, {"no_such": "eligible"}])
    def test_not_when_the_rules_say_otherwise_by_now(self, item, legal, on, refused, confirmed):
        item.examples.all().delete()
        with refused(TransitionRefused, "重新生成"):
            examples_adopt(version=newest_version(item), actor=legal, on=on, confirmed=confirmed)
        assert not item.examples.exists()


@pytest.mark.django_db
class TestGate:
    def test_nothing_is_submitted_while_one_fails(self, item, legal, on, refused, example):
        draft = item_version_new(item=item, actor=legal)
        ItemVersion.objects.filter(pk=draft.pk).update(
            effective_from=date(2026, 12, 1), load_state="needs_legal_review"
        )
        draft.refresh_from_db()
        with refused(TransitionRefused, "测试情形“甲”应为“可以签署承诺书”，按本版本得出“须先法制审核”"):
            item_version_submit(version=draft, actor=legal, on=on)
        ItemVersion.objects.filter(pk=draft.pk).update(load_state="enabled")
        draft.refresh_from_db()
        assert item_version_submit(version=draft, actor=legal, on=on).state == "pending"

    def test_an_item_without_examples_costs_one_query(self, item, on, django_assert_num_queries):
        version = newest_version(item)
        item.examples.all().delete()
        with django_assert_num_queries(1):
            assert examples_hold(version, on) == []

    def test_queries_do_not_grow(self, item, legal, on, django_assert_max_num_queries):
        version = newest_version(item)
        for n in range(10):
            example_save(item=item, actor=legal, on=on, title=f"第{n}个", facts={}, verdict="eligible")
        with django_assert_max_num_queries(11):
            assert all(found.holds for _, found in examples_tried(version, on))
