"""The closed list of what a field pack may take from a case: a key, its name, and how it is read off the gathered material.

A pack names fields by key, so the people who edit packs write no code and can reach nothing that is not here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases.models import Case
from pledges.papers.gather import gather
from pledges.papers.kinds import PaperKind
from pledges.papers.material import Material

from .status import DateStyle


@dataclass(frozen=True)
class Source:
    """What was read once of a case."""

    case: Case
    material: Material


@dataclass(frozen=True)
class KnownField:
    """One field: its group and name for people, how it is read, whether it is personal (shown only with the right)."""

    key: str
    group: str
    label: str
    read: Callable[[Source], object]
    personal: bool = False


_FIELDS: dict[str, KnownField] = {}


def _define(group: str, *entries) -> None:
    for key, label, read, *personal in entries:
        _FIELDS[key] = KnownField(key, group, label, read, bool(personal))


def _joined(values) -> str:
    return "；".join(value for value in values if value)


def _officer(place: int, part: str) -> Callable[[Source], str]:
    def read(source: Source) -> str:
        people = source.material.officers
        return getattr(people[place], part) if len(people) > place else ""

    return read


def _of(part: str, name: str) -> Callable[[Source], object]:
    """A value of a part of the material that may be missing (the pledge, the order, the last recheck)."""
    return lambda source: getattr(getattr(source.material, part), name, "")


_PERSONAL = True
_define(
    "当事人",
    ("party.name", "名称（姓名）", lambda s: s.case.party.name),
    ("party.kind", "主体类型", lambda s: s.case.party.get_kind_display()),
    ("party.uscc", "统一社会信用代码", lambda s: s.case.party.uscc),
    ("party.registration_no", "旧注册号", lambda s: s.case.party.registration_no),
    ("party.operator", "法定代表人（经营者、负责人）", lambda s: s.case.party.operator),
    ("party.address", "住所（经营场所）", lambda s: s.case.party.address),
    ("party.id_number", "身份证号", lambda s: s.case.party.id_number, _PERSONAL),
    ("party.phone", "联系电话", lambda s: s.case.party.phone, _PERSONAL),
)
_define(
    "案件",
    ("case.number", "案件号", lambda s: str(s.case.pk)),
    ("case.source", "案件来源", lambda s: s.case.get_source_display()),
    ("case.source_ref", "线索编号", lambda s: s.case.source_ref),
    ("case.discovered_on", "发现线索日期", lambda s: s.case.discovered_on),
    ("case.inspected_on", "检查日期", lambda s: s.case.inspected_on),
    ("case.place", "检查地点", lambda s: s.case.place),
    ("case.clock_due_on", "核查期限", lambda s: s.case.clock_due_on),
    ("case.filed_on", "立案日期", lambda s: s.case.filed_on),
    ("case.recusal", "回避情况", lambda s: s.case.recusal),
    ("case.evidence", "证据材料", lambda s: s.material.evidence),
    ("case.education", "教育记录", lambda s: s.material.education),
)
_define(
    "违法行为",
    ("violation.description", "违法行为", lambda s: _joined(one.description for one in s.material.findings)),
    ("violation.detail", "违法事实", lambda s: _joined(one.detail for one in s.material.findings)),
    ("violation.violated", "违反条款", lambda s: _joined(one.violated for one in s.material.findings)),
    ("violation.penalty", "处罚条款", lambda s: _joined(one.penalty for one in s.material.findings)),
    ("violation.item", "清单事项及版本", lambda s: _joined(one.item for one in s.material.findings)),
)
_define(
    "办案人员",
    ("bureau.name", "机关名称", lambda s: s.material.bureau_name),
    ("unit.name", "承办单位", lambda s: s.material.unit_name),
    ("officer.first", "主办人", _officer(0, "name")),
    ("officer.first_no", "主办人执法证号", _officer(0, "certificate_no")),
    ("officer.second", "协办人", _officer(1, "name")),
    ("officer.second_no", "协办人执法证号", _officer(1, "certificate_no")),
)
_define(
    "承诺和复查",
    ("pledge.number", "承诺书编号", _of("pledge", "number")),
    ("pledge.issued_on", "承诺书签发日期", _of("pledge", "issued_on")),
    ("pledge.due_on", "改正期限", _of("pledge", "due_on")),
    ("pledge.signed_on", "签署日期", _of("pledge", "signed_on")),
    ("pledge.submitted_on", "整改材料提交日", _of("pledge", "submitted_on")),
    ("order.number", "责令改正通知书文号", _of("order", "number")),
    ("recheck.on", "复查日期", _of("last_recheck", "on")),
    ("recheck.result", "复查结果", _of("last_recheck", "result")),
    ("recheck.note", "复查情况", _of("last_recheck", "note")),
)
_define(
    "处理",
    ("outcome.label", "处理结果", lambda s: s.case.get_outcome_display() if s.case.outcome else ""),
    ("outcome.on", "处理日期", lambda s: s.case.outcome_on),
    ("outcome.number", "决定文号", lambda s: s.case.decision_number),
    ("outcome.basis", "处理依据", lambda s: _decided(s, "basis")),
    ("outcome.reason", "处理理由", lambda s: _decided(s, "reason")),
)


def _decided(source: Source, part: str) -> str:
    row = source.case.dispositions.filter(state="approved").order_by("-pk").first()
    return getattr(row, part) if row else ""


def known(key: str) -> KnownField | None:
    """The field of ``key``, or ``None``."""
    return _FIELDS.get(key)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped choices for a form."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in _FIELDS.values():
        groups.setdefault(one.group, []).append((one.key, one.label + ("（个人信息）" if one.personal else "")))
    return list(groups.items())


def read_case(case: Case) -> Source:
    """Everything of ``case`` a field may read, in a fixed number of queries."""
    return Source(case, gather(case, PaperKind.ORDER))


def written(value, style: str) -> str:
    """A value as it is typed into the other form; days in the pack's way.

    >>> written(date(2026, 1, 2), DateStyle.CHINESE), written(date(2026, 1, 2), DateStyle.PLAIN), written(None, "dashed")
    ('2026年1月2日', '20260102', '')
    """
    if isinstance(value, date):
        return {
            DateStyle.CHINESE: f"{value.year}年{value.month}月{value.day}日",
            DateStyle.SLASHED: f"{value:%Y/%m/%d}",
            DateStyle.PLAIN: f"{value:%Y%m%d}",
        }.get(style, value.isoformat())
    return str(value or "")
