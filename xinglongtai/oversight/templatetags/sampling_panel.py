"""What the case page shows of 案卷评查: findings on the case, for those who may see them."""

from django import template

from ..sampling.models import Finding

register = template.Library()


@register.simple_tag(takes_context=True)
def case_findings(context):
    """Findings on the page's case that the person sees, oldest first. One query."""
    actor, case = context.get("actor"), context["case"]
    return list(Finding.objects.visible_to(actor).filter(review__case=case).order_by("pk")) if actor else []
