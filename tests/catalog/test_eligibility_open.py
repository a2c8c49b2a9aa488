"""Situations in which a pledge may be offered, is not needed, or a person decides first."""

from dataclasses import replace
from datetime import date

import pytest

from .situations import RULES, sheet_of

ASK = "needs_legal_review"
END = "no_pledge_needed"
FILE = "ordinary_procedure"
OFFER = "eligible"
P = {"on": "2025-06-01", "same_type": True, "match": "uscc", "outcome": "penalised"}
OLD = P | {"on": "2023-06-01"}
PAST = {"act_ongoing": False}
CHILD = {"party_kind": "natural_person", "party_age": 16}

#: name, item, changed facts, verdict, lines that keep it from «eligible» (exactly)
SITUATIONS = [
    ("没挂执照尚未改正", "R3", {}, OFFER, []),
    ("公司变更登记尚未改正", "R4", {}, OFFER, []),
    ("绝对化用语首次且未改正", "A1", {}, OFFER, []),
    ("广告尚未撤下可以承诺撤下", "A1", {"ad_withdrawn": False}, OFFER, []),
    ("广告是否撤下未填，承诺即可", "A1", {"ad_withdrawn": None}, OFFER, []),
    ("计量器具尚未送检可以承诺", "C4", {"device_requalified": False}, OFFER, []),
    ("未明码标价首次", "C1", {"harm": "minor", "minor_act": None}, OFFER, []),
    ("违法所得已全部退赔", "C2", {"illegal_gains": "refunded"}, OFFER, []),
    ("多收价款已退还视为没有违法所得", "C1", {"illegal_gains": None}, OFFER, []),
    ("首违不罚不要求行为轻微的认定", "E1", {"minor_act": None}, OFFER, []),
    ("责令改正前置不要求首违核查", "R3", {"first_offence": None, "minor_act": None, "harm": None}, OFFER, []),
    ("责令改正前置查到同类处罚但不是整改后再犯", "R3", {"first_offence": "found"}, OFFER, []),
    ("责令改正前置首违无法核实不影响", "R3", {"first_offence": "unverified"}, OFFER, []),
    ("轻微不罚不要求初次违法", "E10", {"first_offence": "found", "prior_records": [P]}, OFFER, []),
    ("窗口期外的同类违法不计", "E1", {"first_offence": "found", "prior_records": [OLD]}, OFFER, []),
    ("两年零一天前的同类违法在窗口外", "E1", {"prior_records": [P | {"on": "2024-11-09"}]}, OFFER, []),
    ("不同类型的违法不计", "E1", {"prior_records": [P | {"same_type": False}]}, OFFER, []),
    ("窗口期外的失诺只提示", "R3", {"prior_records": [OLD | {"same_type": False, "outcome": "pledge_breached"}]},
     OFFER, []),
    ("自愿签署且已教育", "R3", {"voluntary": True, "educated": True}, OFFER, []),
    ("责令改正期限今天届满不算逾期", "R3", {"correction_due": "2026-11-22"}, OFFER, []),
    ("个体工商户未标价", "C3", {}, OFFER, []),
    ("个体工商户变更登记", "R1", {}, OFFER, []),
    ("农民专业合作社变更登记", "R1", {"party_kind": "cooperative"}, OFFER, []),
    ("十六周岁且法定代理人同意", "R11", CHILD | {"guardian_consents": True}, OFFER, []),
    ("成年自然人无照经营", "R11", {"party_kind": "natural_person", "party_age": 30}, OFFER, []),
    ("持续行为以前开始，现行规定适用", "R3", {"act_date": "2021-01-01"}, OFFER, []),
    ("新规定较重仍用旧规定", "R3", {"law_changed": "same_or_heavier"}, OFFER, []),
    ("二年届满当日发现", "R3", PAST | {"act_date": "2024-11-20"}, OFFER, []),
    ("生命健康有后果适用五年", "C4", PAST | {"act_date": "2023-01-01", "life_health_harm": True, "harm": "minor"},
     OFFER, []),
    ("商标事项最后有效日", "T1", {"on": "2026-12-31"}, OFFER, []),
    ("当事人以货源已说明但未证明不知情", "C1", {"unaware_proven": False}, OFFER, []),
    ("货值正好五百元不因此排除", "F12", {"goods_value": 500, "lapsed_days": 30}, ASK,
     ["item_enabled", "item_verified", "text_in_force", "key_area", "goods_to_confiscate"]),
    ("须法制审核的事项已获同意", "R6", {"legal_review": "approved"}, OFFER, []),
    ("重点领域事项法制审核已同意", "T4", {"legal_review": "approved"}, OFFER, []),
    ("首违无法核实经法制同意", "E1", {"first_offence": "unverified", "legal_review": "approved"}, OFFER, []),
    ("清单外经法制同意", None, {"legal_review": "approved"}, OFFER, []),
    ("当场改正并核实", "R3", {"correction": "done_on_spot"}, END, []),
    ("检查前已自行改正", "C1", {"correction": "done_before_inspection"}, END, []),
    ("期限内改正到位未签承诺", "R1", {"correction": "done_in_time", "voluntary": False}, END, []),
    ("不愿签署但已改正", "E10", {"voluntary": False, "correction": "done_on_spot"}, END, []),
    ("只填已改正到位", "R3", {"correction": None, "corrected": True}, END, []),
    ("故意但责令改正前置且已改正", "R3", {"no_intent": False, "correction": "done_on_spot"}, END, []),
    ("超过二年才发现", "R3", PAST | {"act_date": "2024-11-19"}, END, ["limitation"]),
    ("按终了日计算已超过二年", "R3", PAST | {"act_date": "2020-01-01", "act_end_date": "2023-01-01", "law_changed": "none"},
     END, ["limitation"]),
    ("没有后果不适用五年期限", "C4", PAST | {"act_date": "2023-01-01", "life_health_harm": False},
     END, ["limitation"]),
    ("超过五年", "C4", PAST | {"act_date": "2021-01-01", "harm": "minor", "life_health_harm": True},
     END, ["limitation", "law_in_time"]),
    ("闰年二月二十九日起二年", "R3", PAST | {"act_date": "2024-02-29", "discovered_on": "2026-03-01"},
     END, ["limitation"]),
    ("补检结果待改正后才知道", "F2", {"health_ok": None, "legal_review": "approved"}, OFFER, []),
    ("补检已完成而结果未填", "F2", {"health_ok": None, "legal_review": "approved", "correction": "done_in_time"}, ASK, ["health_ok"]),
    ("重点领域须法制审核", "C9", {}, ASK, ["item_enabled", "key_area"]),
    ("食品标签瑕疵", "F1", {}, ASK, ["item_enabled", "text_in_force", "key_area"]),
    ("重点领域已当场改正仍须审核", "C9", {"correction": "done_on_spot"}, ASK, ["item_enabled", "key_area"]),
    ("普通事项但本案涉及食品", "R3", {"key_area": "food"}, ASK, ["key_area"]),
    ("清单外须说明理由并审核", None, {}, ASK, ["listed"]),
    ("清单外没写理由", None, {"off_list_reason": "", "legal_review": "approved"}, ASK, ["listed", "off_list_reason"]),
    ("清单外重点领域但已改正", None, {"key_area": "food", "correction": "done_on_spot"}, ASK, ["listed", "key_area"]),
    ("清单外是否重点领域不明", None, {"key_area": None}, ASK, ["listed", "key_area"]),
    ("清单外不轻微但初次且后果轻微", None, {"minor_act": False, "harm": "minor"}, ASK, ["listed"]),
    ("清单外轻微性和首违都不明", None, {"minor_act": None, "first_offence": None}, ASK,
     ["listed", "minor_act", "first_offence"]),
    ("清单外查到同类但轻微性不明", None, {"minor_act": None, "first_offence": "found"}, ASK,
     ["listed", "minor_act", "first_offence"]),
    ("停用事项审核也不能用", "M3", {"legal_review": "approved"}, ASK, ["item_enabled"]),
    ("罚则未核对", "C7", {}, ASK, ["item_enabled", "item_verified", "leniency_kind"]),
    ("条款衔接未核实", "E2", {}, ASK, ["item_enabled", "item_verified"]),
    ("年度报告企业另受公示条例", "R6", {"party_kind": "company"}, ASK, ["item_enabled"]),
    ("首违无法核实", "E1", {"first_offence": "unverified"}, ASK, ["first_offence"]),
    ("首违核查未做", "E1", {"first_offence": None}, ASK, ["first_offence"]),
    ("仅经营场所相同由人判断", "E1", {"prior_records": [P | {"match": "premises"}]}, ASK, ["first_offence"]),
    ("同类与否不明由人判断", "E1", {"prior_records": [P | {"same_type": None}]}, ASK, ["first_offence"]),
    ("记录日期不明由人判断", "E1", {"prior_records": [P | {"on": None}]}, ASK, ["first_offence"]),
    ("有一个来源无法核实", "E1",
     {"first_offence_sources": [{"source": "台账", "status": "none"}, {"source": "公示", "status": "unverified"}]},
     ASK, ["first_offence"]),
    ("有一个来源尚未查询", "E1", {"first_offence_sources": [{"source": "公示系统"}]}, ASK, ["first_offence"]),
    ("非初次但轻微且没有后果", "E1", {"first_offence": "found"}, ASK, ["first_offence"]),
    ("非初次但自有媒介广告短时无后果", "A1", {"first_offence": "found", "minor_act": None, "ad_own_media": True, "ad_brief": True},
     ASK, ["first_offence"]),
    ("轻微不罚不成立但属首违", "E10", {"harm": "minor"}, ASK, ["no_harm"]),
    ("责令改正前置但明说不轻微", "R3", {"minor_act": False}, ASK, ["minor_act"]),
    ("窗口期外曾整改同类", "R3", {"prior_records": [OLD | {"outcome": "pledge_fulfilled"}], "repeat_after_fix": None},
     ASK, ["repeat_after_fix"]),
    ("上次是否整改不明", "R3", {"prior_records": [P], "repeat_after_fix": None}, ASK, ["repeat_after_fix"]),
    ("失诺记录当事人待确认", "R3", {"prior_records": [P | {"match": "name", "same_type": False, "outcome": "pledge_breached"}]},
     ASK, ["broken_pledge"]),
    ("新规定较轻", "R3", {"law_changed": "lighter"}, ASK, ["law_in_time"]),
    ("新规定不认为违法", "R3", {"law_changed": "not_illegal"}, ASK, ["law_in_time"]),
    ("行为时现行规定未施行", "T5", PAST | {"act_date": "2025-10-01"},
     ASK, ["law_in_time", "item_enabled", "key_area"]),
    ("核查日事项已过期", "T1", {"on": "2027-01-01", "act_ongoing": False}, ASK, ["item_in_force"]),
    ("事项失效后的行为", "T1", {"on": "2027-02-01", "act_date": "2027-01-10", "discovered_on": "2027-01-12"}, ASK,
     ["law_in_time", "item_in_force"]),
    ("行为日期不明", "R3", {"act_date": None, "act_ongoing": None}, ASK, ["limitation", "law_in_time"]),
    ("两年前的行为发现日不明", "R3", PAST | {"act_date": "2023-06-01", "discovered_on": None}, ASK, ["limitation"]),
    ("两年前的行为是否持续不明", "R3", {"act_date": "2023-06-01", "act_ongoing": None}, ASK, ["limitation"]),
    ("两年前的行为是否涉及生命健康不明", "C4", PAST | {"act_date": "2023-06-01", "harm": "minor"},
     ASK, ["limitation"]),
    ("主张没有主观过错尚未审查", "A2", {"no_fault": "claimed"}, ASK, ["no_fault"]),
    ("食品案件足以证明无过错另有规定", "F3", {"no_fault": "proven"},
     ASK, ["item_enabled", "text_in_force", "key_area", "no_fault"]),
    ("不知情但商品类别不明", "C1", {"unaware_proven": True}, ASK, ["known_source"]),
    ("不知情的其他商品", "C1", {"unaware_proven": True, "goods_law": "other_goods"}, ASK, ["known_source"]),
    ("已改正但属故意", "C1", {"no_intent": False, "correction": "done_on_spot"}, ASK, ["no_intent"]),
    ("分支机构是否企业由人确认", "C6", {"party_kind": "branch"}, ASK, ["party_type=enterprise"]),
    ("合作社经人确认为企业", "C6", {"party_kind": "cooperative", "party_type=enterprise": True}, OFFER, []),
    ("自然人年龄不明", "R11", {"party_kind": "natural_person"}, ASK, ["age"]),
    ("十六周岁法定代理人未到场", "R11", CHILD | {"guardian_consents": False}, ASK, ["guardian_consents"]),
    ("尚未完全丧失辨认能力", "R11", {"discernment": "partial"}, ASK, ["guardian_consents"]),
    ("日期互相矛盾", "R3", {"act_date": "2026-11-21"}, ASK, ["consistent"]),
    ("危害后果填写矛盾", "C1", {"harm": "none", "no_harm": False}, ASK, ["consistent", "minor_harm"]),
    ("什么都不知道", "R3", {"violation_established": None, "suspected_crime": None, "party_kind": None}, ASK,
     ["suspected_crime", "violation_established", "party_kind"]),
    ("商品没收与否不明", "F12", {"goods_to_confiscate": None, "legal_review": "approved"}, ASK,
     ["item_enabled", "goods_to_confiscate"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "changes", "verdict", "blocking"), [row[1:] for row in SITUATIONS], ids=[r[0] for r in SITUATIONS]
)
def test_situation(item, changes, verdict, blocking):
    sheet = sheet_of(item, **changes)
    assert (sheet.verdict, sorted(line.key for line in sheet.blocking)) == (verdict, sorted(blocking))
    assert sheet.next_step


def rule(**changes):
    return replace(RULES["E1"], **changes)


RULES_AND_VERDICTS = [
    ("草稿不能据以适用", rule(state="draft"), ASK, ["item_published"]),
    ("后来失效但当日有效", rule(state="retired", effective_to=date(2026, 11, 30)), OFFER, []),
    ("失效且没有截止日", rule(state="retired"), ASK, ["item_published"]),
    ("适用范围未填", rule(legal_basis_scope=""), ASK, ["scope"]),
    ("未说明文本是否现行", rule(text_in_force_checked=None), ASK, ["text_in_force"]),
    ("从轻减轻类事项须立案", rule(leniency_kind="mitigate"), FILE, ["leniency_kind"]),
    ("免予处罚类事项须立案", rule(leniency_kind="exempt"), FILE, ["leniency_kind"]),
    ("无主观过错类事项不以承诺代替", rule(leniency_kind="no_fault"), ASK, ["leniency_kind"]),
    ("从宽类型未填", rule(leniency_kind=""), ASK, ["leniency_kind"]),
    ("尚未施行的事项", rule(effective_from=date(2026, 12, 1)), ASK, ["item_in_force", "law_in_time"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "verdict", "blocking"), [row[1:] for row in RULES_AND_VERDICTS], ids=[r[0] for r in RULES_AND_VERDICTS]
)
def test_rule(wanted, verdict, blocking):
    sheet = sheet_of(wanted)
    assert (sheet.verdict, sorted(line.key for line in sheet.blocking)) == (verdict, sorted(blocking))
