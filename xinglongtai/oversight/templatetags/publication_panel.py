"""What the case page shows of publication: the state in each system, in one or two queries."""

from django import template

from xinglongtai.core.statements import statement

from ..publication.models import Publication
from ..publication.selectors import is_lenient, is_penalty

register = template.Library()


@statement(of="case", sparse="case")
def _rows(case):
    return Publication.objects.filter(case=case).order_by("-target")


@register.simple_tag
def case_publication(case):
    """The publications of a closed case; ``None`` for a case that ended in neither a penalty nor leniency (or has not ended)."""
    if not (is_penalty(case) or is_lenient(case)):
        return None
    return {"rows": _rows(case), "lenient": is_lenient(case)}
