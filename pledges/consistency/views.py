"""一致性检查 of one case as a page of its own."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.next_step import powers
from cases.views.case import case_for
from xinglongtai.core.web import today

from .report import report_on


@require_GET
def consistency(request, pk):
    """Everything that does not agree in the file of the case, each with its way to mend it."""
    actor, case = case_for(request, pk)
    report = report_on(case, powers(case, actor), on=today())
    return render(request, "pledges/consistency/page.html", {"case": case, "report": report, "today": today()})
