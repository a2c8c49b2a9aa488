"""What the case page shows of the party's page: link, visits, wishes, photos for a recheck without a visit."""

from django import template

from ..models import PartyLink, PartyWish, RemoteProof
from ..panel import panels_of
from ..status import OPEN, PledgeStatus
from .pledge_panel import once

register = template.Library()


@register.simple_tag(takes_context=True)
def party_side(context, can):
    """The newest pledge's link and what its party sent: a fixed number of queries; ``None`` for a case without a pledge."""
    case, panels = context["case"], once(context, panels_of)
    if not panels:
        return None
    pledge = panels[0].pledge
    links = list(PartyLink.objects.filter(pledge=pledge).select_related("revoked_by__unit"))
    live = next((row for row in links if row.is_live), None)
    return {
        "pledge": pledge,
        "void": pledge.status == PledgeStatus.VOIDED,
        "open": pledge.status in OPEN,
        "live": live,
        "last": links[0] if links else None,
        "wishes": list(PartyWish.objects.filter(pledge__case=case).select_related("answered_by__unit")),
        "proofs": list(
            RemoteProof.objects.filter(pledge__case=case)
            .exclude(received_at=None)
            .select_related("recheck", "returned_by__unit")
            .prefetch_related("photos")
        ),
        "may_extend": can.tracks and pledge.status == PledgeStatus.SIGNED,
        "answers": can.handles,
    }
