"""Originals of evidence: served through the right check, added, set aside."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.web import actor_of, visible_or_404

from .. import services
from ..forms.case import EvidenceForm, ReasonForm
from ..models import Case, Evidence
from ..next_step import require_power
from ..status import PERSONAL_EVIDENCE, EvidenceKind
from ..thumbnails import thumbnail
from .case import case_for, case_url, form_data

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


def _visible(request, pk):
    actor = actor_of(request)
    rows = Evidence.objects.filter(case__in=Case.objects.visible_to(actor)).select_related("case__party")
    return actor, visible_or_404(rows, pk)


@require_GET
def serve(request, pk):
    """The original, inline; ``?thumb=1`` gives a small upright JPEG of an image, the original where none can be made."""
    actor, row = _visible(request, pk)
    services.evidence_viewed(evidence=row, actor=actor)
    small = thumbnail(row) if request.GET.get("thumb") and row.is_image else None
    if small:
        response = HttpResponse(small, content_type="image/jpeg")
        response["Cache-Control"] = "private, max-age=86400"
        return response
    name = f"evidence-{row.pk}.{_ENDINGS.get(row.content_type, 'bin')}"
    response = FileResponse(row.file.open("rb"), content_type=row.content_type, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store" if row.kind in PERSONAL_EVIDENCE else "private, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@require_http_methods(["GET", "POST"])
def add(request, pk):
    """上传材料: several files at once. What one file is refused for does not lose the others."""
    actor, case = case_for(request, pk, "adds_files")
    form = EvidenceForm(**form_data(request), initial={"kind_of": EvidenceKind.PHOTO})
    if request.method == "POST" and form.is_valid():
        rows = form.keep(case, actor, form.cleaned_data["caption"])
        if form.is_valid():
            messages.success(request, f"已保存 {len(rows)} 份材料。")
            return redirect(f"{case_url(case)}#evidence")
    page = {"title": "上传材料", "lead": "原件连同校验值保存，不能删除。", "submit": "上传", "kept": form.stored}
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
