"""What a party may do on its page, and if not, why not, in words for the party. Pure."""

import secrets
from dataclasses import dataclass
from datetime import date

from xinglongtai.core.workdays import chinese_date

from ..status import PledgeStatus

#: Characters that anybody writes in a few strokes and nobody mistakes for another; digits that look like no other.
SAFE_CHARACTERS = "山水田木土石天月风云花草米鱼牛羊马车门井书北东西南左右"
SAFE_DIGITS = "23458"


def fresh_word() -> str:
    """Two characters and three digits, «田马 384»: some 90 000 of them."""
    characters = secrets.SystemRandom().sample(SAFE_CHARACTERS, 2)
    return "{} {}".format("".join(characters), "".join(secrets.choice(SAFE_DIGITS) for _ in range(3)))


@dataclass(frozen=True)
class Standing:
    """What decides: state and deadline of the pledge, its extension (state or ""), the last day one may ask for."""

    status: str
    due_on: date
    extension: str = ""
    latest_on: date | None = None


@dataclass(frozen=True)
class RemoteFacts:
    """What decides over a recheck without a visit: the bureau's parameter, and of each violation (免到场, 重点领域 or "")."""

    allowed: bool
    violations: tuple[tuple[bool, str], ...]


_NOT_SIGNED = "本局还没有记录您的签署，签署后才能在这里办理。"
_OVER = {
    PledgeStatus.FULFILLED: "复查已经通过，不用再办理。",
    PledgeStatus.BREACHED: "复查已有结果，不能再在这里办理。有不同意见请用“说明、申辩”。",
    PledgeStatus.VOIDED: "这份承诺书已作废。",
    PledgeStatus.REFUSED: "本局记录为没有签署承诺书。已经改正的，请拨打本局电话，核实后同样依法从宽。",
    PledgeStatus.ISSUED: _NOT_SIGNED,
}


def no_materials(standing: Standing) -> str:
    """Why materials cannot be handed in here; "" where they can, also after the deadline and again (补充)."""
    return _OVER.get(PledgeStatus(standing.status), "")


def no_signing(standing: Standing, has_ink: bool, on: date) -> str:
    """Why the letter cannot be signed on the party's own device on ``on``; "" where it can.

    ``has_ink``: a drawing of the party waits for an officer. After the deadline no signing could be recorded any more.
    """
    if standing.status == PledgeStatus.VOIDED:
        return _OVER[PledgeStatus.VOIDED]
    if standing.status == PledgeStatus.REFUSED:
        return "本局记录为没有签署承诺书，不能在这里补签。已经改正的，请拨打本局电话，核实后同样依法从宽。"
    if standing.status != PledgeStatus.ISSUED:
        return "这份承诺书已经签署，不用再签。有疑问请联系执法人员。"
    if has_ink:
        return "已经收到您的签名，执法人员核对后会记录签署，不用重签。需要重签的，请联系执法人员。"
    if on > standing.due_on:
        return "改正期限已过，不能再签这份承诺书。请联系本局，重新约定期限。"
    return ""


def no_time(standing: Standing, on: date) -> str:
    """Why more time cannot be asked for on ``on``; "" where it can."""
    if standing.status == PledgeStatus.SUBMITTED:
        return "材料已交，正在等待复查，期限不再走。"
    if standing.status != PledgeStatus.SIGNED:
        return _OVER[PledgeStatus(standing.status)]
    if standing.extension == "approved":
        return "这份承诺已经延期过一次，不能再延期。"
    if standing.extension == "pending":
        return "延期正在审批，结果会显示在这里。"
    if on > standing.due_on:
        return "改正期限已过，不能再申请延期。请尽快改正并交材料。"
    return ""


def wrong_day(standing: Standing, until: date) -> str:
    """Why the party cannot ask for ``until``; "" where it can."""
    if until <= standing.due_on:
        return f"请选晚于{chinese_date(standing.due_on)}的日期，那是现在的期限。"
    if standing.latest_on and until > standing.latest_on:
        return f"最晚可以申请到{chinese_date(standing.latest_on)}。"
    return ""


def no_photo(standing: Standing, facts: RemoteFacts) -> str:
    """Why photos cannot replace the visit; "" where they can: every violation's item says so, none is of a key area."""
    if reason := no_materials(standing):
        return reason
    if not facts.allowed:
        return "本局没有开通免到场复查。"
    if not facts.violations or not all(remote and not area for remote, area in facts.violations):
        return "这项承诺须由执法人员到场复查。"
    return ""
