"""The next step of a case as one button, or the sentence that says whose turn it is. Pure: facts in, words out.

The steps of 待签承诺 and 承诺履行中 belong to the pledge: ``pledges.next_step`` answers them and asks here for the rest.
"""

from dataclasses import dataclass

from xinglongtai.core import roles
from xinglongtai.core.display import person
from xinglongtai.core.errors import NotAllowed
from xinglongtai.core.navigation import address

from .status import CaseStatus, DecisionState, Outcome, ReviewVerdict


@dataclass(frozen=True)
class NextStep:
    """``label`` and ``url`` make the button; without a url only ``sentence`` shows."""

    sentence: str
    label: str = ""
    url: str = ""
    tone: str = "info"

    @property
    def can_act(self) -> bool:
        return bool(self.label and self.url)


@dataclass(frozen=True)
class Powers:
    """What a person is to a case. ``handles``: acts on its facts and letter; ``own``: one of the two officers;
    ``tracks``: an officer who sees it may record signature, materials and recheck."""

    own: bool = False
    handles: bool = False
    tracks: bool = False
    gives: bool = False
    reviews: bool = False
    endorses: bool = False
    decides: bool = False
    extends: bool = False
    adds_files: bool = False
    sees_identity: bool = False


def powers(case, officer) -> Powers:
    """The powers of ``officer`` over ``case``; the verbs ask the same questions again."""
    own = case.handled_by(officer)
    able = roles.allowed(officer, "cases.handle_case")
    assigns = roles.allowed(officer, "cases.assign_case")
    heads = able and assigns and case.unit.path.startswith(officer.unit.path)
    return Powers(
        own=own,
        handles=able and (own or heads),
        tracks=roles.allowed(officer, "pledges.track_pledge"),
        gives=case.handler_id == officer.pk or assigns,
        reviews=not own and roles.allowed(officer, "cases.review_case"),
        endorses=not own and roles.allowed(officer, "cases.approve_first_step"),
        decides=not own and roles.allowed(officer, "cases.approve_case"),
        extends=not own and roles.allowed(officer, "pledges.approve_extension"),
        adds_files=able,
        sees_identity=roles.allowed(officer, "cases.view_identity"),
    )


@dataclass(frozen=True)
class CasePosition:
    """What decides the next step besides the status."""

    verdict: str = ""
    educated: bool = False
    review_id: int | None = None
    review_by: int | None = None
    review_words: str = ""
    returned: bool = False
    refused: bool = False
    disposition: object | None = None
    two_steps: bool = False


_NEEDS = {
    "handles": "这个案件由{handler}主办，请由承办人或其所/队负责人办理；需要接手的，请先移交。",
    "tracks": "您没有跟踪承诺的权限，请由承办单位的执法人员办理。",
    "gives": "只有主办人、所/队负责人或督导可以移交、改派案件。",
    "adds_files": "您没有上传材料的权限，请由承办人上传。",
}


def require_power(case, officer, need: str) -> None:
    """Raise NotAllowed (403) unless ``officer`` has the power ``need`` over a case they see."""
    if not getattr(powers(case, officer), need):
        raise NotAllowed(_NEEDS[need].format(handler=case.handler.name))


def handler_of(case) -> str:
    """The person whose turn it usually is, «张三（演示所）»."""
    return person(case.handler)


def next_step(case, position: CasePosition, can: Powers, officer) -> NextStep:
    """The next step of ``case`` for ``officer``. Every status has one; final ones say how it ended."""
    status = CaseStatus(case.status)
    if status in _ENDED:
        return NextStep(
            _ENDED[status].format(outcome=case.get_outcome_display(), reason=case.cancel_reason), tone="good"
        )
    if status == CaseStatus.REVIEW:
        return _review(case, position, can, officer)
    if status == CaseStatus.DECIDING:
        return _deciding(case, position, can, officer)
    sentence, label, name = _handlers_turn(status, case, position)
    if not can.handles:
        return NextStep(f"下一步由{handler_of(case)}办理：{label}。")
    return NextStep(sentence, label, address(name, case.pk), "danger" if status == CaseStatus.BREACHED else "info")


