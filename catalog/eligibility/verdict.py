"""From lines to a verdict. One table, strongest effect first; every failed line stays on the sheet.

======================  =====================  =========================================================
effect of a line        verdict                examples
======================  =====================  =========================================================
transfer                transfer_to_police     涉嫌犯罪
no_violation            no_pledge_needed       违法事实不成立
elsewhere               not_eligible           不属本局管辖: the case is handed over
no_penalty              no_pledge_needed       超过期限, 不满十四周岁, 不能辨认, 足以证明没有主观过错
file                    ordinary_procedure     排除情形, 失诺, 再犯, 拒不改正, 违法所得, 来源合法类, 从轻减轻
close                   not_eligible           条件不具备, 不愿签署, 事项不适用于该类当事人
review                  needs_legal_review     重点领域, 清单外, 停用, 未核对, 旧法, 无法核实, unanswered facts
(none, but corrected)   no_pledge_needed       整改到位,未签承诺: nothing left to promise
(none)                  eligible               pending lines are settled at signing and at the recheck
======================  =====================  =========================================================
"""

from .sheet import Line
from .vocabulary import ELIGIBLE, NO_PLEDGE, NOT_ELIGIBLE, ORDINARY, REVIEW, TRANSFER

PRECEDENCE = (
    ("transfer", TRANSFER),
    ("no_violation", NO_PLEDGE),
    ("elsewhere", NOT_ELIGIBLE),
    ("no_penalty", NO_PLEDGE),
    ("file", ORDINARY),
    ("close", NOT_ELIGIBLE),
    ("review", REVIEW),
)


def deciding_effect(lines: tuple[Line, ...]) -> str:
    """The strongest effect on the sheet, "none" when nothing blocks."""
    present = {line.effect for line in lines}
    return next((effect for effect, _ in PRECEDENCE if effect in present), "none")


def decide(lines: tuple[Line, ...], *, nothing_left: bool) -> str:
    """The verdict of these lines."""
    effect = deciding_effect(lines)
    if effect == "none":
        return NO_PLEDGE if nothing_left else ELIGIBLE
    return dict(PRECEDENCE)[effect]


def next_step(lines: tuple[Line, ...], *, nothing_left: bool, progressive: bool = False) -> str:
    """What the officer does now, in Chinese."""
    effect = deciding_effect(lines)
    named = "；".join(line.label for line in lines if line.effect == effect)
    if effect == "review":
        ask = [line.label for line in lines if line.effect == "review" and line.outcome == "unknown" and line.asks]
        approve = [line.label for line in lines if line.effect == "review" and line.label not in ask]
        steps = []
        if ask:
            steps.append(f"先补充核实：{'；'.join(ask)}")
        if approve:
            steps.append(f"报法制机构审核：{'；'.join(approve)}")
        return "。".join(steps) + "。审核同意前不得签发承诺书。"
    if effect == "none" and nothing_left:
        return (
            "已改正到位，没有需要承诺的内容：核实改正情况并教育当事人，"
            + ("按期改正即不产生罚款责任，" if progressive else "")
            + "按不予立案（已立案的按不予行政处罚）报批办结。"
        )
    return {
        "transfer": "停止承诺程序：指定两名以上执法人员核实并写出移送报告，本机关负责人自接到报告之日起3日内决定；"
        "决定移送的，24小时内移送同级公安机关。",
        "no_violation": "违法事实不成立：不立案（已立案的按违法事实不能成立不予行政处罚）报批办结，不签承诺书。",
        "elsewhere": "不属本局管辖：将线索或案件移送有管辖权的部门，本局不签承诺书。",
        "no_penalty": f"依法不予行政处罚，不签承诺书：{named}。责令改正、教育或通知监护人，报批办结。",
        "file": f"须立案办理：{named}。填写立案审批表；立案后仍可依法从轻、减轻、免予或者不予处罚，见“可用的从宽途径”。",
        "close": f"不能适用告知承诺：{named}。责令改正并按其他途径办理；情况变化或改选事项后可重新核查。",
        "none": "可以签署：告知违法事实和法律规定，责令改正并宣传教育，当事人自愿签署承诺书，约定改正期限并安排复查。",
    }[effect]
