"""Test cases of an item (测试情形): a situation in which everything is in order, made worse by what the case says.

An example keeps only what differs. Days are counted back from the day of the check, so that it holds on any day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .assessment import assess
from .context import Parameters
from .facts import COMMON_TOKENS, Facts
from .fields import FIELDS
from .questions import question, questions_for
from .reading import FactError, as_number, is_unknown
from .rule import ConditionRule, ItemRule
from .sheet import Line, Question, Sheet
from .special_law import outside_registration, special_clause
from .vocabulary import VERDICTS

EXCLUSION = "exclusion"
#: Facts given as «so many days before the check»: key of the example → (fact, label).
DAYS = {
    "act_days": ("act_date", "违法行为发生在核查前几天"),
    "act_end_days": ("act_end_date", "违法行为终了在核查前几天"),
    "discovered_days": ("discovered_on", "发现线索在核查前几天"),
}
ACT_DAYS, DISCOVERED_DAYS = 12, 2
GROWN_UP = 35
LONGEST_AGO = 36500
#: What is in order in every case.
IN_ORDER = {
    "act_ongoing": True,
    "violation_established": True,
    "jurisdiction": "own",
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
    "no_harm": True,
    "minor_harm": True,
    "minor_act": True,
    "illegal_gains": "none",
}
#: Conditions that the facts above answer already.
_BY_FACTS = frozenset(
    {"corrected", "first_offence", "party_type", "party_role", "gains_cleared", "voluntary", "educated"}
)
#: Kinds to choose from, by what the item asks for; "" = nothing.
_KINDS = {
    "": ("individual_business", "company", "natural_person"),
    "enterprise": ("company", "other_enterprise", "sole_proprietorship", "partnership"),
}
#: Supplied by the day of the check or the days counted back from it.
_NOT_ASKED = frozenset({"act_date", "act_end_date", "discovered_on", "correction_due", "goods_law"})
#: Facts that the rules look at whatever the item asks.
_ALWAYS = ("party_age", "discernment", "guardian_consents", "minor_act", "no_harm", "minor_harm", "illegal_gains")
ALL_GOOD = "各项都符合"
GENERAL = {"costly_fix": "纠错成本较高", "broken_pledge": "曾不履行承诺"}


@dataclass(frozen=True)
class Proposal:
    """An example as the rules judge it now; a person confirms it."""

    key: str
    title: str
    facts: dict
    sheet: Sheet

    @property
    def verdict(self) -> str:
        return self.sheet.verdict

    @property
    def verdict_label(self) -> str:
        return self.sheet.verdict_label


@dataclass(frozen=True)
class Tried:
    """One example tried on a rule. ``fault`` is "" when it holds; ``lines`` are what keeps from «eligible»."""

    title: str
    expected: str
    verdict: str
    lines: tuple[Line, ...] = ()
    error: str = ""

    @property
    def holds(self) -> bool:
        return not self.error and self.expected == self.verdict

    @property
    def verdict_label(self) -> str:
        """What the version makes of it, in Chinese; "" where it cannot be read."""
        return VERDICTS.get(self.verdict, "")

    @property
    def expected_label(self) -> str:
        return VERDICTS[self.expected]

    @property
    def fault(self) -> str:
        """Which example, what it should be, what it is, and why; "" when it holds."""
        if self.error:
            return f"测试情形“{self.title}”读不懂：{self.error}"
        if self.holds:
            return ""
        why = "、".join(f"{line.label}（{line.status_label}）" for line in self.lines) or "没有不符合的项目"
        return f"测试情形“{self.title}”应为“{self.expected_label}”，按本版本得出“{self.verdict_label}”：{why}"


def day_for(rule: ItemRule, on: date) -> date:
    """The day on which an example is tried: ``on``, moved into the days on which the version holds."""
    if rule.effective_from and on < rule.effective_from:
        return rule.effective_from
    return min(on, rule.effective_to) if rule.effective_to else on


def in_force(rule: ItemRule, day: date) -> ItemRule:
    """The rule as it will be once published: an example tries what it says, not whether it is published yet."""
    return replace(rule, state="published", effective_from=rule.effective_from or day)


def good_facts(rule: ItemRule) -> dict:
    """Answers with which every condition of ``rule`` holds and nothing is excluded, days counted back."""
    found = {**IN_ORDER, "act_days": ACT_DAYS, "discovered_days": DISCOVERED_DAYS, "party_kind": _kind(rule)}
    for part in rule.conditions:
        if part.name == "party_role":
            role = part.token.partition("=")[2]
            found["party_roles"] = ["other_role"] if role.startswith("not_") else [role]
        elif part.value_type == "compare":
            found[part.name] = _within(part)
        elif part.name not in _BY_FACTS:
            found[part.token] = True
    if found["party_kind"] == "natural_person":
        found["party_age"] = GROWN_UP
    for part in rule.exclusions:
        found.setdefault(part.token, False)
    if rule.confiscates:
        found["goods_to_confiscate"] = False
    return found


def _within(part: ConditionRule) -> int:
    limit = int(as_number(part.token, part.token.partition("=")[2]))
    return limit if ">=" in part.token else min(1, limit)


def _kind(rule: ItemRule) -> str:
    """A kind of party that the item asks for and that no other law takes away."""
    wanted = next((p.token.partition("=")[2] for p in rule.conditions if p.name == "party_type"), "")
    kinds = _KINDS.get(wanted, (wanted,))
    fitting = (kind for kind in kinds if not special_clause(rule, kind) and not outside_registration(rule, kind))
    return next(fitting, kinds[0])


def example_facts(rule: ItemRule, changes: Mapping, day: date, parameters: Parameters) -> Facts:
    """The facts of an example on ``day``: everything in order, with ``changes`` (``unknown`` takes an answer away).

    :raises FactError: names the answer that cannot be read.
    """
    data = {**good_facts(rule), **changes}
    if data.get("act_end_days") is not None and "act_ongoing" not in changes:
        data["act_ongoing"] = False
    for key, (fact, label) in DAYS.items():
        data[fact] = _ago(label, data.pop(key, None), day)
    first = data.get("first_offence")
    if not is_unknown(first):
        names = parameters.required_sources or ("各查询来源",)
        data["first_offence_sources"] = [{"source": name, "status": first, "checked_on": day} for name in names]
    fields = {key: value for key, value in data.items() if key in FIELDS}
    answers = {key: value for key, value in data.items() if key not in FIELDS}
    return Facts.from_dict({**fields, "on": day, "answers": answers})


def _ago(label: str, value, day: date) -> date | None:
    number = as_number(label, value)
    if number is None:
        return None
    if number != int(number) or number > LONGEST_AGO:
        raise FactError(label, f"须为0至{LONGEST_AGO}的整数")
    return day - timedelta(days=int(number))


def judge(rule: ItemRule, changes: Mapping, on: date, parameters: Parameters | None = None) -> Sheet:
    """The sheet of an example under ``rule``. :raises FactError: an answer that cannot be read."""
    parameters, day = parameters or Parameters(), day_for(rule, on)
    return assess(in_force(rule, day), example_facts(rule, changes, day, parameters), parameters)


def tried(rule: ItemRule, title: str, changes: Mapping, expected: str, on: date, parameters=None) -> Tried:
    """One example on one rule."""
    try:
        sheet = judge(rule, changes, on, parameters)
    except FactError as error:
        return Tried(title, expected, "", error=str(error))
    return Tried(title, expected, sheet.verdict, sheet.blocking)


def example_questions(rule: ItemRule, party_kind: str | None = None) -> tuple[Question, ...]:
    """What may be answered otherwise: the item's own questions, days counted back instead of dates."""
    kind = party_kind or good_facts(rule)["party_kind"]
    days = [
        Question(key=key, label=label, kind="number", group="案件基本情况", unit="日")
        for key, (_, label) in DAYS.items()
    ]
    asked = [q for q in questions_for(rule, kind) if q.key not in _NOT_ASKED and q.kind not in {"list", "date", "text"}]
    known = {q.key for q in asked}
    return (*asked, *(question(key) for key in _ALWAYS if key not in known), *days)


