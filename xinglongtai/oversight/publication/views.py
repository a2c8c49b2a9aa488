"""Pages of publication: the list with its counts, its export, and one case."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Case
from xinglongtai.core import parameters
from xinglongtai.core.calendar import load, missing_year_warnings
from xinglongtai.core.lists import listing
from xinglongtai.core.sheets import xlsx_response
from xinglongtai.core.web import require_right, today, visible_or_404

from . import clock, services, sheet
from .forms import PublicationFilter
from .models import Publication
from .selectors import counts, entry, limits_of

VIEW = ("oversight.view_publication", "查看公示报送")


def _list(request):
    """The actor, the filter, the rows they see (with a row for every closed penalty), and how to make entries of them."""
    actor, on = require_right(request, *VIEW), today()
    services.rows_make(on=on, bureau=actor.bureau)
    calendar, limits = load(), limits_of(actor.bureau)
    days = parameters.value(actor.bureau, "publication.warn_days")
    asked = {
        "late": clock.cutoffs(on, limits, calendar),
        "soon": clock.soon_cutoffs(on, days, limits, calendar),
    }
    form = PublicationFilter(request.GET, actor=actor, cutoffs=asked)
    rows = Publication.objects.visible_to(actor).with_day().with_case()
    return actor, form, rows, lambda row: entry(row, on, limits, calendar)


@require_GET
def index(request):
    """公示报送: filters in the address, counts by state, clock and lacks of every row."""
    actor, form, rows, entry_of = _list(request)
    page = listing(form, rows, request.GET.get("page"))
    entries = [entry_of(row) for row in page.page_obj]
    warnings = {text for one in entries for text in one.warnings}
    context = {
        "list": page,
        "entries": entries,
        "counts": counts(Publication.objects.visible_to(actor)),
        "near": rows.clocked().decided_until(form.cutoffs["soon"]).count(),
        "warnings": sorted({*warnings, *missing_year_warnings(today())}),
        "export_url": reverse("oversight:publication_export"),
        "today": today(),
    }
    return render(request, "oversight/publication.html", context)


@require_GET
def export(request):
    """Exactly the rows of the page as a spreadsheet."""
    actor, form, rows, entry_of = _list(request)
    lines = [sheet.line(entry_of(row)) for row in form.rows(rows)]
    services.export_record(actor=actor, count=len(lines), filters=form.sentence)
    note = f"公示报送 {today():%Y-%m-%d}；{form.sentence or '未设条件'}；共 {len(lines)} 条"
    return xlsx_response(f"公示报送{today():%Y%m%d}.xlsx", sheet.HEADER, lines, note=note)


@require_GET
def case(request, pk):
    """One case: content, checklist, where it stands in each system, packs it went out in."""
    actor, on = require_right(request, *VIEW), today()
    cases = Case.objects.visible_to(actor).select_related(
        "party", "unit", "handler__unit", "bureau", "published_content"
    )
    row = visible_or_404(cases, pk)
    services.rows_make(on=on, bureau=actor.bureau)
    return render(request, "oversight/publication_case.html", {"page": sheet.case_page(row, actor, on), "today": on})