_ENDED = {
    CaseStatus.CLOSED: "案件已办结：{outcome}。全部记录保留在下面，可随时查看。",
    CaseStatus.REFERRED: "案件已移送：{outcome}。本机关不再办理。",
    CaseStatus.CANCELLED: "登记已撤销：{reason}",
}
_BY_VERDICT = {
    ReviewVerdict.TRANSFER_TO_POLICE: ("核查结论为涉嫌犯罪，应当移送公安机关。", "提出移送意见"),
    ReviewVerdict.ORDINARY_PROCEDURE: ("核查结论为须按普通程序立案。立案后仍可依法从宽。", "提出转立案意见"),
    ReviewVerdict.NOT_ELIGIBLE: (
        "不能适用承诺。当事人已经改正的，可先核实改正；否则提出转立案意见。",
        "提出处理意见",
    ),
    ReviewVerdict.NO_PLEDGE_NEEDED: ("无须承诺，可依法办结。", "提出处理意见"),
}


def _handlers_turn(status, case, position) -> tuple[str, str, str]:
    """Sentence, button and address name of a step that is the handler's."""
    if status == CaseStatus.DRAFT:
        if position.returned:
            return "法制审核退回补充，意见见下。补充材料或修改后再次提请审核。", "补充后重新送审", "cases:intake_assess"
        if case.step <= 2:
            return "登记还没有完成，已填内容都已保存。", "继续登记", "cases:intake_violations"
        return "登记还没有完成，下一屏是适用核查。", "继续适用核查", "cases:intake_assess"
    if status == CaseStatus.BREACHED:
        return "当事人未履行承诺，应当转立案依法查处。", "提出转立案意见", "cases:propose"
    if status == CaseStatus.FILED:
        return "案件已立案。调查终结后提出处理意见。", "提出处理意见", "cases:propose"
    sentence, label = "整改到位，请提出处理意见。", "提出处理意见"
    if status == CaseStatus.ASSESSED:
        sentence, label = _BY_VERDICT.get(position.verdict, ("请提出处理意见。", label))
        if position.refused:
            sentence = f"法制审核不同意适用，意见见下。{sentence}"
    lenient = status == CaseStatus.CORRECTED or position.verdict == ReviewVerdict.NO_PLEDGE_NEEDED
    if lenient and not position.educated:
        return "整改到位。不予处罚的应当先教育当事人（处罚法第三十三条第三款）。", "记录教育", "cases:education"
    return sentence, label, "cases:propose"


def _review(case, position, can, officer) -> NextStep:
    if can.reviews and position.review_id and position.review_by != officer.pk:
        return NextStep("等待您作法制审核。", "审核", address("cases:review", position.review_id))
    return NextStep(f"{position.review_words or '已提请法制审核'}，由法制机构决定；审核完会通知承办人。")


def _deciding(case, position, can, officer) -> NextStep:
    row = position.disposition
    if row is None:
        return NextStep("处理意见正在审批。")
    what = f"处理意见“{Outcome(row.outcome).label}”"
    url = address("pledges:decide_disposition", row.pk)
    mine = officer.pk in {row.proposed_by_id, row.endorsed_by_id}
    if can.decides and not mine and (row.state == DecisionState.ENDORSED or not position.two_steps):
        return NextStep(f"{what}等待您审批。", "审批", url)
    if can.endorses and not mine and row.state == DecisionState.PENDING:
        return NextStep(f"{what}等待您初审。", "初审", url)
    whose = "所/队负责人初审" if position.two_steps and row.state == DecisionState.PENDING else "局负责人审批"
    return NextStep(f"{what}已提出，等待{whose}；决定后会通知承办人。")
