"""Field packs: the list, the editor, checked or not, on or off."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from xinglongtai.core.acts import attempt, recent_changes
from xinglongtai.core.errors import DomainError
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from . import services_packs
from .forms import LineForms, PackForm, inputs, line_rows

EDIT = (services_packs.EDIT, "编辑抄录字段包")


@require_GET
def packs(request):
    """All packs of the bureau."""
    actor = require_right(request, *EDIT)
    rows = services_packs.visible_packs(actor).select_related("checked_by", "updated_by").annotate(size=Count("lines"))
    return render(request, "oversight/bridge/packs.html", {"packs": rows})


@require_POST
def pack_starter(request):
    """Put in the packs that come with the product."""
    actor = require_right(request, *EDIT)
    try:
        made = services_packs.pack_starter(actor=actor)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已装入 {len(made)} 个起步字段包，都是待核实，请对照对方表单修改。")
    return redirect("oversight:packs")


def _start(row) -> dict:
    if row is None:
        return {"version": 0}
    return {
        "system": row.system,
        "title": row.form,
        "note": row.note,
        "date_style": row.date_style,
        "version": row.version,
    }


def pack(request, pk=None):
    """Write a pack and its lines."""
    actor = require_right(request, *EDIT)
    row = visible_or_404(services_packs.visible_packs(actor), pk) if pk else None
    lines = list(row.lines.all()) if row else []
    form = PackForm(request.POST or None, initial=_start(row))
    formset = LineForms(request.POST or None, initial=line_rows(lines), prefix="line")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        given = {**form.cleaned_data, "lines": inputs(formset)}
        saved = attempt(form, services_packs.pack_save, actor=actor, pack=row, **given)
        if saved:
            messages.success(request, "已保存。请与对方表单核对后点“核对一致”。")
            return redirect("oversight:pack", saved.pk)
        if form.is_stale:
            row.refresh_from_db()
            form.renew(row.version)
    context = {
        "form": form,
        "formset": formset,
        "pack": row,
        "changes": recent_changes(row.thread) if row and getattr(form, "is_stale", False) else [],
    }
    return render(request, "oversight/bridge/pack.html", context, status=422 if form.is_bound else 200)


@require_POST
def pack_act(request, pk):
    """Checked, not checked, on, off: the pressed button says which."""
    actor = require_right(request, *EDIT)
    row = visible_or_404(services_packs.visible_packs(actor), pk)
    known = {"pack": row, "actor": actor, "version": whole_number(request.POST.get("version"))}
    act = request.POST.get("act", "")
    try:
        if act in {"check", "uncheck"}:
            services_packs.pack_check(on=today(), checked=act == "check", **known)
        elif act in {"on", "off"}:
            services_packs.pack_switch(on=act == "on", **known)
        else:
            raise DomainError("请用页面上的按钮操作。")
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已记录。")
    return redirect("oversight:pack", row.pk)
