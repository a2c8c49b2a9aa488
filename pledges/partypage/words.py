"""What the party's page says, in plain words. Pure: facts in, sentences out."""

from dataclasses import dataclass
from datetime import date

from cases.status import Outcome
from xinglongtai.core.workdays import chinese_date

from ..status import PledgeMode, PledgeStatus, RecheckResult


@dataclass(frozen=True)
class Headline:
    """The first thing on the page: ``tone`` good, info, warn or danger."""

    tone: str
    title: str
    text: str


def todo(mode: str, due_on: date) -> str:
    """What was promised, as a sentence to the party."""
    if mode == PledgeMode.IMMEDIATE:
        return "马上改正，不要拖延。改好以后，可以把照片交给本局。"
    return f"在{chinese_date(due_on)}前改好，并把怎么改的写清楚，连同照片等证明材料交给本局。"


_STATES = {
    PledgeStatus.ISSUED: ("info", "承诺书已签发，等您签署", "本局记录您的签署以后，这里可以交材料、申请延期。"),
    PledgeStatus.SUBMITTED: ("info", "材料已收到，等待复查", "两名执法人员会复查。还有要补充的，可以继续交。"),
    PledgeStatus.FULFILLED: ("good", "复查通过，承诺已履行", "处理结果见下面。请继续守法经营。"),
    PledgeStatus.BREACHED: ("danger", "复查没有通过", "本局将依法处理。您有权说明情况、申辩，见下面。"),
    PledgeStatus.REFUSED: (
        "info",
        "没有签署承诺书",
        "不签不会因此加重处理。已经改正的请告诉本局，核实后同样依法从宽。",
    ),
}


_INK_CAME = Headline(
    "info",
    "已收到您的签名",
    "执法人员核对是您本人以后，会记录签署；从那时起，可以在这里交材料、申请延期。需要重签的，请打电话。",
)
#: Beside the pad. The letter says the same in its own words (``letter.RIGHTS_TOLD``).
VOLUNTARY = (
    "签不签由您自己决定。不签不会因此加重处理；已经改正的，核实后同样依法从宽。",
    "对上面写的事实和处理有不同意见的，可以先不签，回到上一页点“我要说明、申辩”。",
    "也可以在纸质承诺书上签名，交给执法人员。",
)


def promised(mode: str, due_on: date, pronoun: str) -> tuple[str, ...]:
    """The promise as 附件1 words it; ``pronoun`` is the one printed on the letter."""
    if mode == PledgeMode.IMMEDIATE:
        what = "立即予以纠正"
    else:
        what = f"在{chinese_date(due_on)}前纠正，并将整改情况说明及相关证明材料送达你局"
    return (
        f"{pronoun}对以上情况确认无误，并自愿承诺：{what}。",
        f"若{pronoun}未履行上述承诺，愿依法承担相应的法律责任。",
    )


def headline(status: str, due_on: date, on: date, has_ink: bool = False) -> Headline:
    """Where things stand on ``on``; while the promise runs, the days left (calendar days, the due day included).

    ``has_ink``: the party has drawn its name, and no officer has recorded the signing yet.
    """
    if status == PledgeStatus.ISSUED and has_ink:
        return _INK_CAME
    if status != PledgeStatus.SIGNED:
        return Headline(*_STATES[PledgeStatus(status)])
    left = (due_on - on).days
    day = chinese_date(due_on)
    if left > 0:
        return Headline("warn" if left <= 3 else "info", f"还有 {left} 天", f"请在{day}（含当天）以前改好并交材料。")
    if left == 0:
        return Headline("warn", "今天是最后一天", f"改正期限到{day}（今天）为止。改好了请马上交材料。")
    return Headline(
        "danger", f"已经过期 {-left} 天", f"改正期限是{day}。请立即改正并交材料；不改正的，本局将依法处理。"
    )


_RECHECKS = {
    RecheckResult.CORRECTED: "改好了，复查通过",
    RecheckResult.PARTLY: "改了一部分，还要继续改",
    RecheckResult.REFUSED: "没有改正",
    RecheckResult.OVERDUE: "过了期限还没有改正",
    RecheckResult.FAILED: "改了，但还不符合要求",
    RecheckResult.UNVERIFIABLE: "这次没能查清，还会再查",
}
_OUTCOMES = {
    Outcome.NO_CASE: "不立案，也不处罚。以后再犯同样的问题，将依法查处。",
    Outcome.NO_PENALTY: "不予行政处罚。以后再犯同样的问题，将依法查处。",
    Outcome.EXEMPT: "免予处罚。没收等措施以决定书为准。",
    Outcome.LIGHTER: "从轻处罚，内容以决定书为准。",
    Outcome.MITIGATED: "减轻处罚，内容以决定书为准。",
    Outcome.PENALTY: "依法给予处罚，内容以决定书为准。",
    Outcome.ESCALATE: "已转为立案处理。处罚决定作出以前，您有权陈述、申辩。",
    Outcome.REFER_POLICE: "已移送公安机关。",
    Outcome.REFER_OTHER: "已移送有管辖权的部门。",
    Outcome.NOT_ESTABLISHED: "违法事实不成立，案件了结。",
}


def recheck_words(result: str) -> str:
    """A result of the closed list as people say it."""
    return _RECHECKS[RecheckResult(result)]


def outcome_words(outcome: str) -> str:
    """What a decided outcome means for the party; "" while nothing is decided."""
    return _OUTCOMES[Outcome(outcome)] if outcome else ""


#: Read in the text: 行政处罚法 (2021-01-22) 7 I, 45, 73 I. Time limits and the body are named by the decision, not here.
RIGHTS = (
    "您有权陈述、申辩。本局必须充分听取您的意见，对您提出的事实、理由和证据进行复核，成立的应当采纳；不会因为您陈述、申辩而给予更重的处罚。"
    "（《中华人民共和国行政处罚法》第七条、第四十五条）",
    "以后如果作出行政处罚决定，您不服的，有权依法申请行政复议或者提起行政诉讼（第七条）。除法律另有规定外，复议、诉讼期间处罚决定不停止执行"
    "（第七十三条）。向哪里提出、多长时间以内提出，以决定书上写明的为准。",
)
