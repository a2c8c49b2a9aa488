"""What the case page shows of the case's file."""

from django import template

from ..casefile.selectors import latest_of
from ..casefile.services import full_for, words_of
from ..status import PledgeStatus
from .pledge_panel import _panels

register = template.Library()


@register.simple_tag(takes_context=True)
def case_files(context):
    """The newest files of the page's case that the person may have."""
    return latest_of(context["case"], context["actor"])


@register.simple_tag(takes_context=True)
def packet_ready(context):
    """Whether a pledge of the page's case was broken: then its packet is ready."""
    return any(panel.pledge.status == PledgeStatus.BREACHED for panel in _panels(context))


@register.simple_tag(takes_context=True)
def casefile_words(context):
    """How much a file made by this person holds."""
    return words_of(full_for(context["actor"]))
