"""Originals of evidence: served through the right check, added, set aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.delegations import standing_in
from xinglongtai.core.delivery import POLICY, deliver
from xinglongtai.core.web import actor_of, sent, today, visible_or_404

from .. import services
from ..evidence_page import item_of
from ..forms.case import EvidenceForm, ReasonForm
from ..forms.looking import LookForm
from ..looking import ReasonNeeded
from ..marked import marked_copy
from ..models import Case, Evidence
from ..next_step import powers, require_power
from ..originals import TYPES, Family
from ..pictures import thumbnail, view_copy
from ..status import EvidenceKind
from .case import case_for, case_url, form_data

#: Documents a browser shows itself; office files are saved.
_INLINE = frozenset({"application/pdf"})


def _visible(request, pk, deputed=()):
    actor = actor_of(request)
    rows = Evidence.objects.filter(case__in=Case.objects.open_to(actor, deputed)).select_related(
        "case__party", "case__bureau", "case__unit", "case__handler", "uploaded_by__unit", "violation"
    )
    return actor, visible_or_404(rows, pk)


@require_safe
def serve(request, pk):
    """The original. ``?thumb=1``: a small upright JPEG; ``?view=1``: one for the screen; the original where none can be made.

    ``?save=1``: to be saved instead of shown. What may show identity papers goes out as a marked copy only, once it is said what for.
    """
    deputed = standing_in(actor_of(request), today())
    actor, row = _visible(request, pk, deputed)
    now = timezone.now()
    try:
        services.evidence_viewed(evidence=row, actor=actor, deputed=deputed, now=now)
    except ReasonNeeded:
        return redirect("cases:evidence_page", row.pk)
    if row.is_personal:
        return _marked(request, row, actor, now)
    small = thumbnail(row) if request.GET.get("thumb") else view_copy(row) if request.GET.get("view") else None
    if small:
        response = HttpResponse(small, content_type="image/jpeg")
        response["Cache-Control"] = "private, max-age=86400"
        response["Content-Security-Policy"] = POLICY
        return response
    known = TYPES.get(row.content_type)
    shown = known is not None and (known.family != Family.DOCUMENT or row.content_type in _INLINE)
    return deliver(
        request,
        row.file,
        content_type=row.content_type,
        filename=f"evidence-{row.pk}{known.ending if known else '.bin'}",
        inline=shown and not request.GET.get("save"),
        keep="private, max-age=3600",
        by_server=row.lies_open,
    )


def _marked(request, row, actor, now) -> HttpResponse:
    """The copy with name, unit and time on it, never kept by a browser or in between."""
    small = bool(request.GET.get("thumb") or request.GET.get("view"))
    content, content_type = marked_copy(row, actor, now, small=small)
    response = HttpResponse(content, content_type=content_type)
    how = "attachment" if request.GET.get("save") else "inline"
    ending = "pdf" if content_type == "application/pdf" else "jpg"
    response["Content-Disposition"] = f'{how}; filename="evidence-{row.pk}-marked.{ending}"'
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def page(request, pk):
    """One item: the picture or the player, what it says of itself, who sent it and when, and how to check it.

    POST states what a scan that may show identity papers is looked at for; it holds for the case for some minutes.
    """
    actor, row = _visible(request, pk)
    can = powers(row.case, actor)
    item = item_of(row, sees_identity=can.sees_identity)
    form = LookForm(sent(request)) if row.is_personal and not item.hidden else None
    if form and form.is_valid():
        services.look_reason_state(case=row.case, actor=actor, reason=form.reason)
        return redirect("cases:evidence_page", row.pk)
    if form and services.reason_remembered(actor=actor, thread=row.case.thread, now=timezone.now()):
        form = None
    context = {"item": item, "row": row, "case": row.case, "can": can, "form": form}
    return render(request, "cases/evidence_page.html", context, status=422 if form and form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def add(request, pk):
    """上传材料: several files at once. What one file is refused for does not lose the others."""
    actor, case = case_for(request, pk, "adds_files")
    form = EvidenceForm(**form_data(request), case=case, initial={"kind_of": EvidenceKind.PHOTO})
    if request.method == "POST" and form.is_valid():
        rows = form.keep(case, actor, form.cleaned_data["caption"], form.cleaned_data.get("violation"))
        if form.is_valid():
            messages.success(request, f"已保存 {len(rows)} 份材料。")
            return redirect(f"{case_url(case)}#evidence")
    page = {"title": "上传材料", "lead": "原件连同校验值保存，不能删除。", "submit": "上传", "kept": form.stored}
    page |= {"uploads_url": reverse("cases:upload_start", args=[case.pk])}
    return act_page(request, form, case, back_url=case_url(case), eyebrow=case.party.name, **page)


@require_http_methods(["GET", "POST"])
def set_aside(request, pk):
    """标记为不作为证据, with the reason; the original stays."""
    actor, row = _visible(request, pk)
    require_power(row.case, actor, "handles")
    form = ReasonForm(**form_data(request))
    if request.method == "POST" and form.is_valid():
        if attempt(form, services.evidence_set_aside, evidence=row, actor=actor, reason=form.cleaned_data["reason"]):
            messages.success(request, "已标记为不作为证据，原件保留。")
            return redirect(reverse("cases:detail", args=[row.case_id]) + "#evidence")
    page = {
        "title": "不作为证据",
        "lead": f"{row.get_kind_display()}“{row}”。原件保留，以后不再列为证据。",
        "submit": "确认",
        "danger": True,
    }
    return act_page(request, form, row, back_url=case_url(row.case), eyebrow=row.case.party.name, **page)
