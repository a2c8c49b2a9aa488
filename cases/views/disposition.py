"""Proposing how a case ends, and taking the proposal back."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.errors import NotAllowed
from xinglongtai.core.web import actor_of, today, visible_or_404

from .. import services
from ..dossier import with_violations
from ..forms.disposition import ProposeForm
from ..models import Case, Disposition
from ..next_step import powers
from ..outcomes import offered, refusals
from ..peers import usual_outcome
from ..selectors import case_facts
from ..status import CaseStatus, Outcome
from ..suggestions import likely_basis, suggested_reason
from .case import case_for, case_url, form_data


@require_http_methods(["GET", "POST"])
def propose(request, pk):
    """提出处理意见: only what this state allows can be chosen; what is refused stands beside with its reasons."""
    actor, case = case_for(request, pk, "handles")
    if not powers(case, actor).handles:
        raise NotAllowed(f"这个案件由{case.handler.name}主办，请由承办人提出处理意见。")
    dossier, facts = with_violations(case), case_facts(case)
    outcomes = offered(facts)
    filed = case.status == CaseStatus.FILED
    refused = {value: refusals(value, facts, on=today(), decision_number="—") for value in outcomes}
    free = [value for value in outcomes if not refused[value]]
    start = {"version": case.version, "outcome": (free or outcomes)[0], "basis": likely_basis(dossier)}
    start["reason"] = suggested_reason(dossier)
    usual = usual_outcome(case, today())
    form = ProposeForm(**form_data(request), outcomes=free or outcomes, filed=filed, usual=usual, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        values = {"outcome": given["outcome"], "reason": given["reason"], "version": given["version"]}
        values |= {"basis": form.chosen_basis(), "decision_number": given.get("decision_number", "")}
        values["unlike"] = given.get("unlike", "")
        if attempt(form, services.disposition_propose, case=case, actor=actor, on=today(), **values):
            messages.success(request, f"已提出“{Outcome(given['outcome']).label}”，等待审批。")
            return redirect(case_url(case))
    return act_page(
        request,
        form,
        case,
        template="cases/propose.html",
        title="提出处理意见",
        eyebrow=case.party.name,
        submit="提交审批",
        back_url=case_url(case),
        draft=f"propose-{case.pk}",
        case=case,
        dossier=dossier,
        outcome=form["outcome"].value(),
        today=today(),
        refused=[(Outcome(value).label, reasons) for value, reasons in refused.items() if reasons],
        needs_education=not facts.educated,
    )


@require_POST
def withdraw(request, pk):
    """撤回 an undecided proposal."""
    actor = actor_of(request)
    rows = Disposition.objects.filter(case__in=Case.objects.visible_to(actor)).select_related("case")
    row = visible_or_404(rows, pk)
    services.disposition_withdraw(disposition=row, actor=actor)
    messages.success(request, "处理意见已撤回，可以修改后重新提出。")
    return redirect(case_url(row.case))
