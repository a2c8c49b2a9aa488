"""What became of one promise, in words. Pure rules over plain facts; no database, no clock.

In time is measured by the day the materials came (or the recheck, where there were none), as in decision 017. Refusing to sign is no
broken word (DOMAIN §1), and a void letter was no promise.
"""

from dataclasses import dataclass
from datetime import date

from xinglongtai.core.workdays import chinese_date

from .status import Kind


@dataclass(frozen=True)
class Facts:
    """One pledge. ``status`` is that of ``pledges.status``; ``agreed_on`` the day first agreed, ``due_on`` the day in force.

    ``found`` is the last recheck's result in words, ``found_on`` its day.
    """

    status: str
    at_once: bool
    agreed_on: date
    due_on: date
    signed_on: date | None = None
    submitted_on: date | None = None
    found: str = ""
    found_on: date | None = None
    reason: str = ""

    @property
    def promised(self) -> str:
        """«承诺立即改正» or «承诺2026年6月8日前改正，批准延期至6月15日»."""
        if self.at_once:
            words = f"承诺立即改正（{chinese_date(self.agreed_on)}）"
        else:
            words = f"承诺{chinese_date(self.agreed_on)}前改正"
        return f"{words}，批准延期至{chinese_date(self.due_on)}" if self.due_on > self.agreed_on else words


@dataclass(frozen=True)
class Judged:
    """The word for what became of a promise, and the sentence that explains it."""

    kind: str
    words: str


def judge(facts: Facts, on: date) -> Judged:
    """What became of the promise as of ``on``. ``ValueError`` for a status that is not known."""
    rule = {
        "fulfilled": _fulfilled,
        "breached": _breached,
        "refused": _refused,
        "voided": _voided,
        "issued": _unsigned,
        "signed": _running,
        "submitted": _waiting,
    }.get(facts.status)
    if rule is None:
        raise ValueError(f"未知的承诺状态：{facts.status}")
    return rule(facts, on)


def _fulfilled(facts: Facts, on: date) -> Judged:
    done = facts.submitted_on or facts.found_on
    parts = [facts.promised]
    if facts.submitted_on:
        parts.append(f"{chinese_date(facts.submitted_on)}送交整改材料")
    if facts.found_on:
        parts.append(f"{chinese_date(facts.found_on)}复查{facts.found}")
    if done is None or done <= facts.agreed_on:
        return Judged(Kind.ON_TIME, "，".join([*parts, "在约定的期限内"]) + "。")
    if done <= facts.due_on:
        return Judged(Kind.EXTENDED, "，".join([*parts, "在批准延长的期限内"]) + "。")
    late = (done - facts.due_on).days
    return Judged(Kind.LATE, "，".join([*parts, f"晚于期限{late}天，已改正到位"]) + "。")


def _breached(facts: Facts, on: date) -> Judged:
    when = f"{chinese_date(facts.found_on)}复查认定" if facts.found_on else "复查认定"
    return Judged(Kind.BROKEN, f"{facts.promised}，{when}“{facts.found or '未履行承诺'}”。")


def _refused(facts: Facts, on: date) -> Judged:
    return Judged(Kind.REFUSED, "当事人没有签署承诺书。签署出于自愿，不签不算失诺，也不因此加重处理。")


def _voided(facts: Facts, on: date) -> Judged:
    reason = f"（{facts.reason}）" if facts.reason else ""
    return Judged(Kind.VOID, f"承诺书已作废{reason}，不计入。")


def _unsigned(facts: Facts, on: date) -> Judged:
    return Judged(Kind.OPEN, "承诺书还没有签署，尚不是承诺。")


def _running(facts: Facts, on: date) -> Judged:
    if on > facts.due_on:
        return Judged(Kind.OPEN, f"{facts.promised}，期限已过，还没有送交整改材料，未经复查不作认定。")
    return Judged(Kind.OPEN, f"{facts.promised}，期限未到。")


def _waiting(facts: Facts, on: date) -> Judged:
    handed = f"{chinese_date(facts.submitted_on)}送交整改材料，" if facts.submitted_on else ""
    return Judged(Kind.OPEN, f"{facts.promised}，{handed}等待复查。")


def judge_prior(breached: bool, outcome: str, source: str) -> Judged:
    """An imported record: only a promise that was not kept says something about keeping one's word."""
    told = f"历史记录（来源：{source}）"
    told += f"，处理结果“{outcome}”" if outcome else ""
    if breached:
        return Judged(Kind.BROKEN, f"{told}，记载未履行承诺。")
    return Judged(Kind.OTHER, f"{told}，没有记载承诺履行情况，只作列明。")
