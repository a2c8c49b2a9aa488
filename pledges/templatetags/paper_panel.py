"""The papers of the page's case."""

from django import template

from ..papers.panel import PapersPanel
from ..papers.selectors import papers_of
from .pledge_panel import once

register = template.Library()


@register.simple_tag(takes_context=True)
def case_papers(context) -> PapersPanel:
    """Papers issued and due on the page's case (``case``, ``can``, ``dossier``)."""
    return PapersPanel(context["case"], context["can"], once(context, papers_of), context["dossier"].verdict)


@register.filter
def readable(paper, actor) -> bool:
    """Whether ``actor`` may open the paper as it is printed."""
    return paper.readable_by(actor)


@register.filter
def voidable(panel, paper) -> bool:
    """Whether the person who looks may declare the paper void here."""
    return panel.may_void(paper)
