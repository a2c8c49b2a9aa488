"""The page of retention: the rule, what falls due, what is held; hold and lift."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Case
from cases.views.case import case_url
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import actor_of, require_right, sent, today, visible_or_404

from . import selectors, services
from .forms import HoldForm
from .models import CaseHold

SEE = ("oversight.view_retention", "查看个人信息保管期限")


@require_GET
def retention(request):
    """What is due today by the bureau's rule, what is held, and what was done."""
    actor = require_right(request, *SEE)
    rule, on = selectors.rule_of(actor.bureau), today()
    due = selectors.cases_due(actor.bureau, on, rule).select_related("party", "unit")
    context = {
        "rule": rule,
        "page": Paginator(due, 25).get_page(request.GET.get("page")),
        "holds": CaseHold.objects.visible_to(actor).live().select_related("case__party", "set_by__unit"),
        "done": selectors.done_count(actor.bureau),
        "may_hold": allowed(actor, services.HOLD[0]),
    }
    return render(request, "oversight/retention.html", context)


@require_http_methods(["GET", "POST"])
def hold(request, pk):
    """设置保留."""
    actor = actor_of(request)
    case = visible_or_404(Case.objects.visible_to(actor).select_related("party"), pk)
    require_right(request, *services.HOLD)
    form = HoldForm(sent(request))
    if form.is_valid() and attempt(form, services.hold_set, case=case, actor=actor, reason=form.cleaned_data["reason"]):
        messages.success(request, "已设置保留，期满也不去标识化。")
        return redirect("oversight:retention")
    page = {"title": "设置保留", "submit": "设置保留", "back_url": case_url(case), "eyebrow": f"案件 {case.pk}"}
    page["lead"] = "保留期间，即使保管期满，也不处理本案的个人信息。"
    return act_page(request, form, case, **page)


@require_http_methods(["GET", "POST"])
def lift(request, pk):
    """解除保留."""
    actor = actor_of(request)
    row = visible_or_404(CaseHold.objects.visible_to(actor).select_related("case"), pk)
    require_right(request, *services.HOLD)
    form = HoldForm(sent(request))
    given = {"hold": row, "actor": actor, "now": timezone.now()}
    if form.is_valid() and attempt(form, services.hold_lift, **given, reason=form.cleaned_data["reason"]):
        messages.success(request, "已解除保留。")
        return redirect("oversight:retention")
    page = {"title": "解除保留", "submit": "解除保留", "back_url": reverse("oversight:retention")}
    return act_page(request, form, row, eyebrow=f"案件 {row.case_id}", lead=f"保留原因：{row.reason}", **page)
