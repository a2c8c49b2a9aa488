"""The party signs, or does not."""

from datetime import date

from django.db import transaction

from cases.models import Evidence
from cases.services import case_unpledge
from cases.status import EvidenceKind
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from ..models import Pledge
from ..status import Delivery, PledgeStatus
from .access import lock, move, stamp


@transaction.atomic
def pledge_sign(
    *,
    pledge: Pledge,
    actor: Officer,
    on: date,
    signed_on: date,
    signatory: str,
    delivery: str,
    scan: Evidence | None = None,
    version: int | None = None,
) -> Pledge:
    """Record the signature: day, person, how the letter was delivered, scan if there is one. The deadline runs."""
    guard.require(actor, "pledges.track_pledge", "记录签署")
    pledge = lock(pledge, actor, version)
    if not signatory.strip():
        raise DomainError("请填写签署人姓名。", field="signatory")
    if not pledge.issued_on <= signed_on <= on:
        raise DomainError("签署日期应在签发日期和今天之间。", field="signed_on")
    if signed_on > pledge.due_on:
        raise DomainError("签署日期晚于改正期限。请作废本承诺书，重新约定期限后再签发。", field="signed_on")
    if delivery not in Delivery.values:
        raise DomainError("请选择送达方式。", field="delivery")
    if scan is not None and scan.case_id != pledge.case_id:
        raise DomainError("扫描件不属于本案。", field="scan")
    move(pledge, PledgeStatus.SIGNED)
    pledge.signed_on, pledge.signatory, pledge.delivery = signed_on, signatory.strip(), delivery
    pledge.signed_scan = scan
    stamp(pledge)
    audit.record(
        verb="pledge_sign",
        actor=actor,
        target=pledge,
        thread=pledge.thread,
        signatory=pledge.signatory,
        on=signed_on,
        delivery=pledge.get_delivery_display(),
        scan=scan.sha256 if scan else None,
    )
    return pledge


@transaction.atomic
def signed_scan_attach(*, pledge: Pledge, actor: Officer, scan: Evidence | None, version: int | None = None) -> Pledge:
    """Add the scan of the signed letter after the signature was recorded without one. Once: a scan is never exchanged."""
    guard.require(actor, "pledges.track_pledge", "补传签字扫描件")
    pledge = lock(pledge, actor, version)
    if pledge.signed_on is None:
        raise TransitionRefused("这份承诺还没有记录签署。请先“记录签署”，扫描件可以一并上传。")
    if pledge.signed_scan_id:
        raise TransitionRefused("签字扫描件已经有了，不能更换。另有材料的，请用“上传材料”。")
    if scan is None:
        raise DomainError("请选择签好字的承诺书的照片或扫描件。", field="files")
    if scan.case_id != pledge.case_id or scan.kind != EvidenceKind.SIGNED or scan.set_aside_reason:
        raise DomainError("请选择本案的签字扫描件。", field="files")
    pledge.signed_scan = scan
    stamp(pledge)
    audit.record(
        verb="signed_scan_attach",
        actor=actor,
        target=pledge,
        thread=pledge.thread,
        signatory=pledge.signatory,
        scan=scan.sha256,
    )
    return pledge


@transaction.atomic
def pledge_refuse(*, pledge: Pledge, actor: Officer, on: date, reason: str, version: int | None = None) -> Pledge:
    """The party does not sign. That never makes things worse: correction still counts under 行政处罚法 33."""
    guard.require(actor, "pledges.track_pledge", "记录拒签")
    pledge = lock(pledge, actor, version)
    if not reason.strip():
        raise DomainError("请写明拒签情况和在场见证人。", field="reason")
    move(pledge, PledgeStatus.REFUSED)
    pledge.closed_on, pledge.close_reason = on, reason.strip()
    stamp(pledge)
    audit.record(verb="pledge_refuse", actor=actor, target=pledge, thread=pledge.thread, reason=pledge.close_reason)
    case_unpledge(case=pledge.case, actor=actor, reason="当事人拒绝签署承诺书")
    return pledge
