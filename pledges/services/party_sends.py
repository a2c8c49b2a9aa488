"""What a party hands in on its page: its signature, files, materials, wishes; and the officer's answer."""

import hashlib
from datetime import date
from uuid import UUID

from django.db import transaction

from cases.models import Evidence
from cases.services import evidence_receive
from cases.services.access import require_handling
from cases.status import EvidenceKind, EvidenceOrigin
from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.display import cn_date
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell

from ..models import PartyLink, PartyWish, Pledge, Signature, Submission
from ..partypage import offers
from ..partypage.standing import standing_of
from ..service.ink import read_ink
from ..status import WishKind
from .access import letter_of, lock
from .party_visits import is_open
from .recheck import take_in
from .signatures import party_ink, signature_by_party

CLOSED = "这个二维码已停用，不能再在这里办理。请联系本局。"


def locked_for_party(link: PartyLink) -> Pledge:
    """The pledge behind a live link, under a write lock. TransitionRefused once the link is closed."""
    pledge = (
        Pledge.objects.select_for_update(of=("self",))
        .select_related("case__party", "case__handler", "bureau", "letter__document")
        .get(pk=link.pledge_id)
    )
    if not is_open(PartyLink.objects.select_related("pledge").get(pk=link.pk)):
        raise TransitionRefused(CLOSED)
    return pledge


@transaction.atomic
def party_signature_send(
    *, link: PartyLink, on: date, name: str, ink: str, device: str, witness: str = ""
) -> Signature:
    """The party's name drawn on its own device, behind a live link. The pledge stays 待签字; the handling officer is told.

    The same name drawn in the same strokes again (a double click) returns the first row. Refusals as ``signature_by_party``.
    """
    pledge = locked_for_party(link)
    known = party_ink(pledge)
    if known and known.name == name.strip() and known.evidence.sha256 == hashlib.sha256(read_ink(ink)).hexdigest():
        return known
    row = signature_by_party(pledge=pledge, on=on, name=name, ink=ink, device=device, witness=witness)
    tell_handler(pledge, f"party-signature:{row.pk}", "手写签名，请核对是本人后记录签署", panel="service")
    return row


def party_file_keep(*, link: PartyLink, upload, kind: str = EvidenceKind.DOCUMENT, caption: str = "") -> Evidence:
    """Keep one file the party sends. DomainError (field ``files``) for size, type, damage or one too many; refusals are events."""
    try:
        with transaction.atomic():
            pledge = locked_for_party(link)
            if reason := offers.no_materials(standing_of(pledge)):
                raise TransitionRefused(reason)
            most = parameters.value(pledge.bureau, "party.max_files")
            if pledge.case.evidence.filter(origin=EvidenceOrigin.PARTY).count() >= most:
                raise DomainError(f"网上最多交 {most} 个文件，已经满了。其余材料请送到本局。", field="files")
        return evidence_receive(
            case=pledge.case, actor=None, upload=upload, kind=kind, caption=caption, origin=EvidenceOrigin.PARTY
        )
    except DomainError as refusal:
        with transaction.atomic():
            audit.record(
                verb="party_file_refused",
                actor=None,
                target=link,
                thread=f"case:{link.pledge.case_id}",
                reason=refusal.message,
            )
        raise


@transaction.atomic
def party_materials_send(
    *, link: PartyLink, on: date, statement: str, files: list[Evidence], form: UUID, verb_extra: str = ""
) -> Submission:
    """整改情况说明及相关证明材料, sent on the page. The pledge waits for recheck; what is sent after that is added (补充).

    ``form`` names the form that was filled in: the same one again returns the first row.
    """
    pledge = locked_for_party(link)
    known = Submission.objects.filter(pledge=pledge, client_key=form).first()
    if known:
        return known
    if reason := offers.no_materials(standing_of(pledge)):
        raise TransitionRefused(reason)
    if not statement.strip():
        raise DomainError("请写明您是怎么改正的。", field="statement")
    row = take_in(pledge, actor=None, day=on, statement=statement, files=files, client_key=form)
    audit.record(
        verb="party_materials",
        actor=None,
        target=row,
        thread=pledge.thread,
        count=len(files),
        on=on,
        late=on > pledge.due_on,
        files=[file.sha256 for file in files],
        extra=verb_extra,
    )
    tell_handler(pledge, f"party-materials:{row.pk}", "交来整改材料，请复查", topic="recheck")
    return row


def tell_handler(pledge: Pledge, key: str, what: str, panel: str = "partypage", topic: str = "party") -> None:
    """A notice to the handling officer that leads to the case, at the card ``panel``."""
    text = f"{letter_of(pledge)}：当事人在网上{what}"
    tell(pledge.case.handler, key=key, text=text, url=f"/cases/{pledge.case_id}/#{panel}", topic=topic)


@transaction.atomic
def party_wish_send(
    *, link: PartyLink, on: date, kind: str, text: str, form: UUID, until: date | None = None
) -> PartyWish:
    """A wish for more time, or 陈述申辩 (行政处罚法 7 I, 45 I). It changes no deadline: an officer asks for the extension."""
    pledge = locked_for_party(link)
    known = PartyWish.objects.filter(pledge=pledge, client_key=form).first()
    if known:
        return known
    if not text.strip():
        raise DomainError("请写明理由。" if kind == WishKind.TIME else "请写下您要说明的情况。", field="text")
    if kind == WishKind.TIME:
        _require_time(pledge, on, until)
    row = PartyWish(pledge=pledge, kind=kind, text=text.strip(), client_key=form, on=on)
    row.until = until if kind == WishKind.TIME else None
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(verb=f"party_wish_{row.kind}", actor=None, target=row, thread=pledge.thread, until=row.until, on=on)
    what = f"申请延期至{cn_date(until)}" if kind == WishKind.TIME else "提出陈述申辩，请复核"
    tell_handler(pledge, f"party-wish:{row.pk}", what)
    return row


def _require_time(pledge: Pledge, on: date, until: date | None) -> None:
    standing = standing_of(pledge)
    if reason := offers.no_time(standing, on):
        raise TransitionRefused(reason)
    if pledge.wishes.filter(kind=WishKind.TIME, answered_on=None).exists():
        raise TransitionRefused("您的延期申请已经收到，正在办理，不用重复提出。")
    if until is None:
        raise DomainError("请选择希望延期到哪一天。", field="until")
    if reason := offers.wrong_day(standing, until):
        raise DomainError(reason, field="until")


@transaction.atomic
def party_wish_answer(*, wish: PartyWish, actor: Officer, on: date, answer: str) -> PartyWish:
    """答复, shown to the party on its page. 陈述申辩 must be heard and looked into (行政处罚法 45 I)."""
    guard.require(actor, "pledges.track_pledge", "答复当事人")
    pledge = lock(wish.pledge, actor)
    require_handling(pledge.case, actor)
    row = PartyWish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    if row.answered_on:
        raise TransitionRefused("这条意见已经答复过了。")
    if not answer.strip():
        raise DomainError("请写明答复。", field="answer")
    row.answer, row.answered_on, row.answered_by = answer.strip(), on, actor
    row.save(update_fields=["answer", "answered_on", "answered_by"])
    audit.record(verb="party_wish_answer", actor=actor, target=row, thread=pledge.thread, answer=row.answer)
    return row
