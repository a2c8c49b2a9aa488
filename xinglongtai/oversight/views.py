"""Pages of supervisors: morning brief, overdue review, 督办 and 改派."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from cases.models import Case
from cases.services import case_handover
from cases.status import FINAL
from pledges.models import Pledge
from pledges.services import pledge_urge
from xinglongtai.core.acts import attempt
from xinglongtai.core.lists import listing
from xinglongtai.core.models import Officer
from xinglongtai.core.sheets import xlsx_response
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404, whole_number

from . import brief as briefs
from . import rows, services
from .filters import OverdueFilter
from .forms import USUAL_NOTE, ReassignForm, UrgeForm

SEE_BRIEF = ("oversight.view_brief", "查看晨报")
SEE_OVERDUE = ("oversight.view_overdue", "查看逾期审查")
SUPERVISE = ("oversight.supervise", "督办")


def back_to(request, fallback: str) -> str:
    """The page the person came from (``next``), if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else reverse(fallback)


@require_GET
def brief(request):
    """晨报: what changed overnight and what runs out soon, each line with its action."""
    actor = require_right(request, *SEE_BRIEF)
    on = today()
    return render(request, "oversight/brief.html", {"brief": briefs.build(actor, on), "today": on})


def _overdue_page(request, actor, form, ticked=(), status=200):
    on = today()
    page = listing(
        OverdueFilter(request.GET, actor=actor, on=on), rows.overdue_rows(actor, on), request.GET.get("page")
    )
    for pledge in page.page_obj:
        pledge.days_late = rows.days_late(pledge, on)
        pledge.violations_text = rows.violations_text(pledge)
        pledge.newest_urge = rows.last_urge(pledge)
    may_export = request.user.has_perm("oversight.export_overdue")
    context = {
        "list": page,
        "today": on,
        "urge_form": form,
        "ticked": {str(pk) for pk in ticked},
        "export_url": reverse("oversight:overdue_export") if may_export else "",
    }
    return render(request, "oversight/overdue.html", context, status=status)


@require_GET
def overdue(request):
    """逾期审查: filters in the address, 督办 one or many, 改派, export."""
    actor = require_right(request, *SEE_OVERDUE)
    return _overdue_page(request, actor, UrgeForm(initial={"note": USUAL_NOTE}))


@require_GET
def overdue_export(request):
    """Exactly the rows the filters show, as a spreadsheet."""
    actor = require_right(request, "oversight.export_overdue", "导出逾期审查")
    require_right(request, *SEE_OVERDUE)
    on = today()
    form = OverdueFilter(request.GET, actor=actor, on=on)
    lines = [rows.sheet_row(pledge, on) for pledge in form.rows(rows.overdue_rows(actor, on))]
    services.overdue_export_record(actor=actor, count=len(lines), filters=form.sentence)
    note = f"逾期审查 {on:%Y-%m-%d}；{form.sentence or '未设条件'}；共 {len(lines)} 条"
    return xlsx_response(f"逾期审查{on:%Y%m%d}.xlsx", rows.HEADER, lines, note=note)


@require_POST
def urge_selected(request):
    """督办 every ticked row; what became of each stands on the result page."""
    actor = require_right(request, *SUPERVISE)
    ids = [n for pk in request.POST.getlist("ids") if (n := whole_number(pk)) is not None]
    form = UrgeForm(request.POST)
    chosen = Pledge.objects.visible_to(actor).with_people().filter(pk__in=ids).order_by("due_on", "pk")
    if form.is_valid():
        note = form.cleaned_data["note"]
        results = attempt(form, services.urge_many, pledges=list(chosen), actor=actor, on=today(), note=note)
        if results:
            request.session["urge_result"] = {
                "rows": [result.__dict__ for result in results],
                "note": note,
                "next": f"{reverse('oversight:overdue')}?{request.GET.urlencode()}",
            }
            return redirect("oversight:urge_result")
    return _overdue_page(request, actor, form, ticked=ids, status=422)


@require_GET
def urge_result(request):
    """What became of each row of the last bulk 督办."""
    require_right(request, *SUPERVISE)
    result = request.session.get("urge_result")
    if not result:
        return redirect("oversight:overdue")
    done = sum(row["done"] for row in result["rows"])
    context = {"result": result, "done": done, "refused": len(result["rows"]) - done}
    return render(request, "oversight/urge_result.html", context)


def urge(request, pk):
    """督办 one pledge."""
    actor = actor_of(request)
    pledge = visible_or_404(Pledge.objects.visible_to(actor).with_people(), pk)
    require_right(request, *SUPERVISE)
    form = UrgeForm(request.POST or None, initial={"note": USUAL_NOTE})
    if request.method == "POST" and form.is_valid():
        if attempt(form, pledge_urge, pledge=pledge, actor=actor, on=today(), note=form.cleaned_data["note"]):
            messages.success(request, f"已向{pledge.case.handler.name}发出督办。")
            return redirect(back_to(request, "oversight:overdue"))
    context = {
        "form": form,
        "pledge": pledge,
        "urges": pledge.urges.select_related("by", "answered_by"),
        "violations": rows.violations_text(pledge),
        "today": today(),
        "next": back_to(request, "oversight:overdue"),
    }
    return render(request, "oversight/urge.html", context, status=422 if form.is_bound else 200)


def _receivers(case: Case):
    """Officers of the bureau who may take the case, with how many open cases each handles."""
    return (
        Officer.objects.filter(
            unit__bureau_id=case.bureau_id,
            is_active=True,
            user__is_active=True,
            user__groups__permissions__codename="handle_case",
        )
        .exclude(pk=case.handler_id)
        .select_related("unit")
        .annotate(open_cases=Count("handled_cases", filter=~Q(handled_cases__status__in=FINAL), distinct=True))
        .order_by("unit__path", "name", "pk")
    )


def reassign(request, pk):
    """改派: hand the case to another officer of the bureau."""
    actor = actor_of(request)
    case = visible_or_404(Case.objects.visible_to(actor).with_people(), pk)
    require_right(request, "cases.assign_case", "改派案件")
    form = ReassignForm(request.POST or None, officers=_receivers(case), initial={"version": case.version})
    if request.method == "POST" and form.is_valid():
        if attempt(form, case_handover, case=case, actor=actor, **form.cleaned_data):
            messages.success(request, f"已把“{case.party.name}”一案改派给{form.cleaned_data['to'].name}。")
            return redirect(back_to(request, "oversight:overdue"))
        if form.is_stale:
            form.renew(Case.objects.get(pk=case.pk).version)
    context = {"form": form, "case": case, "today": today(), "next": back_to(request, "oversight:overdue")}
    return render(request, "oversight/reassign.html", context, status=422 if form.is_bound else 200)
