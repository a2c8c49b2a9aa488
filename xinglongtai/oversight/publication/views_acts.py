"""Acts of legal staff on one case or one publication: content, decisions, 更正, 撤回."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.models import Case
from xinglongtai.core import parameters
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.web import require_right, today, visible_or_404

from . import selectors, services
from .forms import ContentForm, LenientForm, ReasonForm, WithdrawForm
from .models import Publication

LENIENT_RULE = "确需公示的，逐案决定并写明理由；公示的是从宽处理信息，不作为行政处罚。"
PUBLISH = ("oversight.publish_outcome", "办理公示报送")


def _case(request, pk):
    actor = require_right(request, *PUBLISH)
    cases = Case.objects.visible_to(actor).select_related("party", "bureau", "published_content")
    return actor, visible_or_404(cases, pk)


def content(request, pk):
    """登记公示内容: from the decision that was written elsewhere."""
    actor, case = _case(request, pk)
    row = selectors.content_of(case)
    names = list(ContentForm.base_fields)
    start = {name: getattr(row, name) for name in names} if row else selectors.draft_content(case) | {"version": 0}
    lenient = selectors.is_lenient(case)
    form = ContentForm(request.POST or None, initial=start, lenient=lenient)
    if request.method == "POST" and form.is_valid():
        data, version = form.cleaned_data, form.cleaned_data.pop("version")
        if attempt(form, services.content_record, case=case, actor=actor, on=today(), data=data, version=version):
            messages.success(request, "公示内容已登记。")
            return redirect("oversight:publication_case", case.pk)
        if form.is_stale:
            form.renew(row.version if row else 0)
    context = {
        "form": form,
        "case": case,
        "lenient": lenient,
        "first": row is None,
        "back_url": reverse("oversight:publication_case", args=[case.pk]),
    }
    return render(request, "oversight/publication_content.html", context, status=422 if form.is_bound else 200)


def lenient(request, pk):
    """Decide to publish one lenient outcome."""
    actor, case = _case(request, pk)
    form = LenientForm(request.POST or None)
    back = reverse("oversight:publication_case", args=[case.pk])
    if request.method == "POST" and form.is_valid():
        if attempt(form, services.lenient_decide, case=case, actor=actor, on=today(), **form.cleaned_data):
            messages.success(request, "已决定公示。请登记公示内容，再装入从宽信息的报送包。")
            return redirect(back)
    page = {
        "title": "决定公示从宽结果",
        "eyebrow": case.party.name,
        "submit": "决定公示",
        "explain": f"本案以“{case.get_outcome_display()}”办结，默认不公示。{LENIENT_RULE}",
        "back_url": back,
        "back_label": "返回公示",
    }
    return act_page(request, form, case, **page)


def _act(request, pk, verb, form_class, done, start=None, **page):
    """One verb on one publication, with its reason."""
    actor = require_right(request, *PUBLISH)
    row = visible_or_404(Publication.objects.visible_to(actor).with_case(), pk)
    form = form_class(request.POST or None, initial={"version": row.version, **(start or {})})
    back = reverse("oversight:publication_case", args=[row.case_id])
    if request.method == "POST" and form.is_valid():
        if attempt(form, verb, publication=row, actor=actor, on=today(), **form.cleaned_data):
            messages.success(request, done)
            return redirect(back)
    page |= {"eyebrow": row.case.party.name, "lead": row.get_target_display()}
    return act_page(request, form, row, back_url=back, back_label="返回公示", **page)


def skip(request, pk):
    """不公示."""
    page = {"title": "决定不公示", "submit": "决定不公示", "explain": "理由保留在记录里，以后可以改为报送。"}
    return _act(request, pk, services.publication_skip, ReasonForm, "已记录不公示。", **page)


def reopen(request, pk):
    """不公示 or 撤回 → 待报送."""
    page = {"title": "决定报送", "submit": "决定报送", "explain": "恢复为“待报送”。原来的理由留在办理记录里。"}
    return _act(request, pk, services.publication_reopen, ReasonForm, "已恢复为待报送。", **page)


def correct(request, pk):
    """更正公示."""
    page = {
        "title": "更正公示",
        "submit": "更正",
        "explain": "恢复为“待报送（更正）”。请改正公示内容，装入新的报送包；原来报送的内容保留（公示规定第十二条）。",
    }
    return _act(request, pk, services.publication_correct, ReasonForm, "请改正公示内容后重新报送。", **page)


def withdraw(request, pk):
    """撤回公示."""
    actor = require_right(request, *PUBLISH)
    days = parameters.value(actor.bureau, "publication.withdraw_days")
    explain = (
        f"决定被依法变更、撤销、确认违法或者确认无效的，应当在{days}个工作日内撤回并说明理由（公示规定第十一条）。"
    )
    explain += "先在接收系统撤回，再在这里登记。"
    page = {"title": "撤回公示", "submit": "登记已撤回", "danger": True, "explain": explain}
    start = {"withdrawn_on": today()}
    return _act(request, pk, services.publication_withdraw, WithdrawForm, "已登记撤回公示。", start, **page)
