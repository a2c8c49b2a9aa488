"""What the case page shows of the party's page: link, visits, wishes, photos for a recheck without a visit."""

from django import template

from xinglongtai.core.statements import statement

from ..models import PartyLink, PartyWish, RemoteProof
from ..panel import panels_of
from ..status import OPEN, PledgeStatus
from .pledge_panel import once

register = template.Library()


@statement(of="pledge")
def _links(pledge):
    return PartyLink.objects.filter(pledge=pledge).select_related("revoked_by__unit")


@statement(sparse="case")
def _wishes(case):
    return PartyWish.objects.filter(pledge__case=case).select_related("answered_by__unit")


@statement(sparse="case")
def _proofs(case):
    rows = RemoteProof.objects.filter(pledge__case=case).exclude(received_at=None)
    return rows.select_related("recheck", "returned_by__unit").prefetch_related("photos")


@register.simple_tag(takes_context=True)
def party_side(context, can):
    """The newest pledge's link and what its party sent: a fixed number of queries; ``None`` for a case without a pledge."""
    case, panels = context["case"], once(context, panels_of)
    if not panels:
        return None
    pledge = panels[0].pledge
    links = _links(pledge)
    live = next((row for row in links if row.is_live), None)
    return {
        "pledge": pledge,
        "void": pledge.status == PledgeStatus.VOIDED,
        "open": pledge.status in OPEN,
        "live": live,
        "last": links[0] if links else None,
        "wishes": _wishes(case),
        "proofs": _proofs(case),
        "may_extend": can.tracks and pledge.status == PledgeStatus.SIGNED,
        "answers": can.handles,
    }
