"""Situations in which no pledge is offered: crime, exclusions, repetition, refusal, things a pledge cannot settle."""

import pytest

from .situations import sheet_of

END = "no_pledge_needed"
FILE = "ordinary_procedure"
POLICE = "transfer_to_police"
SHUT = "not_eligible"
P = {"on": "2025-06-01", "same_type": True, "match": "uscc", "outcome": "penalised"}

#: name, item, changed facts, verdict, lines that must not be met (all of them)
SITUATIONS = [
    ("涉嫌犯罪必须移送", "R3", {"suspected_crime": True}, POLICE, ["suspected_crime"]),
    ("涉嫌犯罪压过已改正", "R3", {"suspected_crime": True, "correction": "done_on_spot"}, POLICE, []),
    ("涉嫌犯罪压过不满十四周岁", "R3", {"suspected_crime": True, "party_age": 13}, POLICE, ["age"]),
    ("涉嫌犯罪又无管辖权仍移送公安", "R3", {"suspected_crime": True, "jurisdiction": "other_bureau"}, POLICE, []),
    ("清单外涉嫌犯罪", None, {"suspected_crime": True}, POLICE, ["suspected_crime"]),
    ("食品案件涉嫌犯罪", "F12", {"suspected_crime": True, "goods_value": 30000}, POLICE, []),
    ("违法事实不成立", "R3", {"violation_established": False}, END, ["violation_established"]),
    ("事实不成立压过排除情形", "R3", {"violation_established": False, "high_risk": True}, END, ["high_risk"]),
    ("重点领域事实不成立", "F2", {"violation_established": False}, END, []),
    ("属其他市场监管部门管辖", "R3", {"jurisdiction": "other_bureau"}, SHUT, ["jurisdiction"]),
    ("属其他部门管辖", "E8", {"jurisdiction": "other_department"}, SHUT, ["jurisdiction"]),
    ("不满十四周岁", "R11", {"party_kind": "natural_person", "party_age": 13}, END, ["age"]),
    ("不能辨认自己行为", "R11", {"party_kind": "natural_person", "party_age": 40, "discernment": "none"},
     END, ["discernment"]),
    ("足以证明没有主观过错", "A2", {"no_fault": "proven"}, END, ["no_fault"]),
    ("风险较大", "R3", {"high_risk": True}, FILE, ["high_risk"]),
    ("纠错成本较高", "R3", {"costly_fix": True}, FILE, ["costly_fix"]),
    ("损害难以挽回", "C1", {"irreversible_harm": True}, FILE, ["irreversible_harm"]),
    ("利用突发事件", "C1", {"emergency_exploit": True}, FILE, ["emergency_exploit"]),
    ("四项排除同时存在全部列出", "C1", {"high_risk": True, "costly_fix": True, "irreversible_harm": True, "emergency_exploit": True},
     FILE, ["high_risk", "costly_fix", "irreversible_harm", "emergency_exploit"]),
    ("曾失诺", "R3", {"broken_pledge": True}, FILE, ["broken_pledge"]),
    ("台账有两年内失诺记录", "R3", {"prior_records": [P | {"same_type": False, "outcome": "pledge_breached"}]},
     FILE, ["broken_pledge"]),
    ("失诺记录优先于人工填写没有", "R3", {"broken_pledge": False, "prior_records": [P | {"outcome": "pledge_breached"}]},
     FILE, ["broken_pledge"]),
    ("整改后再犯", "R3", {"repeat_after_fix": True}, FILE, ["repeat_after_fix"]),
    ("承诺整改到位后又犯同类", "R3", {"prior_records": [P | {"outcome": "pledge_fulfilled"}]},
     FILE, ["repeat_after_fix", "first_offence"]),
    ("责令改正后又犯同类", "C5", {"prior_records": [P | {"outcome": "corrected"}]}, FILE, ["repeat_after_fix"]),
    ("整改后再犯即使当场改正也不再承诺", "R3", {"repeat_after_fix": True, "correction": "done_on_spot"},
     FILE, ["repeat_after_fix"]),
    ("拒不改正", "R3", {"correction": "refused"}, FILE, ["corrected", "refused_correction"]),
    ("改正后仍不符合要求", "R3", {"correction": "failed"}, FILE, ["corrected", "refused_correction"]),
    ("逾期未改正", "R1", {"correction": "overdue"}, FILE, ["refused_correction"]),
    ("逾期后才改正", "R1", {"correction": "done_late"}, FILE, ["refused_correction"]),
    ("过了责令改正期限仍未改", "R3", {"correction_due": "2026-11-21"}, FILE, ["corrected"]),
    ("只填拒不改正", "R3", {"correction": None, "refused_correction": True}, FILE, ["refused_correction"]),
    ("首违不罚事项两年内有同类处罚", "E1", {"first_offence": "found", "minor_act": None, "prior_records": [P]},
     FILE, ["first_offence"]),
    ("首违不罚事项查到同类违法但未录记录", "E1", {"first_offence": "found", "minor_act": None},
     FILE, ["first_offence"]),
    ("原注册号相同也算同一当事人", "E1", {"minor_act": None, "prior_records": [P | {"match": "old_reg_no"}]},
     FILE, ["first_offence"]),
    ("经营者身份证号相同也算同一当事人", "E1", {"minor_act": None, "prior_records": [P | {"match": "operator_id"}]},
     FILE, ["first_offence"]),
    ("正好两年前的同类违法仍在窗口内", "E1", {"minor_act": None, "prior_records": [P | {"on": "2024-11-10"}]},
     FILE, ["first_offence"]),
    ("无照经营要求首违而不是首次", "R11", {"first_offence": "found", "minor_act": None}, FILE, ["first_offence"]),
    ("危害后果不属轻微", "E1", {"harm": "serious"}, FILE, ["minor_harm"]),
    ("轻微不罚事项行为不轻微又非初次", "E10", {"minor_act": False, "first_offence": "found"}, FILE, ["minor_act"]),
    ("轻微不罚事项造成后果且非初次", "E10", {"harm": "minor", "first_offence": "found"}, FILE, ["no_harm"]),
    ("轻微不罚事项造成后果程度不明", "E10", {"harm": None, "no_harm": False}, FILE, ["no_harm"]),
    ("首违不罚事项行为明显不轻微", "E1", {"minor_act": False}, FILE, ["minor_act"]),
    ("未改正的违法所得", "C1", {"illegal_gains": "outstanding"}, FILE, ["gains_cleared"]),
    ("无照经营有违法所得未处理", "R11", {"illegal_gains": None, "gains_cleared": False}, FILE, ["gains_cleared"]),
    ("违法所得填写矛盾取不利", "R11", {"illegal_gains": "none", "gains_cleared": False}, FILE, ["gains_cleared"]),
    ("已改正但违法所得未处理", "C2", {"illegal_gains": "outstanding", "correction": "done_on_spot"},
     FILE, ["gains_cleared"]),
    ("条文不含没收但确有违法所得", "A9", {"illegal_gains": "outstanding"}, FILE, ["gains_cleared"]),
    ("有应当没收的物品", "C1", {"goods_to_confiscate": True}, FILE, ["goods_to_confiscate"]),
    ("食品来源合法只能立案后免罚", "F12", {"unaware_proven": True, "due_diligence_done": True, "source_explained": True},
     FILE, ["known_source"]),
    ("化妆品不知情", "M1", {"unaware_proven": True, "due_diligence_done": True}, FILE, ["known_source"]),
    ("器械不知情", "M2", {"unaware_proven": True, "due_diligence_done": True, "source_explained": True},
     FILE, ["known_source"]),
    ("产品质量不知情只能从轻减轻", "C9", {"unaware_proven": True, "source_explained": True}, FILE, ["known_source"]),
    ("商标侵权商品不知情", "T4", {"unaware_proven": True, "source_explained": True}, FILE, ["known_source"]),
    ("无照经营情节严重", "R11", {"serious": True}, FILE, ["serious"]),
    ("价格欺诈", "C1", {"price_fraud": True}, FILE, ["price_fraud"]),
    ("绝对化用语构成虚假广告", "A1", {"false_ad": True}, FILE, ["false_ad"]),
    ("伪造营业执照", "R3", {"licence_forged": True}, FILE, ["licence_forged"]),
    ("食品货值两万元以上属情节严重", "F3", {"goods_value": 20000}, FILE, ["food_serious"]),
    ("食品违法持续三个月属情节严重", "F3", {"act_date": "2026-08-22"}, FILE, ["food_serious"]),
    ("年底开始持续三个月", "F3", {"act_date": "2025-11-30", "act_ongoing": False, "act_end_date": "2026-03-01"},
     FILE, ["food_serious"]),
    ("清单外重点领域不能承诺", None, {"key_area": "food"}, FILE, ["key_area"]),
    ("清单外两条路都不通", None, {"minor_act": False, "harm": "serious"},
     FILE, ["minor_act", "no_harm", "minor_harm"]),
    ("清单外不轻微又非初次", None, {"minor_act": False, "harm": "minor", "first_offence": "found"},
     FILE, ["first_offence"]),
    ("不愿签署", "R3", {"voluntary": False}, SHUT, ["voluntary"]),
    ("不具备整改条件", "R3", {"correctable": False}, SHUT, ["correctable"]),
    ("主观故意", "C1", {"no_intent": False}, SHUT, ["no_intent"]),
    ("没有有效执照不适用亮照事项", "R3", {"licence_valid": False}, SHUT, ["licence_valid"]),
    ("个体工商户不适用公司条款", "R4", {"party_kind": "individual_business"}, SHUT, ["party_type=company"]),
    ("分支机构不是公司", "R4", {"party_kind": "branch"}, SHUT, ["party_type=company"]),
    ("个体工商户不是企业", "C6", {"party_kind": "individual_business"}, SHUT, ["party_type=enterprise"]),
    ("自然人不是企业", "C6", {"party_kind": "natural_person", "party_age": 30}, SHUT, ["party_type=enterprise"]),
    ("食品企业管理制度不适用个体户", "F4", {"party_kind": "individual_business"}, SHUT, ["party_type=enterprise"]),
    ("公司变更登记应用公司法", "R1", {"party_kind": "company"}, SHUT, ["special_law"]),
    ("合伙企业变更登记应用合伙企业法", "R1", {"party_kind": "partnership"}, SHUT, ["special_law"]),
    ("独资企业变更登记应用独资企业法", "R1", {"party_kind": "sole_proprietorship"}, SHUT, ["special_law"]),
    ("平台经营者不适用店铺条款", "E1", {"party_roles": ["platform"]}, SHUT, ["party_role=not_platform"]),
    ("发布者不适用广告主条款", "A6", {"party_roles": ["ad_publisher"]}, SHUT, ["party_role=advertiser"]),
    ("多收价款未退还", "C1", {"overcharge_refunded": False}, SHUT, ["overcharge_refunded"]),
    ("已改正却仍在发布广告", "A1", {"correction": "done_in_time", "ad_withdrawn": False}, SHUT, ["ad_withdrawn"]),
    ("补检发现有病", "F2", {"health_ok": False}, SHUT, ["health_ok"]),
    ("货值超过五百元", "F12", {"goods_value": "500.01"}, SHUT, ["goods_value<=500"]),
    ("许可届满超过三十日", "F12", {"lapsed_days": 31}, SHUT, ["lapsed_days<=30"]),
    ("责令改正前置事项后果严重", "R3", {"harm": "serious"}, SHUT, ["minor_harm"]),
    ("法制审核不同意", "R6", {"legal_review": "rejected"}, SHUT, ["legal_review", "item_enabled"]),
    ("不愿签署又有失诺按重的", "R3", {"voluntary": False, "broken_pledge": True},
     FILE, ["voluntary", "broken_pledge"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "changes", "verdict", "failed"), [row[1:] for row in SITUATIONS], ids=[r[0] for r in SITUATIONS]
)
def test_situation(item, changes, verdict, failed):
    sheet = sheet_of(item, **changes)
    assert sheet.verdict == verdict
    assert set(failed) <= {line.key for line in sheet.failed}
    assert sheet.next_step
    assert all(line.basis for line in sheet.lines)


def test_names_are_unique():
    assert len({row[0] for row in SITUATIONS}) == len(SITUATIONS)
