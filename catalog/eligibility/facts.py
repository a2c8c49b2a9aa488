"""The facts of one violation, as far as they are known. Every fact may be unknown (None); nothing is assumed.

How each field is named and read stands in :mod:`catalog.eligibility.fields`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from . import vocabulary as v
from .fields import FIELDS, PriorRecord, SourceCheck
from .reading import FactError, as_bool, as_number, is_unknown

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


#: Answers that are numbers whatever the item asks: 货值金额 (元), 许可届满天数 (日).
NUMBERS = frozenset({"goods_value", "lapsed_days"})


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
        if self.no_fault == "proven" and self.answer("no_intent") is False:
            found.append("已填足以证明没有主观过错，又填有主观故意")
        if self.life_health_harm and self.harmless:
            found.append("已填涉及生命健康、金融安全且有危害后果，又填没有危害后果")
        if any(record.on and record.on > self.on for record in self.prior_records):
            found.append("既往记录的日期晚于核查日期")
        no_harm, minor_harm = self.answer("no_harm"), self.answer("minor_harm")
        levels = {self.harm, "none" if no_harm else None, "serious" if minor_harm is False else None} - {None}
        if len(levels) > 1 or (self.harm == "none" and no_harm is False) or (self.harm == "serious" and minor_harm):
            found.append("危害后果的几处填写互相矛盾")
        if self.correction in v.DONE and (self.answer("corrected") is False or self.answer("refused_correction")):
            found.append("改正情况的几处填写互相矛盾")
        if self.correction == "not_yet" and self.answer("corrected"):
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
        numbers = NUMBERS | {_before_sign(word) for word in words if _before_sign(word) != word}
        names = {label: key for key, label in words.items()} | {FIELDS[key].label: key for key in FIELDS}
        values, answers, seen = {}, {}, set()
        for raw, value in data.items():
            key = names.get(str(raw), str(raw))
            if key in seen:
                raise FactError(str(raw), "以代码和中文名各写了一次，请只留一个")
            seen.add(key)
            if key == "answers":
                if not isinstance(value or {}, Mapping):
                    raise FactError("answers", "须为对象")
                for token, answer in (value or {}).items():
                    token = names.get(str(token), str(token))
                    if token in FIELDS:
                        values.setdefault(token, FIELDS[token].read(token, answer))
                    else:
                        _put(answers, token, answer)
            elif key in FIELDS:
                values[key] = FIELDS[key].read(key, value)
            elif key in words or key in numbers:
                _put(answers, key, value)
            else:
                raise FactError(str(raw), "不是已知的事实字段")
        if values.get("on") is None:
            raise FactError("on", "缺少核查日期")
        return cls(
            **{key: value for key, value in values.items() if value is not None},
            answers=_answers(answers, frozenset(words) - numbers),
        )


def _put(answers: dict, token: str, value) -> None:
    """Keep one answer; two different ones under ``answers`` and beside it are an error, never a silent choice."""
    if is_unknown(value):
        return
    if answers.setdefault(token, value) != value:
        raise FactError(token, "填了两种不同的答案，请只留一个")


def _before_sign(token: str) -> str:
    return token.split("<=")[0].split(">=")[0]


def _answers(raw: Mapping, yes_or_no: frozenset[str]) -> dict[str, bool | Decimal]:
    """Answers by token: yes or no where that is what the token asks, a number where a number was given."""
    found = {}
    for token, value in raw.items():
        number = isinstance(value, int | float | Decimal) or (isinstance(value, str) and _is_number(value))
        if number and not isinstance(value, bool) and token not in yes_or_no:
            found[token] = as_number(token, value)
        elif token in NUMBERS:
            raise FactError(token, f"须为不小于0的数字，收到“{value}”")
        else:
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
