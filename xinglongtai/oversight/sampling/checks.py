"""Lines that the system can judge itself, from plain facts of one file. No database, no clock.

Each check gives :class:`Said`: held, not held, or not known, and why. The reviewer may see it otherwise, with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from xinglongtai.core.workdays import chinese_date

from .status import Judged


@dataclass(frozen=True)
class Certified:
    """An officer with the days of the 执法证 as they stand now; an earlier one may have been replaced."""

    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Visit:
    """An inspection, recheck or verification: its day, its people."""

    on: date
    people: tuple[Certified, ...]


@dataclass(frozen=True)
class ViolationFacts:
    """A violation: which sources of 首违核查 are recorded, which could not be verified, its sheet, its legal review."""

    words: str
    sources: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    sheet_on: date | None = None
    needs_review: bool = False
    reviewed: bool = False


@dataclass(frozen=True)
class FileFacts:
    """What the checks read. ``required_sources``: all that 首违核查 knows. ``pledged``: a letter counts; ``disagreements``: hard ones.

    ``missing``: papers and records that this outcome wants and the file lacks. ``education_due``: the outcome wants education.
    """

    inspection: Visit
    violations: tuple[ViolationFacts, ...] = ()
    required_sources: tuple[str, ...] = ()
    letter_on: date | None = None
    signed_on: date | None = None
    delivery: str = ""
    served_on: date | None = None
    recheck: Visit | None = None
    educated_on: date | None = None
    education_due: bool = False
    ended_on: date | None = None
    filed_on: date | None = None
    clock_due_on: date | None = None
    extended: bool = False
    scene_photos: int = 0
    fixed_photos: int = 0
    handlers: tuple[str, ...] = ()
    decided_by: str = ""
    disagreements: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Said:
    """The system's word on one line, with why."""

    outcome: str
    why: str


def _yes(why: str) -> Said:
    return Said(Judged.HELD, why)


def _no(why: str) -> Said:
    return Said(Judged.NOT_HELD, why)


def _unknown(why: str) -> Said:
    return Said(Judged.UNKNOWN, why)


def _two_people(visit: Visit, what: str) -> Said:
    """Two different officers, each with a certificate valid on the day."""
    names = "、".join(person.name for person in visit.people)
    if len(visit.people) < 2:
        return _no(f"{chinese_date(visit.on)}{what}只有一名执法人员（{names}）")
    for person in visit.people:
        if person.valid_from is None or person.valid_to is None:
            return _no(f"{person.name}没有登记执法证")
        if visit.on > person.valid_to:
            return _no(f"{person.name}的执法证{chinese_date(person.valid_to)}到期，{what}在{chinese_date(visit.on)}")
        if visit.on < person.valid_from:
            return _unknown(
                f"{person.name}现在的执法证{chinese_date(person.valid_from)}起有效，{what}当日的旧证请人工核对"
            )
    return _yes(f"{chinese_date(visit.on)}{what}：{names}，执法证当日有效")


def two_officers(facts: FileFacts) -> Said:
    """两名有执法资格的人员检查 (行政处罚法 42 I)."""
    return _two_people(facts.inspection, "检查")


def recheck_two(facts: FileFacts) -> Said:
    """The recheck or verification by two certified officers."""
    if facts.recheck is None:
        return _unknown("没有复查或者改正核实记录，请看本案是否需要")
    return _two_people(facts.recheck, "复查")


def history_checked(facts: FileFacts) -> Said:
    """首违核查 with every source recorded; «未能核实» is a lawful answer and is told."""
    if not facts.violations:
        return _unknown("没有登记违法行为")
    doubtful = []
    for violation in facts.violations:
        lacking = [name for name in facts.required_sources if name not in violation.sources]
        if lacking:
            return _no(f"“{violation.words}”没有记录：{'、'.join(lacking)}")
        doubtful += violation.unverified
    if doubtful:
        return _yes(f"各来源均有记录，其中未能核实：{'、'.join(dict.fromkeys(doubtful))}")
    return _yes(f"各来源均有记录：{'、'.join(facts.required_sources)}")


def sheet_first(facts: FileFacts) -> Said:
    """适用核查表 made for every violation, not after the letter."""
    if not facts.violations:
        return _unknown("没有登记违法行为")
    for violation in facts.violations:
        if violation.sheet_on is None:
            return _no(f"“{violation.words}”没有适用核查表")
        if facts.letter_on and violation.sheet_on > facts.letter_on:
            return _no(f"“{violation.words}”的核查表{chinese_date(violation.sheet_on)}作出，晚于承诺书签发")
    return _yes("每项违法行为都有适用核查表")


