"""When a case may end in what (DOMAIN §2): plain rules over plain facts. No database, no clock."""

from dataclasses import dataclass
from datetime import date

from .status import CaseStatus, Outcome, ReviewVerdict

#: Outcomes that exist only after a case was filed (立案).
AFTER_FILING = frozenset({Outcome.NO_PENALTY, Outcome.EXEMPT, Outcome.LIGHTER, Outcome.MITIGATED, Outcome.PENALTY})
#: Whoever is not penalised must have been educated (行政处罚法 33 III).
NEEDS_EDUCATION = frozenset({Outcome.NO_CASE, Outcome.NO_PENALTY, Outcome.EXEMPT})
#: Decisions that are written elsewhere carry a number of that register; 不予行政处罚决定书 takes its own when it is issued.
NEEDS_NUMBER = frozenset({Outcome.LIGHTER, Outcome.MITIGATED, Outcome.PENALTY, Outcome.EXEMPT})

#: Grounds an officer may name for 不予立案; the paper prints them.
NO_CASE_BASES = {
    "20-1": "市场监督管理行政处罚程序规定第二十条第一款第一项（违法行为轻微并及时改正，没有造成危害后果）",
    "20-2": "市场监督管理行政处罚程序规定第二十条第一款第二项（初次违法且危害后果轻微并及时改正）",
    "20-3": "市场监督管理行政处罚程序规定第二十条第一款第三项（当事人有证据足以证明没有主观过错）",
    "20-4": "市场监督管理行政处罚程序规定第二十条第一款第四项（依法可以不予立案的其他情形）",
}
#: The legal basis of every other outcome, as far as one article carries it.
BASES = {
    Outcome.NO_PENALTY: "中华人民共和国行政处罚法第三十三条",
    Outcome.EXEMPT: "免予处罚所依据的单行法条款（请在理由中写明）",
    Outcome.LIGHTER: "中华人民共和国行政处罚法第三十二条",
    Outcome.MITIGATED: "中华人民共和国行政处罚法第三十二条",
    Outcome.PENALTY: "清单事项载明的处罚条款",
    Outcome.ESCALATE: "市场监督管理行政处罚程序规定第十九条",
    Outcome.REFER_POLICE: "行政执法机关移送涉嫌犯罪案件的规定第三条",
    Outcome.REFER_OTHER: "移送有管辖权的部门（请在理由中写明）",
    Outcome.NOT_ESTABLISHED: "违法事实不能成立（请在理由中写明）",
}


@dataclass(frozen=True)
class CaseFacts:
    """What the rules need to know. ``corrected`` = the correction was verified by a recheck or on the spot."""

    status: str
    verdicts: frozenset[str]
    corrected: bool
    educated: bool
    clock_due_on: date
    confiscation: bool = False
    pledge_pending: bool = False


def refusals(outcome: str, facts: CaseFacts, *, on: date, decision_number: str = "") -> list[str]:
    """Why ``outcome`` may not be proposed on ``on`` (Chinese, each saying what to do); empty = it may."""
    found = []
    filed = facts.status == CaseStatus.FILED
    if outcome in AFTER_FILING and not filed:
        found.append(f"“{Outcome(outcome).label}”只能在立案之后作出。请先提出“转立案处理”。")
    if outcome == Outcome.ESCALATE and filed:
        found.append("案件已经立案，请选择立案后的处理结果。")
    if outcome == Outcome.NO_CASE:
        found += _no_case(facts, filed, on)
    if outcome in NEEDS_EDUCATION and not facts.educated:
        found.append("还没有教育记录。不予处罚的，应当对当事人进行教育（行政处罚法第三十三条第三款），请先补记。")
    if outcome in NEEDS_NUMBER and filed and not decision_number.strip():
        found.append("请填写决定书文号。")
    if outcome in {Outcome.NO_PENALTY, Outcome.EXEMPT} and ReviewVerdict.TRANSFER_TO_POLICE in facts.verdicts:
        found.append("核查结论为涉嫌犯罪，应当移送公安机关。")
    return found


def _no_case(facts: CaseFacts, filed: bool, on: date) -> list[str]:
    found = []
    if filed:
        found.append("案件已经立案，不能再不予立案。请选择“不予行政处罚”等立案后的结果。")
    if facts.pledge_pending:
        found.append("承诺还在履行中，请先复查。")
    elif not facts.corrected:
        found.append("还没有核实改正到位，不能不予立案。请先复查，或在核查表中记明当场改正并附照片。")
    if on > facts.clock_due_on:
        found.append(
            f"核查期限已于 {facts.clock_due_on:%Y-%m-%d} 届满（程序规定第十八条），不能再不予立案。"
            "请提出“转立案处理”，立案后再依法不予处罚。"
        )
    if facts.verdicts & {ReviewVerdict.TRANSFER_TO_POLICE, ReviewVerdict.ORDINARY_PROCEDURE}:
        found.append("核查结论要求立案或移送，不能不予立案。有不同意见的，请先经法制审核。")
    if facts.confiscation:
        found.append("有违法所得或应当没收的物品，不能以不予立案了结，请提出“转立案处理”。")
    return found


def offered(facts: CaseFacts) -> list[str]:
    """Outcomes worth offering in this state, likeliest first."""
    if facts.status == CaseStatus.FILED:
        order = [Outcome.NO_PENALTY, Outcome.EXEMPT, Outcome.LIGHTER, Outcome.MITIGATED, Outcome.PENALTY]
        return [*order, Outcome.REFER_POLICE, Outcome.REFER_OTHER, Outcome.NOT_ESTABLISHED]
    if ReviewVerdict.TRANSFER_TO_POLICE in facts.verdicts:
        return [Outcome.REFER_POLICE, Outcome.ESCALATE, Outcome.NOT_ESTABLISHED, Outcome.REFER_OTHER]
    if facts.status == CaseStatus.BREACHED or not facts.corrected:
        order = [Outcome.ESCALATE, Outcome.NOT_ESTABLISHED, Outcome.REFER_OTHER, Outcome.REFER_POLICE]
        return [*order, Outcome.NO_CASE]
    return [Outcome.NO_CASE, Outcome.ESCALATE, Outcome.NOT_ESTABLISHED, Outcome.REFER_OTHER, Outcome.REFER_POLICE]