def differences(rule: ItemRule, changes: Mapping) -> list[tuple[str, str]]:
    """(question, answer) of what an example changes, in words; what the version does not ask is said."""
    words = {q.key: q for q in example_questions(rule, str(changes.get("party_kind") or "") or None)}
    return [(_label(words, key), answer_words(words.get(key), value)) for key, value in changes.items()]


def _label(words: Mapping[str, Question], key: str) -> str:
    if key in words:
        return words[key].label
    if key in FIELDS:
        return FIELDS[key].label
    return COMMON_TOKENS.get(key) or f"{key}（本版本没有这一项）"


def answer_words(asked: Question | None, value) -> str:
    """An answer as people say it."""
    if is_unknown(value):
        return "不清楚"
    if isinstance(value, bool):
        if asked and asked.good == "no" and asked.group == "排除情形":
            return "有" if value else "没有"
        return "是" if value else "否"
    names = dict(asked.choices) if asked else {}
    if isinstance(value, list | tuple):
        return "、".join(names.get(str(part), str(part)) for part in value)
    return names.get(str(value), str(value)) + (asked.unit if asked else "")


def proposals(rule: ItemRule, on: date, parameters: Parameters | None = None) -> list[Proposal]:
    """The all-good case, then one case for each condition that fails and each exclusion that is present."""
    wanted = {ALL_GOOD: ("good", {})}
    for part in (*rule.conditions, *rule.exclusions):
        says = "有排除情形" if part.role == EXCLUSION else "不符合"
        wanted.setdefault(f"{says}：{part.text}"[:120], (part.token, _failing(part)))
    for key, label in GENERAL.items():
        wanted.setdefault(f"有排除情形：{label}", (key, {key: True}))
    found, seen = [], set()
    for title, (key, changes) in wanted.items():
        sheet = judge(rule, changes, on, parameters)
        if sheet.lines not in seen:  # an answer that changes nothing is no case of its own
            seen.add(sheet.lines)
            found.append(Proposal(key, title, changes, sheet))
    return found


def _failing(part: ConditionRule) -> dict:
    """The one answer that makes ``part`` fail."""
    wanted = part.token.partition("=")[2]
    if part.name == "party_type":
        return {"party_kind": "individual_business" if wanted != "individual_business" else "company"}
    if part.name == "party_role":
        return {"party_roles": [wanted.removeprefix("not_")] if wanted.startswith("not_") else ["other_role"]}
    if part.value_type == "compare":
        limit = int(as_number(part.token, wanted))
        return {part.name: limit + 1} if "<=" in part.token else {part.name: max(limit - 1, 0)}
    if part.name == "first_offence":
        return {"first_offence": "found"}
    if part.name in {"corrected", "refused_correction"}:
        return {"correction": "refused"}
    if part.name == "gains_cleared":
        return {"illegal_gains": "outstanding"}
    if part.name in {"no_harm", "minor_harm"}:
        return {"no_harm": False, "minor_harm": part.name == "no_harm"}
    return {part.token: part.role == EXCLUSION}
