"""The next step where a pledge is at stake; everything else is answered by ``cases.next_step``. Pure."""

from dataclasses import replace

from cases.next_step import NextStep, handler_of
from cases.next_step import next_step as case_step
from cases.status import CaseStatus
from xinglongtai.core.navigation import address

from .status import PledgeMode, PledgeStatus

_PACKET = "当事人未履行承诺，应当转立案依法查处。转立案材料已备好（见本页“转立案材料”）。"


def next_step(case, pledge, position, can, officer, on) -> NextStep:
    """The next step of ``case`` on ``on`` for ``officer``. ``pledge`` is its newest pledge or ``None``."""
    if case.status == CaseStatus.READY:
        return _turn(case, can.handles, *_ready(case, pledge))
    if case.status == CaseStatus.PLEDGED and pledge is not None:
        return _turn(case, can.tracks, *pledge_step(pledge, on))
    if case.status == CaseStatus.BREACHED and pledge is not None and can.handles:
        return replace(case_step(case, position, can, officer), sentence=_PACKET)
    return case_step(case, position, can, officer)


def _turn(case, able, sentence, label, url, tone="info") -> NextStep:
    if able:
        return NextStep(sentence, label, url, tone)
    return NextStep(f"下一步由{handler_of(case)}办理：{label}。", tone=tone)


def _ready(case, pledge):
    if pledge is not None and pledge.status == PledgeStatus.REFUSED:
        return (
            "当事人没有签署承诺书。改正了的，核实后同样依法从宽；愿意签的，可再签发一份。",
            "核实改正情况",
            address("cases:correction_verify", case.pk),
        )
    return "核查通过，可以签发承诺书。", "签发承诺书", address("pledges:promise", case.pk)


def pledge_step(pledge, on) -> tuple[str, str, str, str]:
    """Sentence, button, address and tone of an open pledge's next step on ``on``."""
    late = pledge.due_on < on
    if pledge.status == PledgeStatus.ISSUED:
        sentence = "承诺书已签发，请当事人签字后记录签署。"
        if late:
            sentence = "约定期限已过，承诺书还没有记录签署。期限内已签的请补记，没有签的请作废后重新约定。"
        return sentence, "记录签署", address("pledges:sign", pledge.pk), "warn" if late else "info"
    if pledge.status == PledgeStatus.SUBMITTED:
        return "整改材料已交，请两名执法人员复查。", "复查", address("pledges:recheck", pledge.pk), "info"
    if late:
        return "改正期限已过，没有收到整改材料，请复查。", "复查", address("pledges:recheck", pledge.pk), "danger"
    if pledge.mode == PledgeMode.IMMEDIATE:
        return "承诺立即纠正，请当场或尽快复查。", "复查", address("pledges:recheck", pledge.pk), "info"
    return (
        "承诺履行中，当事人应在期限前送交整改情况说明和证明材料。",
        "登记整改材料",
        address("pledges:materials", pledge.pk),
        "info",
    )
