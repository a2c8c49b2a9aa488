"""What the case page shows of 案卷评查: findings on the case, for those who may see them."""

from django import template

from xinglongtai.core.seen import seen_by

from ..sampling.models import Finding

register = template.Library()


@seen_by
def _seen(officer, case):
    return Finding.objects.visible_to(officer).filter(review__case=case).order_by("pk")


@register.simple_tag(takes_context=True)
def case_findings(context):
    """Findings on the page's case that the person sees, oldest first. One query."""
    actor, case = context.get("actor"), context["case"]
    return _seen(actor, case) if actor else []
