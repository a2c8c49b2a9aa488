"""Names under papers: on paper with a scan, or drawn on a pad and kept as an image, which is a trace and nothing more."""

from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from cases.models import Case, Evidence
from cases.services import evidence_receive
from cases.services.access import lock as lock_case
from cases.status import EvidenceKind, EvidenceOrigin
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import IssuedDocument, Officer
from xinglongtai.core.privacy.masking import mask_name
from xinglongtai.core.rows import validate

from ..models import Agent, Pledge, Signature
from ..partypage import offers
from ..service.ink import read_ink
from ..service.kinds import Holder, SignatureWay, SignerRole
from ..service.selectors import paper_of


@dataclass(frozen=True)
class PadInk:
    """What a pad sent: the image as a data address, the device in plain words, whose device it was, who stood by."""

    data: str
    device: str
    held_by: str = Holder.OFFICER
    witness: str = ""


def require_agent(agent: Agent | None, case: Case, on: date, *, receiving: bool = False, field: str = "agent") -> None:
    """DomainError on ``field`` unless the agent belongs to the case and a 授权委托书 covers the act that day."""
    if agent is None:
        return
    if agent.case_id != case.pk:
        raise DomainError("这名代理人不是本案的委托代理人，请重新选择。", field=field)
    words = agent.hindrance(on, receiving=receiving)
    if words:
        raise DomainError(words, field=field)


@transaction.atomic
def signature_keep(
    *,
    case: Case,
    document: IssuedDocument,
    actor: Officer,
    on: date,
    role: str,
    name: str,
    pad: PadInk,
    agent: Agent | None = None,
) -> Signature:
    """A signature drawn on the pad under any issued paper of ``case``. The pledge letter is signed by ``pledge_sign``."""
    guard.require(actor, "pledges.track_pledge", "记录签名")
    case = lock_case(case, actor)
    paper = paper_of(case, document.pk)
    if paper is None or paper.kind == "pledge":
        raise TransitionRefused("承诺书请用“记录签署”或者“手写签名”办理；其他文书请从案件页打开。")
    if paper.is_voided:
        raise TransitionRefused("这份文书已经作废，不能再签名。请在新签发的文书上签。")
    if role not in SignerRole.values:
        raise DomainError("请选择签名人身份。", field="role")
    return sign_paper(case=case, document=document, actor=actor, on=on, role=role, name=name, pad=pad, agent=agent)


def sign_paper(
    *,
    case: Case,
    document: IssuedDocument,
    actor: Officer | None,
    on: date,
    role: str,
    name: str,
    pad: PadInk | None = None,
    scan: Evidence | None = None,
    agent: Agent | None = None,
) -> Signature:
    """Put a signature on record for a verb that has checked who acts, in its transaction. With ``pad`` the image is kept first."""
    if role == SignerRole.AGENT and agent is None:
        raise DomainError("请选择哪一名委托代理人签名；还没有登记的，请先登记委托代理人。", field="agent")
    if role != SignerRole.AGENT and agent is not None:
        raise DomainError("签名人身份不是委托代理人，请不要选择代理人。", field="agent")
    require_agent(agent, case, on)
    name = agent.name if agent else name.strip()
    if not name:
        raise DomainError("请填写签名人的姓名。", field="name")
    row = Signature(case=case, document=document, role=role, name=name, agent=agent, signed_on=on, recorded_by=actor)
    row.way, row.evidence = SignatureWay.PAPER, scan
    if pad:
        if actor and pad.held_by == Holder.OFFICER and not pad.witness.strip():
            raise DomainError("请填写见证签名过程的人，例如另一名执法人员。", field="witness")
        row.way, row.evidence = SignatureWay.PAD, _keep_ink(case, actor, pad, role)
        if row.evidence.set_aside_reason:  # a form of earlier sent again
            raise DomainError("这个签名图像以前交过，已标记为不作为证据。请清除后重新手写。", field="ink")
        row.device, row.held_by, row.witness = pad.device[:60], pad.held_by, pad.witness.strip()
        same = Signature.objects.filter(document=document, evidence=row.evidence, name=name, role=role).first()
        if same:  # the same drawing sent twice
            return same
    validate(row)
    row.save()
    if pad:
        audit.record(
            verb="signature_keep",
            actor=actor,
            target=row,
            thread=case.thread,
            who=f"{row.get_role_display()}{mask_name(row.name)}",
            device=row.device,
            holder=row.get_held_by_display(),
            witness=mask_name(row.witness),
            sha256=row.evidence.sha256,
        )
    return row


def _keep_ink(case: Case, actor: Officer | None, pad: PadInk, role: str) -> Evidence:
    upload = ContentFile(read_ink(pad.data), name="signature.png")
    caption = f"{SignerRole(role).label}签名"
    origin = EvidenceOrigin.PAD if actor else EvidenceOrigin.PARTY
    return evidence_receive(
        case=case, actor=actor, upload=upload, kind=EvidenceKind.SIGNATURE, caption=caption, origin=origin
    )


@transaction.atomic
def signature_by_party(*, pledge: Pledge, on: date, name: str, ink: str, device: str, witness: str = "") -> Signature:
    """The party draws its name on a device of its own, on a page whose secret the caller has checked.

    The image is kept; the pledge stays 待签字 until an officer who knows the person records the signing (``pledge_sign`` takes the
    image over). One image a letter: another one only after an officer set the first aside. ``witness``: who stood by, if anybody.
    """
    pledge = Pledge.objects.select_for_update(of=("self",)).select_related("case", "letter__document").get(pk=pledge.pk)
    standing = offers.Standing(pledge.status, pledge.due_on)
    if reason := offers.no_signing(standing, party_ink(pledge) is not None, on):
        raise TransitionRefused(reason)
    pad = PadInk(data=ink, device=device, held_by=Holder.PARTY, witness=witness)
    return sign_paper(
        case=pledge.case,
        document=pledge.letter.document,
        actor=None,
        on=on,
        role=SignerRole.PARTY,
        name=name,
        pad=pad,
    )


def party_ink(pledge: Pledge) -> Signature | None:
    """The party's own drawing that no officer has taken over yet."""
    rows = Signature.objects.filter(document=pledge.letter.document, recorded_by=None, evidence__set_aside_reason="")
    return rows.select_related("evidence").order_by("-pk").first()
