"""How every fact is named, read and asked.

:data:`FIELDS` lists every field of ``Facts`` with its Chinese name (also accepted as a key) and how it is read; the form
of the case pages, ``manage.py assess`` and ``docs/assess.md`` all follow it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from . import vocabulary as v
from .reading import FactError, as_bool, as_code, as_date, as_list, as_number, as_text, is_unknown


@dataclass(frozen=True, kw_only=True)
class SourceCheck:
    """One source searched for the 首违核查 and what it showed."""

    source: str
    status: str | None = None  #: code of FIRST_STATES
    checked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PriorRecord:
    """An earlier violation found for (probably) the same party."""

    on: date | None = None  #: day of the earlier violation, else of its decision
    same_type: bool | None = None
    match: str | None = None  #: code of MATCHES: how the party was recognised
    outcome: str | None = None  #: code of PRIOR_OUTCOMES
    source: str = ""


@dataclass(frozen=True)
class FactField:
    """How one field of :class:`Facts` is named, read and asked."""

    label: str
    read: Callable
    kind: str = "bool"  #: bool, choice, multi, date, number, text, list
    choices: Mapping[str, str] | None = None


def _choice(label: str, names: Mapping[str, str], extra: Callable | None = None) -> FactField:
    def read(key, value):
        return extra(value) if extra and isinstance(value, bool) else as_code(key, value, names)

    return FactField(label, read, "choice", names)


def _multi(label: str, names: Mapping[str, str]) -> FactField:
    def read(key, value):
        return None if is_unknown(value) else tuple(as_code(key, part, names) for part in as_list(key, value))

    return FactField(label, read, "multi", names)


def _rows(label: str, make: Callable) -> FactField:
    return FactField(label, lambda key, value: tuple(make(key, part) for part in as_list(key, value)), "list")


def _row(key: str, row) -> Mapping:
    if not isinstance(row, Mapping):
        raise FactError(key, "每一项须为对象")
    return row


def _source(key: str, row) -> SourceCheck:
    row = _row(key, row)
    return SourceCheck(
        source=as_text(f"{key}.source", row.get("source")),
        status=as_code(f"{key}.status", row.get("status"), v.FIRST_STATES),
        checked_on=as_date(f"{key}.checked_on", row.get("checked_on")),
    )


def _record(key: str, row) -> PriorRecord:
    row = _row(key, row)
    return PriorRecord(
        on=as_date(f"{key}.on", row.get("on")),
        same_type=as_bool(f"{key}.same_type", row.get("same_type")),
        match=as_code(f"{key}.match", row.get("match"), v.MATCHES),
        outcome=as_code(f"{key}.outcome", row.get("outcome"), v.PRIOR_OUTCOMES),
        source=as_text(f"{key}.source", row.get("source")),
    )


def _age(key, value) -> int | None:
    number = as_number(key, value)
    return None if number is None else int(number)


def _evidence(key, value) -> dict[str, str]:
    if not isinstance(value or {}, Mapping):
        raise FactError(key, "须为对象")
    return {str(name): as_text(f"{key}.{name}", text) for name, text in (value or {}).items()}


FIELDS: dict[str, FactField] = {
    "on": FactField("核查日期", as_date, "date"),
    "discovered_on": FactField("发现日期", as_date, "date"),
    "act_date": FactField("违法行为发生日", as_date, "date"),
    "act_end_date": FactField("违法行为终了日", as_date, "date"),
    "act_ongoing": FactField("违法行为仍在持续", as_bool),
    "violation_established": FactField("违法事实成立", as_bool),
    "jurisdiction": _choice("管辖", v.JURISDICTIONS),
    "life_health_harm": FactField("涉及公民生命健康安全、金融安全且有危害后果", as_bool),
    "law_changed": _choice("行为后规定变化", v.LAW_CHANGES),
    "party_kind": _choice("当事人类型", v.PARTY_KINDS),
    "party_roles": _multi("当事人角色", v.PARTY_ROLES),
    "party_age": FactField("行为时年龄", _age, "number"),
    "discernment": _choice("行为时辨认和控制能力", v.DISCERNMENTS),
    "guardian_consents": FactField("法定代理人到场并同意签署", as_bool),
    "harm": _choice("危害后果", v.HARMS),
    "first_offence": _choice("首违核查结论", v.FIRST_STATES, lambda yes: "none" if yes else "found"),
    "first_offence_sources": _rows("首违核查来源", _source),
    "prior_records": _rows("既往记录", _record),
    "correction": _choice("改正情况", v.CORRECTIONS),
    "correction_due": FactField("责令改正期限届满日", as_date, "date"),
    "voluntary": FactField("当事人自愿签署", as_bool),
    "educated": FactField("已责令改正或批评教育", as_bool),
    "illegal_gains": _choice("违法所得", v.GAINS),
    "goods_to_confiscate": FactField("有依法应当没收、收缴的物品", as_bool),
    "no_fault": _choice("没有主观过错", v.NO_FAULT),
    "goods_law": _choice("涉案商品类别", v.GOODS_LAWS),
    "unaware_proven": FactField("有充分证据证明不知道", as_bool),
    "due_diligence_done": FactField("已履行进货查验等义务", as_bool),
    "source_explained": FactField("如实说明进货来源、提供者", as_bool),
    "mitigation": _multi("从轻减轻情节", v.MITIGATIONS),
    "key_area": _choice("涉及重点领域", {**v.KEY_AREAS, "none": "不涉及"}),
    "off_list_reason": FactField("清单外适用理由", as_text, "text"),
    "legal_review": _choice("法制审核结论", v.LEGAL_REVIEWS),
    "evidence": FactField("证据", _evidence, "text"),
}
