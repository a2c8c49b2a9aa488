"""抄录助手: which form, its lines filled in for the case, and the ticks."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cases.models import Case
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import actor_of, visible_or_404, whole_number

from . import copying, selectors, services_packs
from .models import FieldLine


def _case(request, pk) -> tuple:
    actor = actor_of(request)
    rows = Case.objects.visible_to(actor).select_related("party", "unit", "bureau", "handler", "co_handler")
    return actor, visible_or_404(rows, pk)


@require_GET
def copy_packs(request, pk):
    """Which other system's form."""
    actor, case = _case(request, pk)
    packs = selectors.offered_packs(actor)
    context = {"case": case, "packs": packs, "may_edit": allowed(actor, services_packs.EDIT)}
    return render(request, "oversight/bridge/copy_packs.html", context)


@require_GET
@never_cache
def copy(request, pk, pack):
    """The lines in the other form's order, each to be copied and ticked."""
    actor, case = _case(request, pk)
    row = visible_or_404(selectors.offered_packs(actor), pack)
    lines = copying.filled(row, case, actor, plain=allowed(actor, "cases.view_identity"))
    if copying.shows_numbers(lines):
        services_packs.copy_opened(case=case, pack=row, actor=actor)
    context = {
        "case": case,
        "pack": row,
        "lines": lines,
        "done": sum(line.done for line in lines),
        "all_text": copying.all_text(lines),
    }
    return render(request, "oversight/bridge/copy.html", context)


@require_POST
def copy_tick(request, pk, pack):
    """Keep one tick (sent by the page's script), or all of them (the button of the page without scripts)."""
    actor, case = _case(request, pk)
    row = visible_or_404(selectors.offered_packs(actor), pack)
    only = whole_number(request.POST.get("line"))
    if only is None:
        chosen = {whole_number(text) for text in request.POST.getlist("ticks")} - {None}
        count = services_packs.copy_ticks_set(case=case, pack=row, actor=actor, lines=chosen)
        messages.success(request, f"已保存：{count} 项已抄录。")
        return redirect("oversight:copy", case.pk, row.pk)
    line = visible_or_404(FieldLine.objects.filter(pack=row), only)
    done = request.POST.get("done") == "1"
    count = services_packs.copy_tick(case=case, line=line, actor=actor, done=done)
    return JsonResponse({"done": count}) if request.headers.get("X-Requested-With") else HttpResponse(status=204)
