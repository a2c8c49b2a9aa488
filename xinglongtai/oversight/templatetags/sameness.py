"""What stands beside a disposition that is proposed or decided."""

from django import template

from cases.status import Outcome
from xinglongtai.core.web import actor_of, today

from ..sameness.similar import similar_to

register = template.Library()


@register.simple_tag(takes_context=True)
def similar_cases(context, outcome=""):
    """Similar closed cases for each violation of the page's case, for its reader."""
    actor = context.get("actor") or actor_of(context["request"])
    chosen = outcome if outcome in Outcome.values else ""
    return similar_to(context["case"], actor, today(), chosen)
