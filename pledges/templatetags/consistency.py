"""What pages show of the consistency gate."""

from django import template

from cases.next_step import powers
from cases.status import FINAL
from xinglongtai.core.web import actor_of, today

from ..consistency.report import report_on
from .pledge_panel import _panels

register = template.Library()


@register.simple_tag(takes_context=True)
def case_consistency(context):
    """The report on the page's case; ``None`` once the case is over. Reads what the page has read already."""
    case = context["case"]
    if case.status in FINAL:
        return None
    pledges = [panel.pledge for panel in _panels(context)]
    can = context.get("can") or powers(case, context["actor"])
    return report_on(case, can, on=context["today"], dossier=context.get("dossier"), pledges=pledges)


@register.simple_tag(takes_context=True)
def consistency_before(context, moment, outcome=""):
    """The report before a button: ``moment`` and the outcome that is about to be proposed or decided."""
    case = context["case"]
    actor = context.get("actor") or actor_of(context["request"])
    return report_on(
        case, powers(case, actor), on=today(), moment=moment, outcome=outcome, dossier=context.get("dossier")
    )
