"""The facts of one violation, as far as they are known. Every fact may be unknown (None); nothing is assumed.

:data:`FIELDS` lists every field with its Chinese name (also accepted as a key) and how it is read; the form of the
case pages, ``manage.py assess`` and ``docs/assess.md`` all follow it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from . import vocabulary as v
from .reading import FactError, as_bool, as_code, as_date, as_list, as_number, as_text, is_unknown

#: Tokens that hold for every item (告知承诺制 一、三（三）、四（三）) or for the routes of 行政处罚法 33.
COMMON_TOKENS = {
    "minor_act": "违法行为轻微",
    "no_harm": "没有造成危害后果",
    "minor_harm": "危害后果轻微",
    "corrected": "已改正到位",
    "correctable": "具备整改条件",
    "no_intent": "无主观故意",
    "suspected_crime": "涉嫌犯罪",
    "high_risk": "风险较大",
    "costly_fix": "纠错成本较高",
    "irreversible_harm": "损害难以挽回",
    "emergency_exploit": "利用突发事件实施",
    "refused_correction": "拒不改正、逾期不改正或改正后仍不符合要求",
    "broken_pledge": "曾不履行承诺",
    "repeat_after_fix": "整改后再犯同类违法",
    "ad_own_media": "广告发布在自有经营场所、自设网站或者拥有合法使用权的其他媒介",
    "ad_brief": "广告持续时间短或者浏览人数少",
    "ad_duty_done": "已履行广告相关责任、采取防篡改措施并提供违法主体真实信息",
}


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


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Facts of one violation on the day ``on``. None = unknown."""

    on: date
    discovered_on: date | None = None
    act_date: date | None = None
    act_end_date: date | None = None
    act_ongoing: bool | None = None
    violation_established: bool | None = None
    jurisdiction: str | None = None
    life_health_harm: bool | None = None
    law_changed: str | None = None
    party_kind: str | None = None
    party_roles: tuple[str, ...] | None = None
    party_age: int | None = None
    discernment: str | None = None
    guardian_consents: bool | None = None
    harm: str | None = None
    first_offence: str | None = None
    first_offence_sources: tuple[SourceCheck, ...] = ()
    prior_records: tuple[PriorRecord, ...] = ()
    correction: str | None = None
    correction_due: date | None = None
    voluntary: bool | None = None
    educated: bool | None = None
    illegal_gains: str | None = None
    goods_to_confiscate: bool | None = None
    no_fault: str | None = None
    goods_law: str | None = None
    unaware_proven: bool | None = None
    due_diligence_done: bool | None = None
    source_explained: bool | None = None
    mitigation: tuple[str, ...] = ()
    key_area: str | None = None
    off_list_reason: str = ""
    legal_review: str | None = None
    answers: Mapping[str, bool | Decimal] = field(default_factory=dict)  #: token → answer; absent = unknown
    evidence: Mapping[str, str] = field(default_factory=dict)  #: line key → what proves it in this case

    def answer(self, token: str) -> bool | None:
        """The yes/no answer to a token."""
        value = self.answers.get(token)
        return None if value is None else bool(value)

    @property
    def law_date(self) -> date | None:
        """The day whose law governs: the end of a continuing act, else the act (行政处罚法 37)."""
        return self.act_end_date or (self.on if self.act_ongoing else self.act_date)

    @property
    def harm_level(self) -> str | None:
        """none / minor / serious; the worse of ``harm`` and the harm tokens wins, «some harm» alone is unknown."""
        no_harm, minor_harm = self.answer("no_harm"), self.answer("minor_harm")
        if self.harm == "serious" or minor_harm is False:
            return "serious"
        if self.harm == "minor" or (no_harm is False and minor_harm):
            return "minor"
        if no_harm is False:
            return None
        return "none" if self.harm == "none" or no_harm else None

    @property
    def harmless(self) -> bool | None:
        """没有造成危害后果."""
        if self.harm_level is None:
            return False if self.answer("no_harm") is False else None
        return self.harm_level == "none"

    @property
    def harm_is_minor(self) -> bool | None:
        """危害后果轻微 (no harm at all included)."""
        if self.harm_level is None:
            return True if self.answer("minor_harm") and self.harm is None else None
        return self.harm_level != "serious"

    @property
    def correction_state(self) -> str | None:
        """Code of CORRECTIONS; the worst statement wins, and a passed ``correction_due`` turns not_yet into overdue."""
        if self.correction in v.FAILED:
            return self.correction
        if self.answer("refused_correction"):
            return "refused"
        corrected = self.answer("corrected")
        state = self.correction
        if corrected is False:
            state = "not_yet"
        elif state is None and corrected:
            state = "done_in_time"
        if state == "not_yet" and self.correction_due and self.on > self.correction_due:
            return "overdue"
        return state

    @property
    def corrected(self) -> bool | None:
        """True: corrected and verified; False: refused, late or failed; None: still to come or unknown."""
        if self.correction_state in v.DONE:
            return True
        return False if self.correction_state in v.FAILED else None

    def contradictions(self) -> list[str]:
        """Statements that cannot both be true, in Chinese."""
        found = []
        begin, end = self.act_date, self.act_end_date
        if begin and end and end < begin:
            found.append("行为终了日早于行为发生日")
        if (begin and begin > self.on) or (end and end > self.on):
            found.append("违法行为日期晚于核查日期")
        if self.discovered_on and self.discovered_on > self.on:
            found.append("发现日期晚于核查日期")
        if self.discovered_on and begin and begin > self.discovered_on:
            found.append("违法行为发生日晚于发现日期")
        if end and self.act_ongoing:
            found.append("已填行为终了日，又填行为仍在持续")
        if any(record.on and record.on > self.on for record in self.prior_records):
            found.append("既往记录的日期晚于核查日期")
        no_harm, minor_harm = self.answer("no_harm"), self.answer("minor_harm")
        levels = {self.harm, "none" if no_harm else None, "serious" if minor_harm is False else None} - {None}
        if len(levels) > 1 or (self.harm == "none" and no_harm is False) or (self.harm == "serious" and minor_harm):
            found.append("危害后果的几处填写互相矛盾")
        if self.correction in v.DONE and (self.answer("corrected") is False or self.answer("refused_correction")):
            found.append("改正情况的几处填写互相矛盾")
        if self.correction in v.FAILED and (self.answer("corrected") or self.answer("refused_correction") is False):
            found.append("改正情况的几处填写互相矛盾")
        return found

    def to_dict(self) -> dict:
        """JSON-able form; :meth:`from_dict` reads it back unchanged."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_dict(cls, data: Mapping, tokens: Mapping[str, str] | None = None) -> "Facts":
        """From JSON: fields by code or Chinese name, tokens flat or under ``answers``.

        ``tokens`` maps further tokens that may stand flat to their Chinese names.

        :raises FactError: names the field that is unknown or cannot be read.
        """
        if not isinstance(data, Mapping):
            raise FactError("facts", "须为对象")
        words = {**(tokens or {}), **COMMON_TOKENS}
        names = {label: key for key, label in words.items()} | {FIELDS[key].label: key for key in FIELDS}
        values, answers = {}, {}
        for raw, value in data.items():
            key = names.get(str(raw), str(raw))
            if key == "answers":
                if not isinstance(value or {}, Mapping):
                    raise FactError("answers", "须为对象")
                for token, answer in (value or {}).items():
                    answers[names.get(str(token), str(token))] = answer
            elif key in FIELDS:
                values[key] = FIELDS[key].read(key, value)
            elif key in words or key.split("<=")[0] in {word.split("<=")[0] for word in words}:
                answers[key] = value
            else:
                raise FactError(str(raw), "不是已知的事实字段")
        if values.get("on") is None:
            raise FactError("on", "缺少核查日期")
        return cls(**{key: value for key, value in values.items() if value is not None}, answers=_answers(answers))


def _answers(raw: Mapping) -> dict[str, bool | Decimal]:
    found = {}
    for token, value in raw.items():
        if isinstance(value, bool):
            found[token] = value
        elif isinstance(value, int | float | Decimal) or (isinstance(value, str) and _is_number(value)):
            found[token] = as_number(token, value)
        elif not is_unknown(value):
            found[token] = as_bool(token, value)
    return found


def _is_number(text: str) -> bool:
    return text.strip().lstrip("-").replace(".", "", 1).isdigit()


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, SourceCheck | PriorRecord):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


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
