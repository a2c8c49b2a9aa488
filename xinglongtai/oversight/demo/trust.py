"""The demo's records of promises: objections in every state in the first bureau; the lists are switched on in the second only."""

from datetime import date, timedelta

from cases.models import Case, Party
from pledges.models import Pledge
from pledges.status import PledgeStatus
from xinglongtai.core.models import Parameter
from xinglongtai.oversight.trust import services as verbs
from xinglongtai.oversight.trust.models import TrustObjection

from .people import Staff

_BASIS = {
    "basis_document": "演示文件（待核实，不是真实文件）",
    "basis_article": "演示条文：第×条。正式使用时由法制人员照抄有效文件的条文。",
}


def play(everybody, stages: dict, on: date) -> None:
    """Objections of the first bureau's parties; one entry of each kind and a proposal in the second bureau."""
    first, second = everybody[0], everybody[1]
    _objections(first, on)
    Parameter.objects.create(bureau=second.bureau, key="trust.lists_enabled", value="是", source="演示：本机关决定启用")
    _lists(second, on)


def _pledges(staff: Staff, *statuses: str) -> list[Pledge]:
    rows = Pledge.objects.filter(bureau=staff.bureau, status__in=statuses).select_related("case__party")
    return list(rows.order_by("-pk"))


def _object(staff: Staff, pledge: Pledge, on: date, way: str, words: str) -> TrustObjection:
    data = {"raised_by": "演示经营者本人", "way": way, "raised_on": on, "words": words}
    case: Case = pledge.case
    return verbs.objection_record(party=case.party, line=f"pledge-{pledge.pk}", actor=case.handler, on=on, data=data)


def _objections(staff: Staff, on: date) -> None:
    kept = _pledges(staff, PledgeStatus.FULFILLED)
    broken = _pledges(staff, PledgeStatus.BREACHED)
    _object(staff, broken[0], on, "written", "演示：期限当天已邮寄材料，有邮寄凭证。")
    accepted = _object(staff, broken[-1], on, "in_person", "演示：当时停业，已提前电话说明。")
    verbs.objection_decide(
        objection=accepted,
        actor=staff.legal,
        on=on,
        accept=True,
        corrected_to="late",
        reason="演示：经核实，当事人在期限后两天已改正到位，停业情况属实。",
    )
    rejected = _object(staff, kept[0], on, "phone", "演示：认为不应列入记录。")
    verbs.objection_decide(
        objection=rejected, actor=staff.legal, on=on, accept=False, reason="演示：记录与承诺书、复查结果一致。"
    )


def _propose(staff: Staff, party: Party, kind: str, on: date):
    data = {
        **_BASIS,
        "kind": kind,
        "facts": "演示：见守信记录。",
        "measures": "演示措施，按依据条文填写。",
        "starts_on": on,
        "ends_on": on + timedelta(days=180),
    }
    return verbs.listing_propose(party=party, actor=staff.legal, on=on, data=data)


def _lists(staff: Staff, on: date) -> None:
    kept = _pledges(staff, PledgeStatus.FULFILLED)
    row = _propose(staff, kept[0].case.party, "incentive", on)
    verbs.listing_decide(listing=row, actor=staff.leader, on=on, approve=True, note="演示：同意。")
    for pledge in _pledges(staff, PledgeStatus.BREACHED)[:1]:
        row = _propose(staff, pledge.case.party, "discipline", on)
        notice = {"noticed_on": on, "notice": "演示：直接送达告知书。", "reply": "演示：当事人没有意见。"}
        verbs.listing_notice(listing=row, actor=staff.legal, on=on, **notice)
