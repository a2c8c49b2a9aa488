"""逾期审查: the list with its ageing table and saved views, 督办 and 改派 of many, the export."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from pledges.models import Pledge
from xinglongtai.core.acts import attempt
from xinglongtai.core.lists import listing
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.sheets import xlsx_response
from xinglongtai.core.web import require_right, today, whole_number

from . import ageing, rows, services
from .filters import OverdueFilter
from .forms import USUAL_NOTE, ReassignManyForm, SaveViewForm, UrgeManyForm, receivers
from .models import StartView
from .services_views import views_for
from .status import UrgeState
from .views import SUPERVISE

SEE_OVERDUE = ("oversight.view_overdue", "查看逾期审查")
ASSIGN = ("cases.assign_case", "改派案件")


def asked_of(request):
    """The filters in the address, without page and without marks that are no filters."""
    query = request.GET.copy()
    for name in ("page", "all", "view"):
        query.pop(name, None)
    return query


def overdue_page(request, actor, *, urge=None, reassign=None, save=None, ticked=(), status=200):
    """The review as asked for in the address, with the forms given or fresh ones."""
    on = today()
    filters, late = OverdueFilter(request.GET, actor=actor, on=on), rows.late_pledges(actor, on)
    page = listing(filters, rows.with_words(late), request.GET.get("page"))
    for pledge in page.page_obj:
        pledge.days_late = rows.days_late(pledge, on)
        pledge.violations_text = rows.violations_text(pledge)
        pledge.newest_urge = rows.last_urge(pledge)
        pledge.answer_late = bool(pledge.newest_urge and pledge.newest_urge.late_on(on))
    promised_only = filters.given()["urged"] == UrgeState.PROMISED
    asked = asked_of(request)
    table, all_of_them = ageing.table(filters, late, asked)
    elsewhere = asked.copy()
    elsewhere["urged"] = UrgeState.PROMISED
    start = StartView.objects.filter(officer=actor).values_list("view_id", flat=True).first()
    context = {
        "list": page,
        "today": on,
        "promised_only": promised_only,
        "promised": 0 if promised_only else filters.promised(late).count(),
        "promised_query": elsewhere.urlencode(),
        "table": table,
        "table_goes_on": not all_of_them,
        "views": [(view, view.pk == start, view.query == asked.urlencode()) for view in views_for(actor)],
        "asked": asked.urlencode(),
        "save_form": save or SaveViewForm(),
        "urge_form": urge or UrgeManyForm(initial={"note": USUAL_NOTE}),
        "reassign_form": reassign
        or ReassignManyForm(officers=receivers(actor), around=filters.given()["unit"] or actor.unit),
        "ticked": {str(pk) for pk in ticked},
        "actor": actor,
        "export_url": reverse("oversight:overdue_export") if request.user.has_perm("oversight.export_overdue") else "",
    }
    return render(request, "oversight/overdue.html", context, status=status)


@from_replica
@require_GET
def overdue(request):
    """逾期审查: filters in the address, 督办 and 改派 of one or many, export. Without an address of its own: the person's start view."""
    actor = require_right(request, *SEE_OVERDUE)
    if not request.GET:
        start = StartView.objects.filter(officer=actor, view__in=views_for(actor)).select_related("view").first()
        if start:
            return redirect(f"{request.path}?{start.view.query}")
    return overdue_page(request, actor)


@require_GET
def overdue_export(request):
    """Exactly the rows the filters show, as a spreadsheet."""
    actor = require_right(request, "oversight.export_overdue", "导出逾期审查")
    require_right(request, *SEE_OVERDUE)
    on = today()
    form = OverdueFilter(request.GET, actor=actor, on=on)
    found = form.rows(rows.with_words(rows.late_pledges(actor, on)))
    lines = [rows.sheet_row(pledge, on) for pledge in found]
    services.overdue_export_record(actor=actor, count=len(lines), filters=form.recorded)
    note = f"逾期审查 {on:%Y-%m-%d}；{form.sentence or '未设条件'}；共 {len(lines)} 条"
    return xlsx_response(f"逾期审查{on:%Y%m%d}.xlsx", rows.HEADER, lines, note=note)


def _chosen(request, actor):
    """The ticked pledges the actor sees, and the ticked numbers."""
    ids = [n for pk in request.POST.getlist("ids") if (n := whole_number(pk)) is not None]
    return list(Pledge.objects.visible_to(actor).with_people().filter(pk__in=ids).order_by("due_on", "pk")), ids


def _result(request, done_words: str, note: str, results):
    """Keep what became of each row for the result page."""
    request.session["urge_result"] = {
        "rows": [result.__dict__ for result in results],
        "act": done_words,
        "note": note,
        "next": f"{reverse('oversight:overdue')}?{asked_of(request).urlencode() or 'all=1'}",
    }
    return redirect("oversight:urge_result")


@require_POST
def urge_selected(request):
    """督办 every ticked row; what became of each stands on the result page."""
    actor = require_right(request, *SUPERVISE)
    form = UrgeManyForm(request.POST)
    chosen, ids = _chosen(request, actor)
    if form.is_valid():
        note = form.cleaned_data["note"]
        results = attempt(form, services.urge_many, pledges=chosen, actor=actor, on=today(), note=note)
        if results:
            return _result(request, "督办", note, results)
    return overdue_page(request, actor, urge=form, ticked=ids, status=422)


@require_POST
def reassign_selected(request):
    """改派 every ticked row to one officer; what became of each stands on the result page."""
    actor = require_right(request, *ASSIGN)
    require_right(request, *SEE_OVERDUE)
    form = ReassignManyForm(request.POST, officers=receivers(actor), around=actor.unit)
    chosen, ids = _chosen(request, actor)
    if form.is_valid():
        given = {"to": form.cleaned_data["to"], "note": form.cleaned_data["reassign_note"]}
        results = attempt(form, services.reassign_many, pledges=chosen, actor=actor, **given)
        if results:
            return _result(request, "改派", f"改派给{given['to'].name}。{given['note']}", results)
    return overdue_page(request, actor, reassign=form, ticked=ids, status=422)


@require_GET
def urge_result(request):
    """What became of each row of the last bulk 督办 or 改派."""
    require_right(request, *SEE_OVERDUE)
    result = request.session.get("urge_result")
    if not result:
        return redirect("oversight:overdue")
    done = sum(row["done"] for row in result["rows"])
    context = {"result": result, "done": done, "refused": len(result["rows"]) - done}
    return render(request, "oversight/urge_result.html", context)
