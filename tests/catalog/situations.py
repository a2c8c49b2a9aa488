"""Facts of a case where everything is in order, to be made worse one fact at a time."""

from catalog.eligibility import Facts, ItemRule, assess
from catalog.starter_rules import rules_from_csv, tokens_from_csv

RULES = rules_from_csv()
WORDS = {token: row["label"] for token, row in tokens_from_csv().items()}
ON = "2026-11-22"
PARTY_TYPES = {
    "company": "company",
    "enterprise": "company",
    "partnership": "partnership",
    "sole_proprietorship": "sole_proprietorship",
}
#: Tokens that other facts answer.
BY_FACTS = {"corrected", "first_offence", "minor_harm", "minor_act", "no_harm", "no_intent"}
IN_ORDER = {
    "on": ON,
    "discovered_on": "2026-11-20",
    "act_date": "2026-11-10",
    "act_ongoing": True,
    "violation_established": True,
    "jurisdiction": "own",
    "party_kind": "individual_business",
    "suspected_crime": False,
    "high_risk": False,
    "costly_fix": False,
    "irreversible_harm": False,
    "emergency_exploit": False,
    "broken_pledge": False,
    "repeat_after_fix": False,
    "correctable": True,
    "no_intent": True,
    "correction": "not_yet",
    "first_offence": "none",
    "harm": "none",
    "minor_act": True,
    "illegal_gains": "none",
}
OFF_LIST = {"key_area": "none", "off_list_reason": "清单未列，但轻微且无后果", "law_changed": "none"}


def raw(rule: ItemRule | None, **changes) -> dict:
    """JSON facts in which every condition of ``rule`` holds, with ``changes`` (None takes a fact away)."""
    facts = dict(IN_ORDER)
    if rule is None:
        facts |= OFF_LIST
    else:
        for part in rule.conditions:
            if part.name == "party_type":
                facts["party_kind"] = PARTY_TYPES[part.token.split("=")[1]]
            elif part.name == "party_role":
                role = part.token.split("=")[1]
                facts["party_roles"] = ["other_role"] if role.startswith("not_") else [role]
            elif part.value_type == "compare":
                facts[part.name] = 1
            elif part.token not in BY_FACTS:
                facts[part.token] = True
        for part in rule.exclusions:
            facts.setdefault(part.token, False)
    return facts | changes


def facts_of(rule: ItemRule | None, **changes) -> Facts:
    """:func:`raw` read as facts."""
    return Facts.from_dict(raw(rule, **changes), WORDS)


def sheet_of(item: str | ItemRule | None, parameters=None, **changes):
    """The sheet of a starter item (or of a rule, or off the list) with everything in order except ``changes``."""
    rule = RULES[item] if isinstance(item, str) else item
    return assess(rule, facts_of(rule, **changes), parameters)
