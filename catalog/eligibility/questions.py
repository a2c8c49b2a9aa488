"""What a person must supply: the form of the 适用核查 page is built from :func:`questions_for`."""

from dataclasses import replace

from .art33 import guide_applies, needs
from .checks_item import ELSEWHERE
from .checks_party import DOUBTFUL
from .facts import COMMON_TOKENS
from .fields import FIELDS
from .rule import ConditionRule, ItemRule
from .sheet import Question
from .vocabulary import APL, POLICY

BASIC, PARTY, CONDITION, EXCLUSION, FIRST, CORRECTION, LENIENCY, OTHER = (
    "案件基本情况",
    "当事人",
    "适用条件",
    "排除情形",
    "首违核查",
    "改正情况",
    "从宽条件",
    "其他情况（有才填）",
)

#: key → (group, help, basis, required, good answer for yes/no)
SPEC: dict[str, tuple[str, str, str, bool, str]] = {
    "violation_established": (BASIC, "有证据初步证明违法事实存在才填“是”", f"{APL}第五条第二款", True, "yes"),
    "suspected_crime": (BASIC, "涉嫌犯罪的一律移送，不能签承诺书", f"{APL}第二十七条", True, "no"),
    "jurisdiction": (BASIC, "违法行为发生地等", f"{APL}第二十二条、第二十三条", True, ""),
    "act_date": (BASIC, "持续行为填开始的一天", f"{APL}第三十六条、第三十七条", True, ""),
    "act_ongoing": (BASIC, "检查时行为仍在继续填“是”", f"{APL}第三十六条第二款", False, ""),
    "act_end_date": (BASIC, "行为已经停止的填停止的一天", f"{APL}第三十六条第二款", False, ""),
    "discovered_on": (BASIC, "发现线索或收到材料的一天", f"{APL}第三十六条", False, ""),
    "life_health_harm": (BASIC, "两年以上的行为才需要", f"{APL}第三十六条第一款", False, "no"),
    "law_changed": (BASIC, "行为之后有关规定修改过才需要", f"{APL}第三十七条", False, ""),
    "party_kind": (PARTY, "以登记信息为准", f"{APL}第四条", True, ""),
    "party_roles": (PARTY, "可多选；没有特定角色选“其他角色”", "", True, ""),
    "party_age": (PARTY, "自然人填行为时的周岁年龄", f"{APL}第三十条", True, ""),
    "discernment": (PARTY, "有精神障碍或智力残疾迹象才填", f"{APL}第三十一条", False, ""),
    "guardian_consents": (PARTY, "未成年人或部分丧失辨认能力的当事人才填", f"{POLICY}一", False, "yes"),
    "correctable": (CONDITION, "在约定期限内能够改正", f"{POLICY}一", True, "yes"),
    "no_intent": (CONDITION, "不是明知故犯", f"{POLICY}一", True, "yes"),
    "minor_act": (LENIENCY, "结合持续时间、数额、范围判断", f"{APL}第三十三条第一款", True, "yes"),
    "no_harm": (LENIENCY, "完全没有造成危害后果", f"{APL}第三十三条第一款", True, "yes"),
    "minor_harm": (LENIENCY, "没有后果也填“是”", f"{APL}第三十三条第一款", True, "yes"),
    "high_risk": (EXCLUSION, "", f"{POLICY}四（三）", True, "no"),
    "costly_fix": (EXCLUSION, "", f"{POLICY}四（三）", True, "no"),
    "irreversible_harm": (EXCLUSION, "", f"{POLICY}四（三）", True, "no"),
    "emergency_exploit": (EXCLUSION, "", f"{POLICY}四（三）", True, "no"),
    "broken_pledge": (FIRST, "系统查承诺台账，也可人工确认", f"{POLICY}三（三）", True, "no"),
    "repeat_after_fix": (FIRST, "以前整改过同类问题又犯", f"{POLICY}三（三）", True, "no"),
    "first_offence": (FIRST, "逐个来源查询并留截图；查不了选“无法核实”", f"{APL}第三十三条第一款", True, ""),
    "correction": (CORRECTION, "还没改但愿意改，选“尚未改正，期限未届满”", f"{APL}第二十八条第一款", True, ""),
    "correction_due": (CORRECTION, "已下达责令改正的填", f"{APL}第二十八条第一款", False, ""),
    "voluntary": (CORRECTION, "签署时确认；不愿签署不加重", f"{POLICY}一", False, "yes"),
    "educated": (CORRECTION, "签署前完成并留记录", f"{APL}第三十三条第三款", False, "yes"),
    "illegal_gains": (LENIENCY, "没收违法所得不能靠承诺解决", f"{APL}第二十八条第二款", True, ""),
    "goods_to_confiscate": (LENIENCY, "", f"{APL}第九条", True, "no"),
    "no_fault": (OTHER, "当事人主张自己没有过错的才填", f"{APL}第三十三条第二款", False, ""),
    "unaware_proven": (OTHER, "销售、使用的商品有问题，当事人称不知道的才填", "", False, ""),
    "due_diligence_done": (OTHER, "同上", "", False, ""),
    "source_explained": (OTHER, "同上", "", False, ""),
    "goods_law": (OTHER, "同上", "", False, ""),
    "mitigation": (OTHER, "可多选", f"{APL}第三十二条", False, ""),
    "ad_own_media": (OTHER, "", "广告绝对化用语执法指南第十条", False, ""),
    "ad_brief": (OTHER, "", "广告绝对化用语执法指南第十条", False, ""),
    "ad_duty_done": (OTHER, "", "互联网广告管理办法第二十八条第三款", False, ""),
    "key_area": (BASIC, "食品、药品、特种设备、产品质量、公平竞争", f"{POLICY}四（三）", True, ""),
    "off_list_reason": (BASIC, "写明为何直接适用行政处罚法第三十三条", f"{APL}第三十三条", True, ""),
}