def legal_review(facts: FileFacts) -> Said:
    """法制审核 where the sheet asked for it."""
    asked = [violation for violation in facts.violations if violation.needs_review]
    if not asked:
        return _yes("核查结论不要求法制审核")
    lacking = [violation.words for violation in asked if not violation.reviewed]
    if lacking:
        return _no(f"没有法制审核意见：{'、'.join(lacking)}")
    return _yes("要求法制审核的，均有审核意见")


def clock_held(facts: FileFacts) -> Said:
    """程序规定 18: filed or ended within 15 (+15) working days of the clue."""
    done_on = facts.filed_on or facts.ended_on
    if facts.clock_due_on is None or done_on is None:
        return _unknown("没有核查期限或者处理日期")
    what = "立案" if facts.filed_on else "处理"
    words = f"{what}在{chinese_date(done_on)}，核查期限{chinese_date(facts.clock_due_on)}{'（已批准延长）' if facts.extended else ''}"
    return _yes(words) if done_on <= facts.clock_due_on else _no(words)


def education_given(facts: FileFacts) -> Said:
    """教育 recorded not after the end of a case without penalty (行政处罚法 33 III)."""
    if facts.educated_on is None:
        return _no("没有教育记录") if facts.education_due else _unknown("处理结果不要求教育记录，卷内也没有")
    if facts.ended_on and facts.educated_on > facts.ended_on:
        return _no(f"教育记录在{chinese_date(facts.educated_on)}，晚于处理日期{chinese_date(facts.ended_on)}")
    return _yes(f"{chinese_date(facts.educated_on)}有教育记录")


def letter_signed(facts: FileFacts) -> Said:
    """The letter signed, and served (送达 recorded, or the way it reached the party)."""
    if facts.letter_on is None:
        return _unknown("卷内没有有效的承诺书")
    if facts.signed_on is None:
        return _no("承诺书没有签署记录")
    if facts.served_on:
        return _yes(f"{chinese_date(facts.signed_on)}签署，{chinese_date(facts.served_on)}送达")
    if facts.delivery:
        return _yes(f"{chinese_date(facts.signed_on)}签署，{facts.delivery}")
    return _no("承诺书没有送达记录")


def photos_there(facts: FileFacts) -> Said:
    """Photographs of the scene, and of the correction where it was rechecked."""
    lacking = []
    if not facts.scene_photos:
        lacking.append("现场照片")
    if facts.recheck and not facts.fixed_photos:
        lacking.append("整改后照片")
    if lacking:
        return _no(f"没有{'、'.join(lacking)}")
    if not facts.recheck:
        return _yes(f"现场照片{facts.scene_photos}张；没有复查，不要求整改后照片")
    return _yes(f"现场照片{facts.scene_photos}张，整改后照片{facts.fixed_photos}张")


def other_decides(facts: FileFacts) -> Said:
    """办案人员 ≠ 审批人员."""
    if not facts.decided_by:
        return _unknown("没有已批准的处理意见")
    if facts.decided_by in facts.handlers:
        return _no(f"处理意见由办案人{facts.decided_by}审批")
    return _yes(f"处理意见由{facts.decided_by}审批，不是办案人")


def agrees(facts: FileFacts) -> Said:
    """The papers agree with each other: the same check that stands before closing."""
    if facts.disagreements:
        return _no("卷内记载不一致：" + "；".join(facts.disagreements[:3]))
    return _yes("一致性检查没有发现须更正的不一致")


def complete(facts: FileFacts) -> Said:
    """What this outcome wants is in the file (程序规定 78)."""
    if facts.missing:
        return _no(f"缺：{'、'.join(facts.missing)}")
    return _yes("应有的文书和记录齐全")


#: Key → (name for the editor of the sheet, check).
CHECKS: dict[str, tuple[str, Callable[[FileFacts], Said]]] = {
    "two_officers": ("检查人员两名、执法证当日有效", two_officers),
    "history_checked": ("首违核查各来源均有记录", history_checked),
    "sheet_first": ("适用核查表在签发前作出", sheet_first),
    "legal_review": ("要求法制审核的已经审核", legal_review),
    "clock_held": ("在核查期限内立案或处理", clock_held),
    "education_given": ("结案前有教育记录", education_given),
    "letter_signed": ("承诺书已签署、送达", letter_signed),
    "recheck_two": ("复查人员两名、执法证当日有效", recheck_two),
    "photos_there": ("现场照片和整改后照片", photos_there),
    "other_decides": ("审批人不是办案人", other_decides),
    "agrees": ("卷内记载一致", agrees),
    "complete": ("应有的文书和记录齐全", complete),
}


def judge(key: str, facts: FileFacts) -> Said | None:
    """What the system says on a line with the check ``key``; ``None`` where it has none."""
    return CHECKS[key][1](facts) if key in CHECKS else None
