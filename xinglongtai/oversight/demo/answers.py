"""The officers' answers of the demo: every condition of an item holds, and nothing speaks against a pledge, unless a story says so."""

from datetime import date

from cases.status import PartyKind
from catalog.eligibility import Facts, ItemRule, Parameters, assess

#: Asked in every case.
IN_ORDER = {
    "act_ongoing": True,
    "suspected_crime": False,
    "high_risk": False,
    "costly_fix": False,
    "irreversible_harm": False,
    "emergency_exploit": False,
    "refused_correction": False,
    "correctable": True,
    "no_intent": True,
    "correction": "not_yet",
    "harm": "none",
    "minor_act": True,
    "illegal_gains": "none",
    "goods_to_confiscate": False,
    "law_changed": "none",
    "discernment": "full",
}
OFF_LIST = {"key_area": "none"}
#: Condition tokens that the facts above answer already.
_BY_FACTS = frozenset({"corrected", "first_offence", "minor_harm", "minor_act", "no_harm", "no_intent"})
_SOURCES = ("本系统承诺与案件", "导入的历史记录", "国家企业信用信息公示系统", "执法办案系统")


def answers_for(rule: ItemRule | None, kind: str) -> dict:
    """Answers with which a party of ``kind`` may promise under ``rule`` (None = 清单外), as far as the item allows it."""
    found = dict(IN_ORDER)
    if kind == PartyKind.PERSON:
        found["party_age"] = 35
    if rule is None:
        return found | OFF_LIST
    for part in rule.conditions:
        if part.name == "party_role":
            role = part.token.split("=")[1]
            found["party_roles"] = ["other_role"] if role.startswith("not_") else [role]
        elif part.name == "party_type":
            continue
        elif part.value_type == "compare":
            found[part.name] = 1
        elif part.token not in _BY_FACTS:
            found[part.token] = True
    for part in rule.exclusions:
        found.setdefault(part.token, False)
    return found


def verdict_of(rule: ItemRule, kind: str, parameters: Parameters, on: date) -> str:
    """What the sheet would say of a first violation with :func:`answers_for`: to choose an item that fits a story."""
    facts = {
        **answers_for(rule, kind),
        "on": on,
        "act_date": on,
        "discovered_on": on,
        "party_kind": kind,
        "violation_established": True,
        "jurisdiction": "own",
        "broken_pledge": False,
        "repeat_after_fix": False,
        "first_offence_sources": [{"source": name, "status": "none", "checked_on": on} for name in _SOURCES],
    }
    tokens = {part.token: part.text for part in (*rule.conditions, *rule.exclusions)}
    return assess(rule, Facts.from_dict(facts, tokens), parameters).verdict