def question(key: str, part: ConditionRule | None = None) -> Question:
    """The question behind a fact key or token; ``part`` is the item's own condition when there is one."""
    if key in SPEC:
        group, help_text, basis, required, good = SPEC[key]
        described = FIELDS.get(key)
        return Question(
            key=key,
            label=part.text if part else described.label if described else COMMON_TOKENS[key],
            kind=described.kind if described else "bool",
            group=group,
            help=help_text,
            basis=basis,
            evidence=part.evidence if part else "",
            choices=tuple((described.choices or {}).items()) if described else (),
            good=good,
            required=required,
        )
    exclusion = part is not None and part.role == "exclusion"
    number = part is not None and part.value_type == "compare"
    return Question(
        key=key,
        label=part.text if part else key,
        kind="number" if number else "bool",
        group=EXCLUSION if exclusion else CONDITION,
        basis=part.basis if part else "",
        evidence=part.evidence if part else "",
        unit=part.unit if part else "",
        good="" if number else "no" if exclusion else "yes",
    )


def own_part(rule: ItemRule | None, key: str) -> ConditionRule | None:
    """The item's condition or exclusion that the question ``key`` answers."""
    if rule is None:
        return None
    return next((p for p in (*rule.conditions, *rule.exclusions) if key in {p.token, p.name}), None)


def questions_for(rule: ItemRule | None, party_kind: str | None = None) -> tuple[Question, ...]:
    """Every fact a person may have to supply for this item and kind of party, in the order of the form.

    Asked but not required: facts that only matter in some cases («有才填»). What the lines of an actual sheet still
    miss is in ``Sheet.questions``.
    """
    keys = ["violation_established", "suspected_crime", "jurisdiction", "act_date", "act_ongoing", "act_end_date"]
    keys += ["discovered_on", "life_health_harm", "law_changed", "party_kind"]
    if rule is None:
        keys += ["key_area", "off_list_reason"]
    if rule is None or rule.has("party_role"):
        keys.append("party_roles")
    if party_kind in {"natural_person", "individual_business"}:
        keys += ["party_age", "discernment", "guardian_consents"]
    keys += ["correctable", "no_intent", *_art_33(rule), *_money(rule)]
    keys += ["broken_pledge", "repeat_after_fix", "first_offence"]
    keys += ["high_risk", "costly_fix", "irreversible_harm", "emergency_exploit"]
    keys += _own(rule, party_kind)
    keys += ["correction", "correction_due", "voluntary", "educated"]
    keys += ["no_fault", "unaware_proven", "due_diligence_done", "source_explained", "goods_law", "mitigation"]
    return tuple(_fitted(key, rule, party_kind) for key in dict.fromkeys(keys))


def _fitted(key: str, rule: ItemRule | None, party_kind: str | None) -> Question:
    asked = question(key, own_part(rule, key))
    optional = {"party_roles"} if rule is None else set()
    if party_kind != "natural_person":
        optional.add("party_age")
    if key == "first_offence" and rule is not None and not needs(rule, key):
        asked = replace(asked, required=False, help="本事项不要求初次违法；查到的记录仍供判断再犯、失诺")
    return replace(asked, required=False) if key in optional else asked


def _art_33(rule: ItemRule | None) -> list[str]:
    tokens = ["minor_act", "no_harm", "minor_harm"]
    return tokens if rule is None else [token for token in tokens if needs(rule, token)]


def _money(rule: ItemRule | None) -> list[str]:
    keys = ["illegal_gains"] if rule is None or rule.confiscates or rule.has("gains_cleared") else []
    if rule and rule.confiscates and "没收违法所得" not in rule.penalty_summary:
        keys.append("goods_to_confiscate")
    return keys


def _own(rule: ItemRule | None, party_kind: str | None) -> list[str]:
    if rule is None:
        return []
    keys = [
        part.name if part.value_type == "compare" else part.token
        for part in (*rule.conditions, *rule.exclusions)
        if part.name not in ELSEWHERE
    ]
    if party_kind in DOUBTFUL:
        keys += [
            part.token for part in rule.conditions if part.name == "party_type" and part.token.endswith("=enterprise")
        ]
    if guide_applies(rule):
        keys += ["ad_own_media", "ad_brief"]
    if "互联网广告管理办法第二十八条第三款" in rule.leniency_basis:
        keys.append("ad_duty_done")
    return keys
