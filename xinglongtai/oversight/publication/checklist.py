"""What must be there before a case may go into a pack: every lack is named, with where it is mended. Pure; no database, no clock."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .status import MONEY_KINDS, PenaltyKind

#: Where a lack is mended: the party's particulars, or the content that legal staff record.
PARTY, CONTENT = "party", "content"
_ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@dataclass(frozen=True)
class Facts:
    """What is known of one case. ``uscc_fault``: why the 信用代码 does not stand, "" when it does."""

    lenient: bool
    party_name: str
    uscc_fault: str
    case_number: str
    filed_on: date | None
    number: str
    decided_on: date | None
    violation: str
    basis: str
    kinds: tuple[str, ...]
    fine: Decimal | None
    gains: Decimal | None
    content: str
    authority: str
    elsewhere: bool | None
    informed: bool
    screened: bool


@dataclass(frozen=True)
class Line:
    """One line of the checklist. ``fault``: what lacks and what to do; "" = in order. ``mend``: PARTY or CONTENT."""

    label: str
    fault: str
    mend: str

    @property
    def met(self) -> bool:
        return not self.fault


def personal_numbers(*texts: str) -> str:
    """What kind of personal number stands in ``texts``; "" when none does (公示规定 6)."""
    joined = "\n".join(texts)
    if _ID_NUMBER.search(joined):
        return "身份证号"
    return "手机号" if _MOBILE.search(joined) else ""


def _needed(value, words: str) -> str:
    return "" if value else words


def _number(facts: Facts) -> str:
    if not facts.number:
        return "" if facts.lenient else "没有填写决定书文号。"
    if facts.case_number and facts.number != facts.case_number:
        return f"与案件登记的文号“{facts.case_number}”不一致，请核对决定书。"
    return ""


def _decided(facts: Facts, on: date) -> str:
    if facts.decided_on is None:
        return "没有填写作出决定的日期。"
    if facts.decided_on > on:
        return "决定日期晚于今天，请核对。"
    if facts.filed_on and facts.decided_on < facts.filed_on:
        return "决定日期早于立案日期，请核对。"
    return ""


def _kinds(facts: Facts) -> str:
    if not facts.kinds:
        return "没有登记处罚种类，请对照决定书勾选。"
    amounts = {PenaltyKind.FINE: facts.fine, PenaltyKind.GAINS: facts.gains}
    lacking = [PenaltyKind(kind).label for kind in facts.kinds if kind in MONEY_KINDS and not amounts[kind]]
    return f"没有填写{'、'.join(lacking)}的金额。" if lacking else ""


def lines(facts: Facts, on: date) -> list[Line]:
    """The whole checklist on ``on``, met lines too (公示规定 4 III, 5, 6, 8)."""
    what = "处理" if facts.lenient else "处罚"
    found = [
        Line("当事人名称", _needed(facts.party_name, "没有名称。"), PARTY),
        Line("统一社会信用代码", facts.uscc_fault, PARTY),
        Line("决定文号", _number(facts), CONTENT),
        Line("决定日期", _decided(facts, on), CONTENT),
        Line("违法行为类型", _needed(facts.violation, "没有填写违法行为类型。"), CONTENT),
        Line(f"{what}依据", _needed(facts.basis, f"没有填写{what}依据。"), CONTENT),
    ]
    if not facts.lenient:
        found.append(Line("处罚种类和金额", _kinds(facts), CONTENT))
    found += [
        Line(f"{what}内容", _needed(facts.content, f"没有填写{what}内容。"), CONTENT),
        Line("作出决定的机关", _needed(facts.authority, "没有填写机关名称。"), CONTENT),
    ]
    if not facts.lenient:
        known = facts.elsewhere is not None
        found += [
            Line("当事人登记地", _needed(known, "没有登记是本省还是外省，办理期限不同。"), CONTENT),
            Line("书面告知将公示", _needed(facts.informed, "没有确认送达时已书面告知（公示规定第八条）。"), CONTENT),
        ]
    numbers = personal_numbers(facts.violation, facts.basis, facts.content)
    words = f"文字里有{numbers}，请删去。" if numbers else "没有确认已审查（公示规定第五条、第六条）。"
    screened = facts.screened and not numbers
    found.append(Line("保密审查和个人信息处理", _needed(screened, words), CONTENT))
    return found


def faults(facts: Facts, on: date) -> list[str]:
    """«决定文号：没有填写…» for every line that is not met."""
    return [f"{line.label}：{line.fault}" for line in lines(facts, on) if not line.met]
