"""What pages of cases show of pledges: the next step, the panel, the papers, a party's pledges."""

from django import template

from cases.next_step import powers
from xinglongtai.core.navigation import address
from xinglongtai.core.seen import seen_by

from ..models import Pledge
from ..next_step import next_step
from ..panel import panels_of

register = template.Library()


def once(context, read):
    """What ``read`` finds of the page's case, asked once for each page.

    It is kept in the lowest layer of the render context: the layers above begin anew with every included template.
    """
    page, key = context.render_context.dicts[0], (read, context["case"].pk)
    if key not in page:
        page[key] = read(context["case"])
    return page[key]


def _panels(context):
    return once(context, panels_of)


@register.simple_tag(takes_context=True)
def case_pledges(context):
    """Panels of all pledges of the page's case, newest first."""
    return _panels(context)


@register.simple_tag(takes_context=True)
def case_next_step(context):
    """The next step of the page's case for the person who looks (``case``, ``dossier``, ``can``, ``actor``, ``today``)."""
    panels = _panels(context)
    pledge = panels[0].pledge if panels else None
    get = context.get
    return next_step(get("case"), pledge, get("dossier").position, get("can"), get("actor"), get("today"))


@register.simple_tag(takes_context=True)
def pledge_acts(context, panel):
    """Label and address of the side acts on one pledge."""
    acts = panel.acts(context["can"], context["today"])
    return [(label, address(name, panel.pledge.pk)) for label, name in acts]


@register.simple_tag(takes_context=True)
def may_answer(context):
    """Whether the person answers 督办 on the page's case."""
    return powers(context["case"], context["actor"]).handles


@register.simple_tag
def party_pledges(party, actor):
    """A party's pledges that ``actor`` may see, newest first."""
    return _of_party(actor, party)


@seen_by
def _of_party(officer, party):
    rows = Pledge.objects.visible_to(officer).filter(case__party=party).with_people()
    return rows.prefetch_related("case__violations").order_by("-issued_on", "-pk")[:50]
