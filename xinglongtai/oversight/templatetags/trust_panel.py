"""What the party's page shows of its record of promises."""

from django import template
from django.utils import timezone

from xinglongtai.core.roles import allowed

from ..trust.lists import enabled
from ..trust.selectors import listings_of, record_of

register = template.Library()


@register.simple_tag
def party_trust(party, actor):
    """The record of ``party`` and, where the bureau uses lists, the entries in force; ``None`` without the right."""
    if not allowed(actor, "oversight.view_trust"):
        return None
    on = timezone.localdate()
    rows = listings_of(party) if enabled(party.bureau) else []
    return {"record": record_of(party, actor, on), "listings": [row for row in rows if row.in_force(on)]}
