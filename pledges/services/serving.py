"""送达: how a paper reached the party, by one of five ways, each with what the law asks of it."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from cases.models import Case, Evidence
from cases.services.access import lock as lock_case
from cases.services.access import require_handling
from cases.status import CaseStatus
from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.calendar import load_around
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import IssuedDocument, Officer
from xinglongtai.core.privacy.masking import mask_name
from xinglongtai.core.rows import validate

from ..models import Agent, Service, Signature
from ..papers.selectors import CasePaper
from ..service import rules
from ..service.kinds import Relation, SignerRole
from ..service.selectors import live_service, paper_of, service_address_of
from ..status import Delivery
from .proofs import refuse_faults, require_proofs


@dataclass(frozen=True)
class ServiceInput:
    """What an officer tells of one service; which of it is needed depends on ``method`` (``pledges.service.rules``)."""

    method: str
    sent_on: date
    recipient: str = ""
    relation: str = ""
    agent: Agent | None = None
    place: str = ""
    signed_receipt: bool = False
    reason: str = ""
    witness: str = ""
    proofs: list[Evidence] = field(default_factory=list)
    tracking: str = ""
    received_on: date | None = None
    returned: bool = False
    electronic_address: str = ""
    channel: str = ""
    channel_name: str = ""
    note: str = ""


@transaction.atomic
def service_record(*, case: Case, document: IssuedDocument, actor: Officer, on: date, given: ServiceInput) -> Service:
    """Record how ``document`` reached the party. DomainError (``faults``) names everything the way of service lacks.

    A closed case can still be served its decision; a cancelled one cannot.
    """
    guard.require(actor, "pledges.track_pledge", "登记送达")
    case = lock_case(case, actor)
    if case.status == CaseStatus.CANCELLED:
        raise TransitionRefused("登记已撤销，没有文书需要送达。")
    paper = paper_of(case, document.pk)
    if paper is None:
        raise TransitionRefused("这份文书不属于本案。请从案件页重新打开。")
    if paper.is_voided:
        raise TransitionRefused("这份文书已经作废，不能再登记送达。请送达重新签发的文书。")
    if live_service(document):
        raise TransitionRefused("这份文书已经登记过送达。登记有误的，请先标记原登记不作数，再重新登记。")
    require_proofs(given.proofs, case)
    refuse_faults(rules.service_faults(_facts(case, paper, on, given)))
    return keep_service(case=case, document=document, actor=actor, given=given)


def _facts(case: Case, paper: CasePaper, on: date, given: ServiceInput) -> rules.ServiceFacts:
    address = service_address_of(case, given.sent_on)
    words = ""
    if given.relation == Relation.AGENT:
        words = _agent_words(case, given)
    return rules.ServiceFacts(
        method=given.method,
        sent_on=given.sent_on,
        issued_on=paper.on,
        today=on,
        party_kind=case.party.kind,
        recipient=given.recipient or (given.agent.name if given.agent else ""),
        relation=given.relation,
        place=given.place,
        signed_receipt=given.signed_receipt,
        reason=given.reason,
        witness=given.witness,
        proofs=len(given.proofs),
        tracking=given.tracking,
        received_on=given.received_on,
        returned=given.returned,
        electronic_address=given.electronic_address,
        consented=bool(address and address.electronic_consent),
        confirmed_electronic=address.electronic_address if address else "",
        address_confirmed=bool(address and address.address == given.place.strip()),
        designated=address.recipient if address else "",
        agent_words=words,
        channel=given.channel,
        channel_name=given.channel_name,
    )


def _agent_words(case: Case, given: ServiceInput) -> str:
    if given.agent is None or given.agent.case_id != case.pk:
        return "请选择哪一名委托代理人签收；还没有登记的，请先登记委托代理人。"
    return given.agent.hindrance(given.sent_on, receiving=True)


def keep_service(*, case: Case, document: IssuedDocument, actor: Officer, given: ServiceInput) -> Service:
    """Put a service on record for a verb that has checked it, in its transaction."""
    days = parameters.value(case.bureau, "service.notice_days")
    calendar = load_around(given.sent_on)
    served = rules.effective_on(given.method, given.sent_on, given.received_on, calendar=calendar, notice_days=days)
    agent = given.agent if given.relation == Relation.AGENT else None
    row = Service(
        case=case,
        document=document,
        recorded_by=actor,
        method=given.method,
        sent_on=given.sent_on,
        served_on=served,
        place=given.place.strip(),
        recipient=agent.name if agent else given.recipient.strip(),
        relation=given.relation,
        agent=agent,
        signed_receipt=given.signed_receipt,
        reason=given.reason.strip(),
        witness=given.witness.strip(),
        tracking=given.tracking.strip(),
        returned=given.returned,
        electronic_address=given.electronic_address.strip(),
        channel=given.channel,
        channel_name=given.channel_name.strip(),
        note=given.note.strip(),
    )
    validate(row)
    row.save()
    row.proofs.set(given.proofs)
    audit.record(
        verb="service_record",
        actor=actor,
        target=row,
        thread=case.thread,
        number=row.paper_name,
        method=row.get_method_display(),
        sent_on=row.sent_on,
        served_on=row.served_on,
        recipient=mask_name(row.recipient),
        proofs=[proof.sha256 for proof in given.proofs],
    )
    return row


def serve_when_signed(signature: Signature, actor: Officer, scan: Evidence | None) -> Service | None:
    """The letter was signed face to face, so it was handed over: its service follows, unless it is on record already."""
    Case.objects.select_for_update(of=("self",)).get(pk=signature.case_id)  # services of a case are recorded one by one
    if live_service(signature.document):
        return None
    party = signature.case.party
    relation = Relation.AGENT if signature.role == SignerRole.AGENT else ""
    if not relation and signature.name in {party.operator, party.name}:
        relation = Relation.SELF if party.is_person else Relation.HEAD
    given = ServiceInput(
        method=Delivery.HAND,
        sent_on=signature.signed_on,
        recipient=signature.name,
        relation=relation,
        agent=signature.agent,
        place=signature.case.place or party.address,
        signed_receipt=True,
        proofs=[scan] if scan else [],
        note="签署承诺书时当面送达",
    )
    return keep_service(case=signature.case, document=signature.document, actor=actor, given=given)


def _lock(service: Service, actor: Officer, version: int | None) -> Service:
    lock_case(service.case, actor)
    rows = Service.objects.select_for_update(of=("self",)).select_related("case__party", "case__bureau", "document")
    row = rows.get(pk=service.pk)
    guard.require_version(row, version, what="这次送达")
    if row.set_aside_reason:
        raise TransitionRefused("这次送达登记已经标记为不作数。")
    return row


@transaction.atomic
def service_received(
    *,
    service: Service,
    actor: Officer,
    on: date,
    received_on: date,
    returned: bool,
    proofs: list[Evidence],
    version: int | None = None,
) -> Service:
    """The return slip of a letter by post, or the letter itself came back (``returned``, 程序规定 83 II)."""
    guard.require(actor, "pledges.track_pledge", "登记邮件回执")
    row = _lock(service, actor, version)
    if row.method != Delivery.POST or row.served_on is not None:
        raise TransitionRefused("只有还没有登记回执的邮寄送达需要登记回执。")
    require_proofs(proofs, row.case)
    address = service_address_of(row.case, row.sent_on)
    confirmed = bool(address and address.address == row.place)
    facts = rules.ServiceFacts(
        method=row.method,
        sent_on=row.sent_on,
        issued_on=row.sent_on,
        today=on,
        received_on=received_on,
        returned=returned,
        proofs=len(proofs),
        address_confirmed=confirmed,
    )
    refuse_faults(list(rules.receipt_faults(facts)))
    row.served_on, row.returned = received_on, returned
    row.version += 1
    validate(row)
    row.save()
    row.proofs.add(*proofs)
    audit.record(
        verb="service_returned" if returned else "service_received",
        actor=actor,
        target=row,
        thread=row.thread,
        number=row.paper_name,
        on=received_on,
        proofs=[proof.sha256 for proof in proofs],
    )
    return row


@transaction.atomic
def service_set_aside(*, service: Service, actor: Officer, reason: str, version: int | None = None) -> Service:
    """A service recorded wrongly, or an attempt that failed: it stays readable and counts no more."""
    row = _lock(service, actor, version)
    require_handling(row.case, actor)
    if not reason.strip():
        raise DomainError("请写明这次送达登记为什么不作数。", field="reason")
    row.set_aside_reason = reason.strip()
    row.version += 1
    validate(row)
    row.save()
    audit.record(
        verb="service_set_aside",
        actor=actor,
        target=row,
        thread=row.thread,
        number=row.paper_name,
        method=row.get_method_display(),
        reason=row.set_aside_reason,
    )
    return row
