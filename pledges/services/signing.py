"""The party signs, or does not."""

from datetime import date

from django.db import transaction

from cases.models import Evidence
from cases.services import case_unpledge
from cases.status import EvidenceKind
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.privacy.masking import mask_name
from xinglongtai.core.rows import validate

from ..models import Agent, Pledge, Refusal, Signature
from ..service.kinds import SignatureWay, SignerRole
from ..service.rules import refusal_faults
from ..status import Delivery, PledgeStatus
from .access import lock, move, stamp
from .proofs import refuse_faults, require_proofs
from .serving import serve_when_signed
from .signatures import PadInk, party_ink, require_agent, sign_paper


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
    pad: PadInk | None = None,
    agent: Agent | None = None,
    version: int | None = None,
) -> Pledge:
    """Record the signature: day, person, how the letter was delivered, scan if there is one. The deadline runs.

    ``pad``: the name was drawn on a device; the image is kept, or nothing is. ``agent``: who signed by 授权委托书, instead of
    ``signatory``. A letter signed face to face (直接送达) is thereby served.
    """
    guard.require(actor, "pledges.track_pledge", "记录签署")
    pledge = lock(pledge, actor, version)
    require_agent(agent, pledge.case, signed_on)
    signatory = agent.name if agent else signatory
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
    signature = _signature(pledge, actor, agent=agent, pad=pad)
    if delivery == Delivery.HAND:
        serve_when_signed(signature, actor, scan)
    audit.record(
        verb="pledge_sign",
        actor=actor,
        target=pledge,
        thread=pledge.thread,
        signatory=mask_name(pledge.signatory),
        on=signed_on,
        delivery=pledge.get_delivery_display(),
        scan=scan.sha256 if scan else None,
        agent=mask_name(agent.name) if agent else None,
    )
    return pledge


def _signature(pledge: Pledge, actor: Officer, *, agent: Agent | None, pad: PadInk | None) -> Signature:
    """The name under the letter. What the party drew on its own device is taken over when it is the same name and no paper came."""
    drawn = party_ink(pledge)
    if drawn and drawn.name == pledge.signatory and not (agent or pad or pledge.signed_scan_id):
        drawn.recorded_by = actor
        drawn.save(update_fields=["recorded_by"])
        return drawn
    return sign_paper(
        case=pledge.case,
        document=pledge.letter.document,
        actor=actor,
        on=pledge.signed_on,
        role=SignerRole.AGENT if agent else SignerRole.PARTY,
        name=pledge.signatory,
        pad=pad,
        scan=pledge.signed_scan,
        agent=agent,
    )


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
    Signature.objects.filter(document=pledge.letter.document, way=SignatureWay.PAPER, evidence=None).update(
        evidence=scan
    )
    audit.record(
        verb="signed_scan_attach",
        actor=actor,
        target=pledge,
        thread=pledge.thread,
        signatory=mask_name(pledge.signatory),
        scan=scan.sha256,
    )
    return pledge


@transaction.atomic
def pledge_refuse(
    *,
    pledge: Pledge,
    actor: Officer,
    on: date,
    reason: str,
    witness: str = "",
    proof: Evidence | None = None,
    version: int | None = None,
) -> Pledge:
    """The party does not sign. That never makes things worse: correction still counts under 行政处罚法 33.

    The refusal is shown by a witness (name) or by ``proof``, a recording or photograph of this case; one of them is needed.
    """
    guard.require(actor, "pledges.track_pledge", "记录拒签")
    pledge = lock(pledge, actor, version)
    refuse_faults(refusal_faults(reason, witness, int(proof is not None)))
    if proof is not None:
        require_proofs([proof], pledge.case)
    move(pledge, PledgeStatus.REFUSED)
    pledge.closed_on, pledge.close_reason = on, reason.strip()
    stamp(pledge)
    record = Refusal(pledge=pledge, on=on, reason=reason.strip(), witness=witness.strip(), proof=proof)
    record.recorded_by = actor
    validate(record)
    record.save()
    audit.record(
        verb="pledge_refuse",
        actor=actor,
        target=pledge,
        thread=pledge.thread,
        reason=pledge.close_reason,
        witness=mask_name(record.witness),
        proof=proof.sha256 if proof else None,
    )
    case_unpledge(case=pledge.case, actor=actor, reason="当事人拒绝签署承诺书")
    return pledge
