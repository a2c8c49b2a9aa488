"""Reading facts and rules: tolerant of form, strict about meaning; errors name the field."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from catalog.eligibility import FactError, Facts, ItemRule, rule_from_row
from catalog.eligibility.rule import ConditionRule

from .situations import RULES, WORDS, raw

ON = {"on": "2026-11-22"}


def read(**facts) -> Facts:
    return Facts.from_dict(ON | facts, WORDS)


def test_chinese_names_and_words_are_understood():
    facts = Facts.from_dict(
        {
            "核查日期": "2026年11月22日",
            "当事人类型": "个体工商户",
            "违法行为轻微": "是",
            "改正情况": "拒不改正",
            "当事人角色": "广告主、平台内经营者",
            "货值金额不超过500元": "是",
            "危害后果": "未知",
            "answers": {"具备整改条件": "否", "voluntary": "是", "goods_value": "480.5"},
        },
        WORDS,
    )
    assert (facts.on, facts.party_kind, facts.correction) == (date(2026, 11, 22), "individual_business", "refused")
    assert facts.party_roles == ("advertiser", "platform_seller")
    assert facts.answers == {
        "minor_act": True,
        "goods_value<=500": True,
        "correctable": False,
        "goods_value": Decimal("480.5"),
    }
    assert (facts.voluntary, facts.harm) == (True, None)


@pytest.mark.parametrize("value", [None, "", "unknown", "未知", "不详"])
def test_unknown_in_every_form(value):
    facts = read(suspected_crime=value, harm=value, act_date=value, party_roles=value, party_age=value, answers=None)
    assert (facts.harm, facts.act_date, facts.party_roles, facts.party_age) == (None, None, None, None)
    assert facts.answer("suspected_crime") is None


def test_dates_numbers_and_flags():
    facts = Facts.from_dict({"on": datetime(2026, 11, 22, 8), "act_date": date(2026, 1, 1), "first_offence": True})
    assert (facts.on, facts.first_offence) == (date(2026, 11, 22), "none")
    assert read(first_offence=False).first_offence == "found"
    assert read(discovered_on="2026/11/1").discovered_on == date(2026, 11, 1)
    assert Facts.from_dict(ON | {"answers": {"area": 3}}).answers == {"area": Decimal(3)}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"nothing": 1}, "nothing"),
        ({"on": None}, "on"),
        ({"act_date": "昨天"}, "act_date"),
        ({"act_date": "2026-02-30"}, "act_date"),
        ({"suspected_crime": "也许"}, "suspected_crime"),
        ({"licence_valid": 5}, "licence_valid"),
        ({"party_kind": "外星人"}, "party_kind"),
        ({"goods_value": -1}, "goods_value"),
        ({"goods_value": "很多"}, "goods_value"),
        ({"goods_value": True}, "goods_value"),
        ({"party_age": "十六"}, "party_age"),
        ({"party_age": True}, "party_age"),
        ({"prior_records": {}}, "prior_records"),
        ({"prior_records": ["处罚"]}, "prior_records"),
        ({"prior_records": [{"match": "猜的"}]}, "prior_records.match"),
        ({"off_list_reason": ["x"]}, "off_list_reason"),
        ({"answers": [1]}, "answers"),
        ({"evidence": [1]}, "evidence"),
    ],
)
def test_what_cannot_be_read_is_named(facts, field):
    with pytest.raises(FactError) as error:
        Facts.from_dict(ON | facts, WORDS)
    assert error.value.field == field
    assert field in str(error.value)


def test_facts_must_be_an_object():
    with pytest.raises(FactError):
        Facts.from_dict([])


def test_facts_round_trip():
    facts = Facts.from_dict(
        raw(
            RULES["F12"],
            goods_value="12.50",
            prior_records=[{"on": "2025-01-01", "match": "uscc"}],
            first_offence_sources=[{"source": "公示系统", "status": "none", "checked_on": "2026-11-21"}],
            evidence={"minor_act": "笔录"},
        ),
        WORDS,
    )
    assert Facts.from_dict(facts.to_dict()) == facts


@pytest.mark.parametrize(
    ("facts", "level", "harmless", "minor"),
    [
        ({}, None, None, None),
        ({"harm": "none"}, "none", True, True),
        ({"no_harm": True}, "none", True, True),
        ({"harm": "minor"}, "minor", False, True),
        ({"no_harm": False, "minor_harm": True}, "minor", False, True),
        ({"no_harm": False}, None, False, None),
        ({"minor_harm": True}, None, None, True),
        ({"minor_harm": False}, "serious", False, False),
        ({"harm": "serious"}, "serious", False, False),
    ],
)
def test_harm(facts, level, harmless, minor):
    facts = read(**facts)
    assert (facts.harm_level, facts.harmless, facts.harm_is_minor) == (level, harmless, minor)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, None),
        ({"corrected": True}, "done_in_time"),
        ({"corrected": False}, "not_yet"),
        ({"correction": "done_on_spot", "corrected": False}, "not_yet"),
        ({"correction": "done_on_spot", "refused_correction": True}, "refused"),
        ({"corrected": False, "correction_due": "2026-11-01"}, "overdue"),
        ({"correction": "failed", "corrected": True}, "failed"),
    ],
)
def test_correction(facts, state):
    assert read(**facts).correction_state == state


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, 0),
        ({"act_date": "2026-11-02", "act_end_date": "2026-11-01"}, 1),
        ({"act_end_date": "2026-11-30"}, 1),
        ({"discovered_on": "2026-11-30"}, 1),
        ({"act_date": "2026-11-20", "discovered_on": "2026-11-19"}, 1),
        ({"act_end_date": "2026-11-20", "act_ongoing": True}, 1),
        ({"prior_records": [{"on": "2026-12-01"}]}, 1),
        ({"harm": "minor", "no_harm": True}, 1),
        ({"harm": "serious", "minor_harm": True}, 1),
        ({"correction": "done_on_spot", "corrected": False}, 1),
        ({"correction": "refused", "corrected": True}, 1),
        ({"correction": "refused", "refused_correction": False}, 1),
    ],
)
def test_contradictions(facts, found):
    assert len(read(**facts).contradictions()) == found


# --- rules ---------------------------------------------------------------------------------------------------


def test_every_starter_row_becomes_a_rule():
    assert len(RULES) == 66
    assert all(ItemRule.from_dict(rule.to_dict()) == rule for rule in RULES.values())
    assert {n for n, rule in RULES.items() if rule.confiscates} == {"R11", "C1", "C2", "C3", "E7", "F12"}


def test_an_inline_rule_in_short_form():
    rule = ItemRule.from_dict(
        {"item_no": "X1", "conditions": "a|甲;b>=3|乙;c=d|丙", "leniency_kind": "首违不罚", "legal_basis_scope": "三"}
    )
    assert [(p.name, p.value_type) for p in rule.conditions] == [("a", "bool"), ("b", "compare"), ("c", "choice")]
    assert (rule.leniency_kind, rule.legal_basis_scope, rule.load_state) == ("first_offence", "3", "needs_legal_review")
    assert rule.label == "X1"
    assert ConditionRule.from_dict("a").text == "a"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], "rule"),
        ({}, "item_no"),
        ({"item_no": "X1", "version_no": "x"}, "version_no"),
        ({"item_no": "X1", "conditions": ["|空"]}, "token"),
        ({"item_no": "X1", "conditions": ["goods_value<=很多"]}, "goods_value<=很多"),
        ({"item_no": "X1", "conditions": [{"token": "plain", "value_type": "compare"}]}, "plain"),
        ({"item_no": "X1", "penalty_structure": "?!"}, "penalty_structure"),
    ],
)
def test_a_bad_rule_is_named(data, field):
    with pytest.raises(FactError) as error:
        ItemRule.from_dict(data)
    assert error.value.field == field


def test_a_token_that_is_not_in_the_vocabulary_still_becomes_a_condition():
    rule = rule_from_row({"item_no": "X1", "conditions": "new_token|新条件", "exclusions": ""}, {})
    assert (rule.conditions[0].text, rule.conditions[0].judged_by, rule.exclusions) == ("新条件", "officer", ())
