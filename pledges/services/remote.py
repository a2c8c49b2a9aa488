"""Recheck without a visit: a fresh word, photos that show it in time, and an officer who may ask for new ones.

The result itself is recorded by ``recheck_record``, by two officers as always.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from cases.models import Evidence
from cases.services.access import require_handling
from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.display import cn_datetime
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from ..models import PartyLink, Pledge, RemoteProof
from ..partypage import offers
from ..partypage.standing import remote_facts, standing_of
from .access import lock
from .party_sends import locked_for_party, party_materials_send, tell_handler

STATEMENT = "已改正，按验证字拍照，申请免到场复查。"
#: (latitude, longitude, accuracy in metres), from the browser with the party's consent.
Position = tuple[Decimal, Decimal, int | None]


class WordExpired(DomainError):
    """The word of the photo no longer holds; a new one is needed."""


def _require_remote(pledge: Pledge) -> None:
    if reason := offers.no_photo(standing_of(pledge), remote_facts(pledge)):
        raise TransitionRefused(reason)


def word_now(pledge: Pledge, at: datetime) -> RemoteProof | None:
    """The word that waits for its photo at the moment ``at``, if there is one."""
    return pledge.proofs.filter(received_at=None, valid_until__gt=at).order_by("-pk").first()


@transaction.atomic
def remote_word_give(*, link: PartyLink, at: datetime) -> RemoteProof:
    """A word for the next photo: the one that still holds, else a fresh one for so many minutes (parameter)."""
    pledge = locked_for_party(link)
    _require_remote(pledge)
    known = word_now(pledge, at)
    if known:
        return known
    minutes = parameters.value(pledge.bureau, "recheck.word_minutes")
    row = RemoteProof.objects.create(
        pledge=pledge, word=offers.fresh_word(), given_at=at, valid_until=at + timedelta(minutes=minutes)
    )
    audit.record(verb="remote_word", actor=None, target=row, thread=pledge.thread, until=cn_datetime(row.valid_until))
    return row


def remote_proof_send(
    *,
    link: PartyLink,
    proof: int,
    at: datetime,
    on: date,
    photos: list[Evidence],
    form: UUID,
    statement: str = "",
    position: Position | None = None,
) -> RemoteProof:
    """The photos that show the word of the row ``proof``; they count as 整改材料 too.

    WordExpired when they come late (that is an event, and the old word is of no more use); DomainError (field ``files``) without a
    photo, or with one that was here before the word was given: an old photo cannot show it.
    """
    try:
        return _receive(link, proof, at, on, photos, form, statement, position)
    except WordExpired:
        with transaction.atomic():
            audit.record(verb="remote_late", actor=None, target=link, thread=f"case:{link.pledge.case_id}")
        raise


@transaction.atomic
def _receive(link, proof, at, on, photos, form, statement, position) -> RemoteProof:
    pledge = locked_for_party(link)
    row = RemoteProof.objects.select_for_update().filter(pledge=pledge, pk=proof).first()
    if row and row.received_at and pledge.submissions.filter(client_key=form).exists():
        return row
    _require_remote(pledge)
    if row is None or row.received_at or at > row.valid_until:
        raise WordExpired("验证字已过有效期或已用过，这次的照片不能用。请按新的验证字重写、重拍。")
    if not photos or not all(photo.is_image and photo.case_id == pledge.case_id for photo in photos):
        raise DomainError("请拍一张照片：改正后的样子和写着验证字的纸在同一张照片里。", field="files")
    if any(photo.uploaded_at < row.given_at for photo in photos):
        raise DomainError("这张照片以前交过，里面不会有刚给您的验证字。请重拍一张。", field="files")
    row.received_at = at
    if position:
        row.latitude, row.longitude, row.accuracy = position
    row.full_clean(validate_constraints=False)
    row.save()
    row.photos.set(photos)
    words = statement.strip() or STATEMENT
    party_materials_send(link=link, on=on, statement=words, files=photos, form=form, verb_extra="，申请免到场复查")
    audit.record(verb="remote_proof", actor=None, target=row, thread=pledge.thread, count=len(photos))
    what = "交来免到场复查照片，请两名执法人员核看"
    tell_handler(pledge, f"remote-proof:{row.pk}", what, topic="recheck")
    return row


@transaction.atomic
def remote_proof_return(*, proof: RemoteProof, actor: Officer, at: datetime, reason: str) -> RemoteProof:
    """请当事人重拍: the word is missing or cannot be read, or the photo does not show the place. The party reads the reason."""
    guard.require(actor, "pledges.track_pledge", "核看免到场复查照片")
    pledge = lock(proof.pledge, actor)
    require_handling(pledge.case, actor)
    row = RemoteProof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if not row.waits or hasattr(row, "recheck"):
        raise TransitionRefused("这组照片已经处理过了。请刷新页面。")
    if not reason.strip():
        raise DomainError("请写明为什么要重拍，当事人会看到。", field="reason")
    row.returned_at, row.returned_by, row.return_reason = at, actor, reason.strip()
    row.save(update_fields=["returned_at", "returned_by", "return_reason"])
    audit.record(verb="remote_return", actor=actor, target=row, thread=pledge.thread, reason=row.return_reason)
    return row
