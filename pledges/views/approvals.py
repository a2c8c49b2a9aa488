"""审批: the inbox of leaders and unit heads; decide with the facts beside, then the next item at once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases import services as case_services
from cases.dossier import with_violations
from cases.models import Case, ClockExtension, Disposition
from cases.outcomes import refusals
from cases.selectors import case_facts
from cases.status import DecisionState
from cases.views.case import case_url, form_data
from xinglongtai.core import parameters
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.display import cn_date
from xinglongtai.core.errors import NotAllowed
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import actor_of, today, visible_or_404

from .. import services
from ..approvals import approves, queue
from ..forms.pledge import DecideForm
from ..models import Extension, Pledge

_CASE = ("case__party", "case__unit", "case__bureau", "case__handler__unit", "case__co_handler__unit")


def _approver(request):
    actor = actor_of(request)
    if not approves(actor):
        raise NotAllowed("您没有审批的权限。请联系本单位负责人或系统管理员。")
    return actor


def _require(actor, *rights) -> None:
    """403 unless the person holds one of ``rights``; asked after the row was found visible (404)."""
    if not any(allowed(actor, right) for right in rights):
        raise NotAllowed("您没有审批这一事项的权限，请由有权审批的负责人办理。")


def approval_list(request):
    """Everything that waits for this person."""
    actor = _approver(request)
    context = {"items": queue(actor), "today": today(), "decides": allowed(actor, "cases.approve_case")}
    return render(request, "pledges/approval_list.html", context)


def _next(request, actor, said):
    """To the next waiting item at once, or back to the empty inbox."""
    waiting = queue(actor)
    if not waiting:
        messages.success(request, f"{said}没有别的待审批事项了。")
        return redirect("pledges:approval_list")
    messages.success(request, f"{said}这是下一项，还有 {len(waiting)} 项。")
    return redirect(waiting[0].url)


def _page(request, form, row, case, actor, **page):
    page |= {"case": case, "dossier": with_violations(case), "actor": actor, "today": today()}
    page.setdefault("is_open", row.state == DecisionState.PENDING)
    return act_page(
        request, form, row, thread=case.thread, template="pledges/decide.html", back_url=case_url(case), **page
    )


@require_http_methods(["GET", "POST"])
def decide_disposition(request, pk):
    """初审 or 审批 a proposed outcome."""
    actor = actor_of(request)
    rows = Disposition.objects.filter(case__in=Case.objects.visible_to(actor))
    row = visible_or_404(rows.select_related(*_CASE, "proposed_by__unit", "endorsed_by__unit", "decided_by__unit"), pk)
    _require(actor, "cases.approve_case", "cases.approve_first_step")
    case = row.case
    endorse = not allowed(actor, "cases.approve_case")
    form = DecideForm(**form_data(request), endorse=endorse)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if endorse:
            done = attempt(form, case_services.disposition_endorse, disposition=row, actor=actor, note=given["note"])
        else:
            values = {"approve": given["decision"] == "approve", "note": given["note"], "on": today()}
            done = attempt(form, case_services.disposition_decide, disposition=row, actor=actor, **values)
        if done:
            return _next(request, actor, f"“{case.party.name}”{'已初审' if endorse else done.get_state_display()}。")
    obstacles = []
    if row.is_open:
        facts = case_facts(case, row.from_status)
        obstacles = refusals(row.outcome, facts, on=today(), decision_number=row.decision_number)
    own = case.handled_by(actor) or actor.pk in {row.proposed_by_id, row.endorsed_by_id}
    waits_for_head = (
        not endorse and row.state == DecisionState.PENDING and parameters.value(case.bureau, "decision.two_steps")
    )
    return _page(
        request,
        form,
        row,
        case,
        actor,
        title=f"处理意见：{row.get_outcome_display()}",
        disposition=row,
        obstacles=obstacles,
        is_own=own,
        is_open=row.is_open and not (endorse and row.state == DecisionState.ENDORSED) and not waits_for_head,
        waits_for_head=waits_for_head,
        submit="提交初审意见" if endorse else "提交审批意见",
    )


@require_http_methods(["GET", "POST"])
def decide_clock(request, pk):
    """审批 the longer verification clock."""
    actor = actor_of(request)
    rows = ClockExtension.objects.filter(case__in=Case.objects.visible_to(actor))
    row = visible_or_404(rows.select_related(*_CASE, "requested_by__unit", "decided_by__unit"), pk)
    _require(actor, "cases.approve_case")
    form = DecideForm(**form_data(request))
    if request.method == "POST" and form.is_valid():
        values = {"approve": form.cleaned_data["decision"] == "approve", "note": form.cleaned_data["note"]}
        done = attempt(form, case_services.clock_extension_decide, extension=row, actor=actor, on=today(), **values)
        if done:
            return _next(request, actor, f"“{row.case.party.name}”核查期限延长{done.get_state_display()}。")
    ask = [("申请事项", "延长核查期限（程序规定第十八条）"), ("现在的核查期限", cn_date(row.case.clock_due_on))]
    return _request_page(request, form, row, row.case, actor, "审批延长核查期限", ask)


@require_http_methods(["GET", "POST"])
def decide_extension(request, pk):
    """审批 a later pledge deadline."""
    actor = actor_of(request)
    rows = Extension.objects.filter(pledge__in=Pledge.objects.visible_to(actor))
    people = [f"pledge__{name}" for name in _CASE]
    row = visible_or_404(rows.select_related(*people, "requested_by__unit", "decided_by__unit"), pk)
    _require(actor, "pledges.approve_extension")
    case = row.pledge.case
    form = DecideForm(**form_data(request))
    if request.method == "POST" and form.is_valid():
        values = {"approve": form.cleaned_data["decision"] == "approve", "note": form.cleaned_data["note"]}
        done = attempt(form, services.extension_decide, extension=row, actor=actor, on=today(), **values)
        if done:
            return _next(request, actor, f"“{case.party.name}”延期{done.get_state_display()}。")
    ask = [("现在的改正期限", cn_date(row.pledge.due_on)), ("申请延期到", cn_date(row.new_due_on))]
    return _request_page(request, form, row, case, actor, "审批承诺延期", ask)


def _request_page(request, form, row, case, actor, title, ask):
    """The page of a plain request: what is asked, why, by whom."""
    own = case.handled_by(actor) or row.requested_by_id == actor.pk
    return _page(request, form, row, case, actor, title=title, ask=ask, is_own=own, submit="提交审批意见")
