"""抄录助手: which form, its lines filled in for the case, and the ticks."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.forms.looking import LookForm
from cases.looking import Purpose
from cases.models import Case
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import actor_of, sent, visible_or_404, whole_number

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


@require_http_methods(["GET", "POST"])
@never_cache
def copy(request, pk, pack):
    """The lines in the other form's order, each to be copied and ticked. POST states what the numbers are shown for."""
    actor, case = _case(request, pk)
    row = visible_or_404(selectors.offered_packs(actor), pack)
    may = allowed(actor, "cases.view_identity")
    form = LookForm(sent(request), initial={"purpose": Purpose.COPYING}) if may else None
    lines = copying.filled(row, case, actor, plain=may)
    if not copying.shows_numbers(lines):
        form = None
    elif (not form.is_bound or form.is_valid()) and form.try_look(
        services_packs.copy_opened, case=case, pack=row, actor=actor, now=timezone.now()
    ):
        form = None
    else:
        lines = copying.filled(row, case, actor, plain=False, asks=True)
    context = {
        "case": case,
        "pack": row,
        "lines": lines,
        "done": sum(line.done for line in lines),
        "all_text": copying.all_text(lines),
        "form": form,
    }
    return render(request, "oversight/bridge/copy.html", context, status=422 if form and form.is_bound else 200)


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
