"""Where a disagreement is mended: label, address and advice, as far as the person may go there."""

from dataclasses import dataclass

from django.urls import reverse

from cases.next_step import Powers
from cases.status import CaseStatus, may_become
from xinglongtai.core.navigation import address

from ..models import Pledge
from ..status import PledgeStatus
from .facts import Disagreement

_VOIDABLE = {PledgeStatus.ISSUED, PledgeStatus.SIGNED}


@dataclass(frozen=True)
class Shown:
    """A disagreement with the way to mend it; ``url`` is "" where this person cannot, ``advice`` then says who can."""

    row: Disagreement
    label: str
    url: str
    advice: str = ""


def shown(rows: list[Disagreement], case, can: Powers, pledges: list[Pledge]) -> list[Shown]:
    """Each of ``rows`` with its way for a person with the powers ``can``. No query."""
    statuses = {pledge.pk: pledge.status for pledge in pledges}
    return [_shown(row, case, can, statuses) for row in rows]


def _shown(row: Disagreement, case, can: Powers, statuses: dict) -> Shown:
    label, url, advice = _WAYS.get(row.mend, _at_case)(row, case, can, statuses)
    return Shown(row, label, url, "" if url else advice)


def _page(case, anchor: str = "") -> str:
    return reverse("cases:detail", args=[case.pk]) + (f"#{anchor}" if anchor else "")


def _at_case(row, case, can, statuses):
    return "到案件页核对", _page(case), ""


def _anchored(label: str, anchor: str):
    return lambda row, case, can, statuses: (label, _page(case, anchor), "")


def _open(label: str, name: str, power: str, advice: str = "请由承办人办理。"):
    """A page of the case itself, for those with ``power``, while the case goes on."""

    def way(row, case, can, statuses):
        free = getattr(can, power) and not case.is_final
        return label, address(name, case.pk) if free else "", advice

    return way


def _party(row, case, can, statuses):
    url = address("cases:party_edit", case.party_id) if can.adds_files else ""
    return "核对当事人信息", url, "请由执法人员核对当事人信息。"


def _pledge(label: str, name: str, power: str, open_in: set[str]):
    """A page of one pledge; in another state the case page says what is left."""

    def way(row, case, can, statuses):
        if getattr(can, power) and statuses.get(row.target) in open_in:
            return label, address(name, row.target), ""
        return "", "", "承诺已经了结的，请在处理意见的理由中写明情况。"

    return way


def _certificate(row, case, can, statuses):
    return "", "", "请系统管理员核对执法证信息；确实无效的，请由有证人员重新办理。"


def _reopen(row, case, can, statuses):
    if case.status == CaseStatus.DRAFT and can.handles:
        return "重新核查", reverse("cases:intake_assess", args=[case.pk]), ""
    if can.handles and may_become(case.status, CaseStatus.DRAFT):
        return "退回修改", reverse("cases:reopen", args=[case.pk]), ""
    return "到案件页核对", _page(case, "violations"), ""


_WAYS = {
    "party": _party,
    "void": _pledge("作废后重新签发", "pledges:void", "handles", _VOIDABLE),
    "scan": _pledge("补传扫描件", "pledges:scan", "tracks", set(PledgeStatus) - {PledgeStatus.ISSUED}),
    "sign": _pledge("记录签署", "pledges:sign", "tracks", {PledgeStatus.ISSUED}),
    "paper": _anchored("到文书处更正", "papers"),
    "papers": _anchored("到文书处补做", "papers"),
    "service": _anchored("到送达处补记", "service"),
    "propose": _anchored("查看处理意见", "decisions"),
    "education": _open("补记教育", "cases:education", "handles"),
    "evidence": _open("补传照片", "cases:evidence_add", "adds_files"),
    "co_handler": _open("换协办人", "cases:co_handler", "gives", "请由主办人或所/队负责人更换执法人员。"),
    "certificate": _certificate,
    "reopen": _reopen,
    "assess": _reopen,
    "reasoning": lambda row, case, can, statuses: ("查看说理", address("cases:reasoning", case.pk), ""),
}
