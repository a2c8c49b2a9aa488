"""The packet of a broken pledge (失诺): what happened day by day, what was promised against what was found, the evidence, and a draft of
立案审批表. Composed from facts the moment the pledge is broken; nobody has to prepare it. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from xinglongtai.core.workdays import chinese_date

#: 程序规定 19 I, as it stands; the officer confirms that the conditions are met.
FILING_BASIS = "《市场监督管理行政处罚程序规定》第十九条第一款"
FILING_CONDITIONS = (
    "有证据初步证明存在违反市场监督管理法律、法规、规章的行为",
    "依据市场监督管理法律、法规、规章应当给予行政处罚",
    "属于本部门管辖",
    "在给予行政处罚的法定期限内",
)
DRAFT_NOTE = "本表由系统根据案件记录拟稿，供承办人核对修改；表式未与总局文书格式核对，待核实。"


@dataclass(frozen=True)
class Day:
    """One line of the chronology. ``proof``: the paper or evidence that shows it."""

    on: date
    words: str
    proof: str = ""

    @property
    def shown(self) -> str:
        return chinese_date(self.on)


@dataclass(frozen=True)
class Against:
    """What was promised beside what was found."""

    about: str
    promised: str
    found: str


@dataclass(frozen=True)
class Promise:
    """The broken pledge: ``mode_words`` what was promised, ``due_on`` the day in force, ``agreed_on`` the day first agreed."""

    number: str
    mode_words: str
    issued_on: date
    signed_on: date | None
    signatory: str
    agreed_on: date
    due_on: date
    closed_on: date | None


@dataclass(frozen=True)
class Check:
    """One recheck. ``proofs``: numbers of its photographs."""

    on: date
    result: str
    note: str
    officers: str
    proofs: str = ""


@dataclass(frozen=True)
class Handed:
    """Materials the party handed in."""

    on: date
    statement: str
    proofs: str = ""


@dataclass(frozen=True)
class Facts:
    """What the packet is composed of. ``violations``: (description, provision broken, provision of the penalty, what was seen)."""

    case_number: str
    source: str
    discovered_on: date
    inspected_on: date
    place: str
    handlers: str
    party: Sequence[tuple[str, str]]
    violations: Sequence[tuple[str, str, str, str]]
    promise: Promise
    checks: Sequence[Check]
    handed: Sequence[Handed] = ()
    more: Sequence[Day] = ()


@dataclass(frozen=True)
class Packet:
    """The composed packet."""

    lead: str
    days: tuple[Day, ...]
    against: tuple[Against, ...]
    draft: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...] = FILING_CONDITIONS
    note: str = DRAFT_NOTE


def compose(facts: Facts) -> Packet:
    """The packet. The last recheck is the one that broke the pledge."""
    return Packet(_lead(facts), _days(facts), _against(facts), _draft(facts))


def late_words(day: date, due: date) -> str:
    """«超过期限3天», «期限内»."""
    days = (day - due).days
    return f"超过期限{days}天" if days > 0 else "期限内"


def _lead(facts: Facts) -> str:
    last = facts.checks[-1]
    return f"{chinese_date(last.on)}复查认定“{last.result}”，{facts.promise.number}承诺未履行。"


def _days(facts: Facts) -> tuple[Day, ...]:
    promise = facts.promise
    days = [
        Day(facts.discovered_on, f"发现线索（{facts.source}）"),
        Day(facts.inspected_on, f"现场检查，发现：{'；'.join(row[0] for row in facts.violations)}"),
        Day(promise.issued_on, f"签发柔性执法告知承诺书，约定{promise.mode_words}", promise.number),
    ]
    if promise.signed_on:
        days.append(Day(promise.signed_on, f"{promise.signatory}签署承诺书", promise.number))
    days += facts.more
    days += [Day(row.on, f"提交整改材料（{late_words(row.on, promise.due_on)}）", row.proofs) for row in facts.handed]
    extended = f"（原约定{chinese_date(promise.agreed_on)}）" if promise.due_on != promise.agreed_on else ""
    days.append(Day(promise.due_on, f"改正期限届满{extended}"))
    days += [Day(row.on, f"复查：{row.result}。{row.note}", row.proofs) for row in facts.checks]
    days.append(Day(promise.closed_on or facts.checks[-1].on, "认定失诺"))
    return tuple(sorted(days, key=lambda day: day.on))


def _against(facts: Facts) -> tuple[Against, ...]:
    promise, last = facts.promise, facts.checks[-1]
    handed = "；".join(f"{chinese_date(row.on)}提交：{row.statement}" for row in facts.handed)
    rows = [Against("违法行为", description, f"{last.result}。{last.note}") for description, *_ in facts.violations]
    rows += [
        Against("承诺事项", promise.mode_words, handed or "没有提交整改情况说明和证明材料"),
        Against(
            "期限",
            chinese_date(promise.due_on),
            f"{chinese_date(last.on)}复查，{late_words(last.on, promise.due_on)}，{last.result}",
        ),
        Against("承诺人 / 复查人", promise.signatory or "未签署", last.officers),
    ]
    return tuple(rows)


def story(facts: Facts) -> str:
    """The facts of the case in one paragraph, for 立案审批表."""
    promise, last = facts.promise, facts.checks[-1]
    seen = "；".join(
        f"{row[0]}（{detail}）" if (detail := row[3].strip().rstrip("。")) else row[0] for row in facts.violations
    )
    parts = [
        f"{chinese_date(facts.inspected_on)}，执法人员{facts.handlers}在{facts.place or '当事人经营场所'}检查时发现：{seen}。",
        f"当事人于{chinese_date(promise.signed_on)}签署柔性执法告知承诺书（{promise.number}），承诺{promise.mode_words}。"
        if promise.signed_on
        else "",
        *(f"{chinese_date(row.on)}提交整改材料。" for row in facts.handed),
        f"{chinese_date(last.on)}，执法人员{last.officers}复查，结果为“{last.result}”：{last.note.rstrip('。')}。",
    ]
    return "".join(parts)


def _draft(facts: Facts) -> tuple[tuple[str, str], ...]:
    return (
        ("案由", "、".join(dict.fromkeys(f"涉嫌{row[0]}" for row in facts.violations))),
        ("案件来源", f"{facts.source}；{chinese_date(facts.discovered_on)}发现"),
        ("当事人", _lines(f"{label}：{value}" for label, value in facts.party if value)),
        ("案情摘要", story(facts)),
        ("涉嫌违反", _lines(dict.fromkeys(row[1] for row in facts.violations if row[1]))),
        ("处罚依据", _lines(dict.fromkeys(row[2] for row in facts.violations if row[2]))),
        (
            "承办人意见",
            f"当事人签署承诺后没有履行，违法行为没有改正。建议依照{FILING_BASIS}立案，由两名以上具有行政执法资格的人员调查处理。",
        ),
    )


def _lines(words: Iterable[str]) -> str:
    return "\n".join(words)
