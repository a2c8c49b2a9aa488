"""Results by unit and by line, on the page, on paper and as spreadsheets."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from xinglongtai.core import parameters
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.sheets import xlsx_response
from xinglongtai.core.web import require_right, today

from . import results as tables
from .filters import ResultFilter
from .models import FileReview
from .querysets import sees_work
from .views_draw import VIEW


def _asked(request):
    actor = require_right(request, *VIEW)
    form = ResultFilter(request.GET, actor=actor, on=today())
    rows = form.rows(FileReview.objects.visible_to(actor).results())
    return actor, form, rows, parameters.value(actor.bureau, "sampling.small_sample")


@from_replica
@require_GET
def results(request):
    """Which faults occur most, and how the files of each unit stand; few files are told by number only."""
    actor, form, rows, small = _asked(request)
    units = tables.by_unit(rows, small)
    context = {
        "form": form,
        "count": sum(row.files for row in units),
        "units": units,
        "lines": tables.by_line(rows, small),
        "small": small,
        "tab": "results",
        "sees_work": sees_work(actor),
        "actor": actor,
    }
    return render(request, "oversight/sampling_results.html", context)


@require_GET
def results_export(request):
    """The table asked for (``?table=lines``, else by unit) as a spreadsheet: the same rows as the page."""
    actor, form, rows, small = _asked(request)
    note = f"案卷评查结果；{form.sentence or '未设条件'}；不足 {small} 件的不写比率，不作排名"
    if request.GET.get("table") == "lines":
        lines = tables.fault_lines(tables.by_line(rows, small))
        return xlsx_response(f"案卷评查问题{today():%Y%m%d}.xlsx", tables.LINE_HEADER, lines, note=note)
    lines = tables.unit_lines(tables.by_unit(rows, small))
    return xlsx_response(f"案卷评查结果{today():%Y%m%d}.xlsx", tables.UNIT_HEADER, lines, note=note)
