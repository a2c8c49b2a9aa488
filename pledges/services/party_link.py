"""The link to the party's page: made with the letter, revoked, renewed. Its secret is returned once and kept nowhere here."""

from django.db import transaction
from django.utils import timezone

from cases.services.access import require_handling
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, StaleRow, TransitionRefused
from xinglongtai.core.models import Officer

from ..models import PartyLink, Pledge
from ..partypage import keys
from ..status import PledgeStatus
from .access import lock


def link_make(pledge: Pledge, actor: Officer, secret: str, *, on_letter: bool) -> PartyLink:
    """The row of ``secret``, in the caller's transaction; nothing of the number goes into it."""
    link = PartyLink.objects.create(
        pledge=pledge, key_hash=keys.link_hash(secret), on_letter=on_letter, created_by=actor
    )
    where = "承诺书上的二维码" if on_letter else "另发的二维码"
    audit.record(verb="party_link_make", actor=actor, target=link, thread=pledge.thread, where=where)
    return link


def _handled(pledge: Pledge, actor: Officer, what: str) -> Pledge:
    guard.require(actor, "pledges.track_pledge", what)
    pledge = lock(pledge, actor)
    require_handling(pledge.case, actor)
    return pledge


def _revoke(link: PartyLink, actor: Officer, reason: str) -> None:
    link.revoked_at, link.revoked_by, link.revoke_reason = timezone.now(), actor, reason
    link.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    audit.record(verb="party_link_revoke", actor=actor, target=link, thread=link.pledge.thread, reason=reason)


@transaction.atomic
def party_link_revoke(*, link: PartyLink, actor: Officer, reason: str) -> PartyLink:
    """停用: whoever scans it still learns that the paper is genuine; the rest is closed, also to visits that are open."""
    _handled(link.pledge, actor, "停用当事人页面链接")
    link = PartyLink.objects.select_for_update(of=("self",)).select_related("pledge").get(pk=link.pk)
    if not link.is_live:
        raise TransitionRefused("这个链接已经停用。")
    if not reason.strip():
        raise DomainError("请写明停用原因。", field="reason")
    _revoke(link, actor, reason.strip())
    return link


@transaction.atomic
def party_link_renew(*, pledge: Pledge, actor: Officer, reason: str, seen: int | None = None) -> tuple[PartyLink, str]:
    """A new link and its secret, which is shown once. The letter stays as it is; the link it carries stops working.

    ``seen``: the live link the person saw (0 or ``None`` = none); another one now means that a second click or a colleague was
    first (StaleRow). TransitionRefused for a void letter.
    """
    pledge = _handled(pledge, actor, "换发当事人页面链接")
    if pledge.status == PledgeStatus.VOIDED:
        raise TransitionRefused("这份承诺书已作废，不能换发链接。请在重新签发的承诺书上办理。")
    live = PartyLink.objects.select_for_update(of=("self",)).filter(pledge=pledge, revoked_at=None).first()
    if (live.pk if live else 0) != (seen or 0):
        raise StaleRow("刚才已经换发过新的二维码。只有最后一次换发的可以使用；没有看清的，请再换发一次。")
    if live:
        if not reason.strip():
            raise DomainError("请写明换发原因，例如 承诺书遗失。", field="reason")
        live.pledge = pledge
        _revoke(live, actor, reason.strip())
    secret = keys.new_secret()
    return link_make(pledge, actor, secret, on_letter=False), secret
