"""What two versions of an item say differently, in words: for the rehearsal of a draft and for whoever reads it."""

from dataclasses import dataclass

from .rule import ConditionRule, ItemRule
from .vocabulary import KEY_AREAS, LENIENCY_KINDS, LOAD_STATES, PENALTY_STRUCTURES, SCOPES

_LABELS = {
    "violation": "违法行为",
    "domain": "领域",
    "violated_law": "违反的法规",
    "violated_article": "违反条款",
    "penalty_law": "处罚依据法规",
    "penalty_article": "处罚条款",
    "penalty_summary": "处罚概要",
    "penalty_structure": "处罚结构",
    "leniency_kind": "从宽类型",
    "legal_basis_scope": "适用范围",
    "leniency_basis": "从宽依据",
    "supervision_measure": "配套监管措施",
    "correction_days_max": "最长改正期限",
    "key_area": "重点领域",
    "load_state": "使用状态",
    "effective_from": "施行日期",
    "effective_to": "截止日期",
    "verified": "条文已核对",
    "text_in_force_checked": "按现行文本核对",
    "related_basis": "相关条款",
    "note": "备注",
}
_NAMES = {
    "penalty_structure": PENALTY_STRUCTURES,
    "leniency_kind": LENIENCY_KINDS,
    "legal_basis_scope": SCOPES,
    "key_area": KEY_AREAS,
    "load_state": LOAD_STATES,
}
NOTHING = "（空）"
ABSENT = "没有这一项"


@dataclass(frozen=True)
class Difference:
    """One thing that reads differently. ``old`` and ``new`` are Chinese words."""

    label: str
    old: str
    new: str


def rule_differences(old: ItemRule, new: ItemRule) -> tuple[Difference, ...]:
    """Everything ``new`` says otherwise than ``old``: fields first, then conditions and exclusions one by one."""
    found = [
        Difference(label, _words(old, name), _words(new, name))
        for name, label in _LABELS.items()
        if getattr(old, name) != getattr(new, name)
    ]
    found += _parts("适用条件", old.conditions, new.conditions)
    found += _parts("排除情形", old.exclusions, new.exclusions)
    return tuple(found)


def _words(rule: ItemRule, name: str) -> str:
    value = getattr(rule, name)
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "correction_days_max":
        return f"{value}个工作日"
    return _NAMES.get(name, {}).get(value, str(value))


def _parts(label: str, old: tuple[ConditionRule, ...], new: tuple[ConditionRule, ...]) -> list[Difference]:
    """Conditions by token; one whose limit alone changed (``goods_value<=500`` → ``<=300``) is one difference."""
    gone = {part.token: part for part in old}
    fresh = [part for part in new if part.token not in gone]
    found = []
    for part in new:
        before = gone.pop(part.token, None)
        if before is not None and before.text != part.text:
            found.append(Difference(label, before.text, part.text))
    for part in fresh:
        before = next((one for one in gone.values() if one.name == part.name), None)
        if before is not None:
            gone.pop(before.token)
        found.append(Difference(label, _part(before), _part(part)))
    return found + [Difference(label, _part(part), ABSENT) for part in gone.values()]


def _part(part: ConditionRule | None) -> str:
    if part is None:
        return ABSENT
    return f"{part.text}（{part.token}）" if part.value_type == "compare" else part.text
