"""A paper's short form with its preview, 签发, all that is due at once, the PDF, 作废."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import Case
from cases.next_step import powers, require_power
from cases.views.case import case_for, form_data
from xinglongtai.core import documents
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.errors import DomainError
from xinglongtai.core.web import actor_of, today, visible_or_404, whole_number

from ..models import Paper
from . import due, inputs, services
from .compose import LAYOUT, TEMPLATE_VERSION
from .forms import PaperForm, VoidPaperForm
from .gather import gather, moment_of
from .kinds import PaperKind
from .services.drafts import draft_values


def _need(kind: str) -> str:
    return "tracks" if kind == due.RECHECK else "handles"


def _asked(request, pk, kind: str):
    """Actor, case and what is due of ``kind`` (404 where no such kind exists, 403 without the power)."""
    if kind not in PaperKind.values:
        raise Http404
    actor, case = case_for(request, pk, _need(kind))
    return actor, case, whole_number(request.GET.get("target"))


def case_page(case) -> str:
    return reverse("cases:detail", args=[case.pk]) + "#papers"


@require_http_methods(["GET", "POST"])
def paper(request, pk, kind):
    """The form: 保存并预览 keeps the draft, 签发 keeps it and issues."""
    actor, case, target = _asked(request, pk, kind)
    found = next((one for one in due.due(moment_of(case)) if (one.kind, one.target) == (kind, target)), None)
    if found is None:
        messages.info(request, f"现在没有要做的{PaperKind(kind).label}：已有一份有效的，或者还没有办到这一步。")
        return redirect(case_page(case))
    material, draft = gather(case, kind, target), draft_values(case, kind, target)
    start = inputs.starts(kind, material) | inputs.suggestions(kind, material) | draft
    form = PaperForm(**form_data(request), kind=kind, material=material, start=start, initial={"version": case.version})
    given = {"case": case, "kind": kind, "actor": actor, "target": target}
    if request.method == "POST" and "restore" in request.POST:
        services.paper_draft_drop(**given)
        messages.success(request, "已恢复为案件里的内容。")
        return redirect(request.get_full_path())
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, services.paper_draft_save, values=form.values(), **given)
        if kept and "issue" in request.POST:
            version = form.cleaned_data["version"]
            issued = attempt(form, services.paper_issue, on=today(), version=version, **given)
            if issued:
                messages.success(request, f"{issued.get_kind_display()}已签发。{issued.number}")
                return redirect(case_page(case))
        elif kept:
            messages.success(request, "已保存。")
            return redirect(request.get_full_path())
    return _form_page(request, case, form, found, target)


def _form_page(request, case, form, found: due.Due, target):
    composed, _ = services.paper_compose(case=case, kind=found.kind, on=today(), target=target)
    query = f"?target={target}" if target else ""
    context = {
        "title": PaperKind(found.kind).label,
        "lead": found.why,
        "eyebrow": case.party.name,
        "back_url": case_page(case),
        "draft": f"paper-{case.pk}-{found.kind}-{target or 0}",
        "composed": composed,
        "preview_only": found.preview_only,
        "numbered": found.kind in due.NUMBERED,
        "preview_url": reverse("pledges:paper_preview", args=[case.pk, found.kind]) + query,
    }
    return act_page(request, form, case, template="pledges/papers/form.html", **context)


@xframe_options_sameorigin
@require_GET
def preview(request, pk, kind):
    """The paper as it would be issued from the kept draft, as PDF, without a number."""
    _, case, target = _asked(request, pk, kind)
    composed, _ = services.paper_compose(case=case, kind=kind, on=today(), target=target)
    number = documents.PREVIEW_NUMBER if kind in due.NUMBERED and not composed.snapshot["number"] else ""
    content = documents.preview_pdf(kind=LAYOUT, version=TEMPLATE_VERSION, snapshot=composed.snapshot, number=number)
    return _pdf(content, "preview.pdf")


@require_POST
def issue_due(request, pk):
    """生成本阶段文书: everything due and complete at once, a line for each."""
    actor, case = case_for(request, pk, "tracks")
    if not any(_may(case, actor, one.kind) for one in due.needed(due.due(moment_of(case)))):
        require_power(case, actor, "handles")
    results = services.papers_issue_due(case=case, actor=actor, on=today())
    tell(request, results)
    return redirect(case_page(case))


def _may(case, actor, kind: str) -> bool:
    return getattr(powers(case, actor), _need(kind))


def tell(request, results) -> None:
    """One message for what was issued, one for each paper that lacks something."""
    done = [row for row in results if row.paper]
    if done:
        words = "、".join(f"{row.title}{f'（{row.paper.number}）' if row.paper.number else ''}" for row in done)
        messages.success(request, f"已生成 {len(done)} 份：{words}。")
    for row in done:
        if row.by_hand:
            messages.info(request, f"{row.title}上还要手写：{'、'.join(row.by_hand)}。")
    for row in results:
        if not row.paper:
            messages.warning(request, row.reason if row.title in row.reason else f"{row.title}：{row.reason}")
    if not results:
        messages.info(request, "这个阶段的文书都已生成。")


@require_GET
def paper_pdf(request, pk):
    """The issued bytes, each opening on the record; a page with «再试一次» when they cannot be made yet."""
    actor = actor_of(request)
    rows = Paper.objects.filter(case__in=Case.objects.visible_to(actor)).select_related("document", "case__party")
    row = services.paper_opened(paper=visible_or_404(rows, pk), actor=actor)
    try:
        content = documents.read_bytes(row.document)
    except DomainError as refusal:
        context = {"paper": row, "message": refusal.message, "back_url": case_page(row.case)}
        return render(request, "pledges/papers/unready.html", context, status=503)
    services.paper_printed(paper=row, actor=actor)
    return _pdf(content, f"paper-{row.pk}.pdf", "attachment" if request.GET.get("download") else "inline")


def _pdf(content: bytes, name: str, how: str = "inline") -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def void(request, pk):
    """作废 with a reason; the number stays used."""
    actor = actor_of(request)
    rows = Paper.objects.filter(case__in=Case.objects.visible_to(actor)).select_related(
        "document", "case__party", "case__unit", "case__handler__unit"
    )
    row = visible_or_404(rows, pk)
    require_power(row.case, actor, _need(row.kind))
    form = VoidPaperForm(**form_data(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, services.paper_void, paper=row, actor=actor, on=today(), reason=reason):
            messages.success(request, f"{row.get_kind_display()}已作废，可以重新签发。")
            return redirect(case_page(row.case))
    return act_page(
        request,
        form,
        row,
        title=f"作废{row.get_kind_display()}",
        eyebrow=f"{row.case.party.name} {row.number}",
        lead="作废后不能恢复，编号保留不再使用。更正内容时，作废后重新签发一份。",
        submit="作废",
        danger=True,
        back_url=case_page(row.case),
    )
